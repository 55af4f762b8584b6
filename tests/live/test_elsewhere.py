"""What a process says of who is here by way of it, and when (L2)."""

from uuid import uuid4

import pytest

from server.database import Database
from server.live import elsewhere
from server.live.elsewhere import Elsewhere, Here
from server.live.messages import Presence
from tests.own_loop import on_its_own_loop

KEY = ("programme", "retreat")
PARTNER = Presence(member=str(uuid4()), source=None, segment=None)
READING = PARTNER.model_copy(update={"source": str(uuid4())})
OTHERS: Here = {KEY: []}


@pytest.fixture(autouse=True)
def always_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "WRITE", 0.0)
    monkeypatch.setattr(elsewhere, "AGAIN", 0.0)


async def said(it: Elsewhere) -> Here:
    """What others read after it may have said something."""
    it.say()
    if it._writing is not None:
        await it._writing
    with it._database.read() as connection:
        return Elsewhere(it._database).look(connection)


def test_l2_others_are_told_who_is_here(database: Database) -> None:
    async def main() -> None:
        it = Elsewhere(database)
        it.told(KEY, [PARTNER])
        assert await said(it) == {KEY: [PARTNER]}
        with database.read() as connection:
            assert it.look(connection) == {}, "its own is none of others"
        it.told(KEY, [])
        assert await said(it) == {}
        it.told(KEY, [PARTNER])
        assert await said(it) == {KEY: [PARTNER]}
        await it.leave()
        assert await said(Elsewhere(database)) == {}

    on_its_own_loop(main)


def test_l2_while_nobody_is_there_to_read_it_only_that_it_is_there(database: Database) -> None:
    async def main() -> None:
        it = Elsewhere(database)
        it.told(KEY, [PARTNER])
        it.found({})
        assert it.alone and await said(it) == {KEY: []}
        assert it.found(OTHERS) == [], "nobody has come"
        assert not it.alone and await said(it) == {KEY: [PARTNER]}

    on_its_own_loop(main)


def test_what_moves_while_nobody_reads_it_writes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        it = Elsewhere(database)
        it.told(KEY, [PARTNER])
        it.found({})
        await said(it)
        monkeypatch.setattr(elsewhere, "AGAIN", 1000.0)
        it.told(KEY, [READING])
        with monkeypatch.context() as patch:
            patch.setattr(it, "_write", lambda due: pytest.fail("it was written"))
            assert await said(it) == {KEY: []}
        it.found(OTHERS)
        assert await said(it) == {KEY: [READING]}

    on_its_own_loop(main)


def test_rooms_in_which_somebody_moved_are_named(database: Database) -> None:
    it = Elsewhere(database)
    it.told(KEY, [PARTNER])
    for there, changed in (({KEY: [READING]}, [KEY]), ({KEY: [READING]}, []), (None, [KEY]), ({("p", "r"): []}, [])):
        assert it.found(there) == changed


def test_what_could_not_be_written_is_written_next(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(due: object) -> None:
        raise OSError

    async def main() -> None:
        it = Elsewhere(database)
        it.told(KEY, [PARTNER])
        with monkeypatch.context() as patch:
            patch.setattr(it, "_write", breaks)
            assert await said(it) == {}
        monkeypatch.setattr(elsewhere, "AGAIN", 1000.0)
        assert await said(it) == {KEY: [PARTNER]}

    on_its_own_loop(main)
