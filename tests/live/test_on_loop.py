"""The app's committer: on the loop while that is short; else, in the same order, by its thread."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from server.database import Database
from server.domain import commands as c
from server.live import batch, on_loop
from server.live.batch import News
from server.live.handle import Committer, NotKept
from server.live.on_loop import LoopCommitter
from server.store.migrate import upgrade
from tests.a_programme import AProgramme
from tests.own_loop import on_its_own_loop

Act = Callable[[AProgramme, "Heard"], Awaitable[None]]


class Heard:
    """The news, and whether they were told on the loop."""

    def __init__(self) -> None:
        self.home = threading.get_ident()
        self.news: list[tuple[int, bool]] = []

    def __call__(self, news: News) -> None:
        self.news.append((news.seq, threading.get_ident() == self.home))


@pytest.fixture
def database(tmp_path: Path) -> Any:
    url = f"sqlite:///{tmp_path / 'retreat.sqlite'}"
    upgrade(url)
    it = Database(url)
    yield it
    it.close()


@pytest.fixture(autouse=True)
def whatever_the_disk_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_loop, "_LONG", 60.0)


def run(database: Database, act: Act) -> None:
    """On a loop of its own, with a programme that was founded before."""
    founding = Committer(database, b"key")
    asked = AProgramme(founding, "ours").found()._asked
    founding.close()

    async def living() -> None:
        heard = Heard()
        programme = AProgramme(LoopCommitter(database, b"key", ring=heard), "ours")
        programme._asked = asked
        try:
            await act(programme, heard)
        finally:
            await asyncio.to_thread(programme.committer.close)

    on_its_own_loop(living)


def marks(programme: AProgramme, count: int, name: str = "mark") -> list[Any]:
    return [programme.annotation(programme.id(f"{name} {n}"), comment=f"Comment {n}") for n in range(count)]


async def answered(programme: AProgramme, commands: list[Any], person: str = "partner") -> list[int]:
    answers = [asyncio.wrap_future(programme.submit(person, it)) for it in commands]
    return [it.seq for it in await asyncio.wait_for(asyncio.gather(*answers), 20)]


def test_what_is_short_is_committed_on_the_loop_together(database: Database) -> None:
    async def act(programme: AProgramme, heard: Heard) -> None:
        seqs = await answered(programme, marks(programme, 20))
        assert seqs == list(range(seqs[0], seqs[0] + 20))
        assert heard.news == [(seqs[-1], True)]

    run(database, act)


def test_c8_what_may_be_long_is_the_threads_and_the_order_stays(database: Database) -> None:
    async def act(programme: AProgramme, heard: Heard) -> None:
        role = programme.make(c.GiveRole, retreat=programme.retreat, member=programme.who("newcomer"), role="partner")
        first, last = marks(programme, 5, "first"), marks(programme, 5, "last")
        answers = [programme.submit("steward" if it is role else "partner", it) for it in (*first, role)]
        answers += [programme.submit("newcomer", it) for it in last]  # who may, only after that
        seqs = [(await asyncio.wrap_future(it)).seq for it in answers]
        assert seqs == list(range(seqs[0], seqs[0] + 11))
        assert not any(here for _, here in heard.news)
        await asyncio.sleep(0.3)
        await answered(programme, marks(programme, 1, "later"))
        assert heard.news[-1][1], "the loop goes on once nothing waits"

    run(database, act)


def test_a_database_that_is_being_written_to_keeps_the_loop_free(database: Database) -> None:
    async def act(programme: AProgramme, heard: Heard) -> None:
        await answered(programme, marks(programme, 1, "first"))
        with database.write():
            waiting = asyncio.create_task(answered(programme, marks(programme, 3)))
            began = time.monotonic()
            for _ in range(20):
                await asyncio.sleep(0.01)
            assert time.monotonic() - began < 5 and not waiting.done()
        await waiting
        assert [here for _, here in heard.news] == [True, False]

    run(database, act)


def test_a_slow_disk_is_left_to_the_thread_for_a_while(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_loop, "_LONG", 0.0)
    monkeypatch.setattr(on_loop, "_PAUSE", 0.5)

    async def act(programme: AProgramme, heard: Heard) -> None:
        for n in range(3):
            await answered(programme, marks(programme, 1, f"mark {n}"))
        assert [here for _, here in heard.news] == [True, False, False]
        await asyncio.sleep(0.6)
        await answered(programme, marks(programme, 1, "later"))
        assert heard.news[-1][1]

    run(database, act)


def test_c7_what_cannot_be_kept_on_the_loop_is_found_out_by_the_thread(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = batch.decide

    def chokes(command: Any, *others: Any) -> Any:
        if getattr(command, "comment", "") == "Comment 1":
            raise RuntimeError
        return decide(command, *others)

    monkeypatch.setattr(batch, "decide", chokes)

    async def act(programme: AProgramme, heard: Heard) -> None:
        answers = [programme.submit("partner", it) for it in marks(programme, 3)]
        found = await asyncio.gather(*(asyncio.wrap_future(it) for it in answers), return_exceptions=True)
        assert [isinstance(it, NotKept) for it in found] == [False, True, False]

    run(database, act)


def test_other_threads_hand_in_and_closing_commits_what_waits(database: Database) -> None:
    async def act(programme: AProgramme, heard: Heard) -> None:
        one, *others = marks(programme, 20)
        assert (await asyncio.to_thread(lambda: programme.submit("partner", one).result(20))).seq
        answers = [programme.submit("partner", it) for it in others]
        await asyncio.to_thread(programme.committer.close)
        assert all(it.result(0).seq for it in answers)

    run(database, act)


def test_the_write_ahead_log_is_brought_in(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(on_loop, "_TIDY", 10)
    log = tmp_path / "retreat.sqlite-wal"

    async def act(programme: AProgramme, heard: Heard) -> None:
        sizes = []
        for n in range(200):
            await answered(programme, marks(programme, 1, f"mark {n}"))
            await asyncio.sleep(0.01)
            sizes.append(log.stat().st_size)
        assert all(here for _, here in heard.news)
        assert sizes[-1] <= 4 * sizes[19], "it is written from its beginning again"

    run(database, act)


def test_the_log_begins_anew_however_long_it_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """While marks come without a pause, some are committed whenever what was before is brought into the database."""
    monkeypatch.setattr(on_loop, "_TIDY", 10)
    log = Path(f"{database.engine.url.database}-wal")

    async def act(programme: AProgramme, heard: Heard) -> None:
        sizes = []
        for n in range(12):
            await answered(programme, marks(programme, 600, f"mark {n}"))
            sizes.append(log.stat().st_size)
        assert sizes[-1] < 2 * sizes[2], sizes

    run(database, act)
