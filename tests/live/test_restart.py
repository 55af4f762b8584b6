"""A PostgreSQL that is stopped and started while people write: nothing is lost, nothing is doubled, and all goes on."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from server.config import Settings
from server.errors import OutOfReach
from server.live import handle
from server.live.messages import Accepted
from server.store.ledger import Ledger
from tests.a_programme import AProgramme
from tests.databases import Cluster, cluster
from tests.live.a_socket import open_socket
from tests.serving import Served, serving


@pytest.fixture(scope="module")
def ours() -> Iterator[Cluster]:
    """A cluster that nobody else depends on."""
    with cluster() as it:
        yield it


@pytest.fixture
def app(ours: Cluster, tmp_path: Path) -> Iterator[Served]:
    with ours.fresh() as address:
        settings = Settings(data=tmp_path, database=address, port=0, client=tmp_path / "no client")
        with serving(settings) as it:
            yield it


def commands_kept(app: Served, programme: AProgramme) -> list[str]:
    with app.database.read() as connection:
        sent = Ledger(app.database.engine).since(connection, programme.programme, programme.retreat, 0, 100_000)
    return [json.loads(it.json)["command"] for it in sent]


class Writers:
    """Three people who write without a pause, from threads of their own."""

    def __init__(self, programme: AProgramme) -> None:
        self._programme = programme
        self.asked: dict[str, Future[Accepted]] = {}
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(3)]
        for it in self._threads:
            it.start()

    def _write(self, person: int) -> None:
        n = 0
        while not self._stop.wait(0.005):
            command = self._programme.annotation(self._programme.id(f"mark {person} {n}"))
            command = command.model_copy(update={"id": self._programme.id(f"writer {person} {n}")})
            self.asked[command.id] = self._programme.submit("partner", command)
            n += 1

    def stop(self) -> dict[str, Exception | None]:
        """What came of each command."""
        self._stop.set()
        for it in self._threads:
            it.join()
        return {id: answer.exception(60) for id, answer in self.asked.items()}  # type: ignore[misc]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_c3_a_restart_in_the_middle_loses_and_doubles_nothing(ours: Cluster, app: Served, mode: str) -> None:
    programme = app.found()
    with open_socket(app, programme, "observer") as it:
        writers = Writers(programme)
        for _ in range(3):
            time.sleep(0.5)
            ours.stop(mode)
            time.sleep(0.5)
            ours.start()
        time.sleep(1)
        came = writers.stop()
        kept = commands_kept(app, programme)
        assert len(came) > 100
        assert set(came.values()) == {None}  # it was back soon enough for all to be kept
        assert sorted(it for it in kept if it in came) == sorted(came)
        seq = programme.annotate("partner", programme.id("after all that")).seq
        seqs = [event["seq"] for event in it.listen_until(seq)]
    assert seqs == list(range(seq - len(came), seq + 1))


def test_c6_what_cannot_be_kept_for_long_is_refused_and_can_be_sent_again(
    ours: Cluster, app: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handle, "_PATIENCE", 0.5)
    programme = app.found()
    commands = [programme.annotation(programme.id(f"mark {n}")) for n in range(5)]
    with open_socket(app, programme, "partner") as it:
        ours.stop()
        for command in commands:
            it.ask(command)
        assert {it.answer(command.id)["why"]["kind"] for command in commands} == {"out_of_reach"}
        assert isinstance(programme.submit("partner", commands[0]).exception(30), OutOfReach)
        ours.start()
        for command in commands:
            it.ask(command)
        seqs = [it.answer(command.id)["seq"] for command in commands]
        assert [event["seq"] for event in it.listen_until(seqs[-1])] == seqs


def test_who_comes_while_it_is_away_is_not_told_to_stay_away(ours: Cluster, app: Served) -> None:
    """A refusal would be for good: a socket is closed with 4503, and a request is answered with 503."""
    programme = app.found()
    with app.visit(programme, "partner") as client:
        assert client.get("/api/me").status_code == 200
        ours.stop()
        try:
            answer = client.get("/api/me")
            assert (answer.status_code, answer.json()["kind"]) == (503, "out_of_reach")
        finally:
            ours.start()
        assert client.get("/api/me").status_code == 200
