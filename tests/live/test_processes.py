"""Several processes on one database: all hear what any of them commits, once and in order, and who is where."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from server.config import Settings
from server.database import Database
from server.live import elsewhere
from server.live.bell import bell_of
from server.live.elsewhere import Elsewhere
from server.live.handle import Committer
from server.live.messages import Presence
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket, open_socket
from tests.live.test_presence import chosen, selections, who_is_here
from tests.serving import Served, serving


@pytest.fixture
def apps(address: str, tmp_path: Path) -> Iterator[tuple[Served, Served]]:
    """Two apps that know nothing of each other but the database."""
    settings = Settings(data=tmp_path, database=address, port=0, client=tmp_path / "no client")
    with serving(settings) as one, serving(settings) as other:
        yield one, other


def pair(apps: tuple[Served, Served]) -> tuple[AProgramme, AProgramme]:
    """The same programme, with commands by way of the one and of the other."""
    one = apps[0].found()
    return one, AProgramme(apps[1].services.committer, one.name)


def test_e3_all_apps_hear_all_events_once_and_in_the_same_order(apps: tuple[Served, Served]) -> None:
    programmes = pair(apps)
    people = ("partner", "researcher")
    with ExitStack() as stack:
        sockets = [
            stack.enter_context(open_socket(app, programme, person))
            for app, programme in zip(apps, programmes, strict=True)
            for person in people
        ]
        commands = [
            (it, programmes[0].annotation(programmes[0].id(f"mark {n} {i}")))
            for n in range(30)
            for i, it in enumerate(sockets)
        ]
        for it, command in commands:
            it.ask(command)
        seqs = {it.answer(command.id)["seq"] for it, command in commands}
        heard = [it.listen_until(max(seqs)) for it in sockets]
    assert len(seqs) == len(commands) and max(seqs) - min(seqs) == len(commands) - 1
    assert [it["seq"] for it in heard[0]] == sorted(seqs)
    assert all(it == heard[0] for it in heard)


def test_c4_the_same_command_to_both_at_once_is_applied_once(apps: tuple[Served, Served]) -> None:
    one, other = pair(apps)
    for n in range(20):
        command = one.annotation(one.id(f"mark {n}"))
        answers = [one.submit("partner", command), other.submit("partner", command)]
        first, second = (it.result(30) for it in answers)
        assert first == second
        assert one.annotate("partner", one.id(f"another mark {n}")).seq == first.seq + 1


def test_e6_what_a_worker_commits_is_heard_at_once(apps: tuple[Served, Served]) -> None:
    programme, _ = pair(apps)
    database = Database(apps[0].database.url)
    bell = bell_of(database)
    worker = AProgramme(Committer(database, b"key", ring=bell.ring), programme.name)
    with open_socket(apps[1], programme, "partner") as it:
        took = []
        for n in range(9):
            command = programme.annotation(programme.id(f"mark {n}"))
            seq = worker.submit("partner", command).result(30).seq
            committed = time.monotonic()
            it.listen_until(seq)
            took.append(time.monotonic() - committed)
    worker.committer.close()
    bell.close()
    database.close()
    assert median(took) < 0.3


def wait_until(it: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not it():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_bell_is_rung_only_while_somebody_may_hear_it_elsewhere(apps: tuple[Served, Served]) -> None:
    programme, _ = pair(apps)
    rooms = apps[0].services.rooms
    assert not rooms.alone  # nobody has looked
    with open_socket(apps[0], programme, "partner") as one:
        wait_until(lambda: rooms.alone)
        with open_socket(apps[1], programme, "researcher") as other:
            first = programme.annotate("partner", programme.id("a first mark")).seq
            other.listen_until(first)
            wait_until(lambda: not rooms.alone)
            took = []
            for n in range(5):
                seq = programme.annotate("partner", programme.id(f"mark {n}")).seq
                committed = time.monotonic()
                other.listen_until(seq)
                took.append(time.monotonic() - committed)
            assert median(took) < 0.3
        wait_until(lambda: rooms.alone)
        one.listen_until(programme.annotate("partner", programme.id("a last mark")).seq)


def test_l2_who_is_in_another_app_is_here(apps: tuple[Served, Served]) -> None:
    programme, _ = pair(apps)
    partner, researcher = programme.who("partner"), programme.who("researcher")
    place = programme.place(1, 0).segment
    with open_socket(apps[0], programme, "partner") as one:
        with open_socket(apps[1], programme, "researcher") as other:
            for it in (one, other):
                who_is_here(it, {(partner, None), (researcher, None)})
            other.send({"type": "here", "source": programme.excerpt, "segment": place})
            moved = time.monotonic()
            who_is_here(one, {(partner, None), (researcher, place)})
            assert time.monotonic() - moved < 3
        who_is_here(one, {(partner, None)})


def test_l2_what_is_chosen_in_another_app_is_shown(apps: tuple[Served, Served]) -> None:
    programme, _ = pair(apps)
    where = {"type": "here", "source": programme.excerpt, "segment": programme.place(1, 0).segment}
    with open_socket(apps[0], programme, "partner") as one:
        one.send(where)
        with open_socket(apps[1], programme, "researcher") as other:
            other.send({**where, "selection": chosen(programme)})
            selections(one, {programme.who("researcher"): chosen(programme)})
            other.send(where)
            selections(one, {})
            other.send({**where, "selection": chosen(programme, 2)})
            selections(one, {programme.who("researcher"): chosen(programme, 2)})
        selections(one, {})


def test_l2_windows_in_two_apps_are_one_person(apps: tuple[Served, Served]) -> None:
    programme, _ = pair(apps)
    partner, observer, place = programme.who("partner"), programme.who("observer"), programme.place(0, 0).segment
    with open_socket(apps[0], programme, "partner"), open_socket(apps[1], programme, "partner") as window:
        window.send({"type": "here", "source": programme.excerpt, "segment": place})
        with open_socket(apps[0], programme, "observer") as it:
            who_is_here(it, {(partner, place), (observer, None)})


def test_l2_who_was_in_an_app_that_died_is_soon_gone(
    apps: tuple[Served, Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "GOOD", 2.0)
    monkeypatch.setattr(elsewhere, "AGAIN", 1.0)
    programme, _ = pair(apps)
    key = (programme.programme, programme.retreat)
    gone = Presence(member=programme.who("observer"), source=None, segment=None)
    dead = Elsewhere(apps[0].database)
    with open_socket(apps[0], programme, "partner") as it, open_socket(apps[1], programme, "researcher"):
        dead._write({key: [gone]})
        others = {(programme.who("partner"), None), (programme.who("researcher"), None)}
        who_is_here(it, {*others, (gone.member, None)})
        who_is_here(it, others)
        _still_here(it, others, 3.0)


def _still_here(it: ASocket, here: set[tuple[str, Any]], seconds: float) -> None:
    """Who goes on to be here is not told as gone in between."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            message = it.connection.recv(timeout=left)
        except TimeoutError:
            return
        assert "who_is_here" not in str(message) or all(member in str(message) for member, _ in here)
