"""The bell of SQLite: rung by what others commit, not by what this process has committed on the loop and told."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from server.database import Database
from server.live import bell
from server.live.bell import SqliteBell
from tests.own_loop import on_its_own_loop


@pytest.fixture
def address(empty_database: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(empty_database, tmp_path)}"


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    it = Database(address)
    yield it
    it.close()


def found(connection: Connection, programme: str) -> None:
    """By the driver, as the ledger writes."""
    connection.connection.cursor().execute("INSERT INTO programme VALUES (?, 'ours', 'epoch', 1)", (programme,))


def listen(database: Database, act: Callable[[], None]) -> list[str]:
    """The programmes that are rung while this happens, once it has been listened for a while."""

    async def running() -> list[str]:
        rung: list[str] = []
        listening = asyncio.create_task(
            SqliteBell(database, 0.005).listen(lambda programme, seq: rung.append(programme))
        )
        await asyncio.sleep(0.1)
        act()
        await asyncio.sleep(0.2)
        listening.cancel()
        return rung

    return on_its_own_loop(running)


def test_what_another_process_commits_rings(database: Database, address: str) -> None:
    def act() -> None:
        other = Database(address)
        with other.write() as connection:
            found(connection, "theirs")
        other.close()

    assert listen(database, act) == ["theirs"]


def test_what_a_thread_of_this_process_commits_rings(database: Database) -> None:
    def act() -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO programme VALUES ('by a thread', 'ours', 'epoch', 1)"))

    assert listen(database, act) == ["by a thread"]


def test_what_was_committed_on_the_loop_does_not(database: Database) -> None:
    def act() -> None:
        with database.write_alone() as connection:
            found(connection, "ours")

    assert listen(database, act) == []


def test_after_a_commit_on_the_loop_that_failed_it_is_heard_what_others_did(database: Database, address: str) -> None:
    def act() -> None:
        other = Database(address)
        with other.write() as connection:
            found(connection, "theirs")
        other.close()
        with pytest.raises(sqlite3.IntegrityError), database.write_alone() as connection:
            found(connection, "theirs")

    assert listen(database, act) == ["theirs"]


def test_after_an_error_it_is_heard_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "_PAUSE", 0.01)

    def act() -> None:
        whole = Database.version
        monkeypatch.setattr(Database, "version", fails)
        with database.write() as connection:
            found(connection, "theirs")
        asyncio.get_running_loop().call_later(0.05, monkeypatch.setattr, Database, "version", whole)

    assert listen(database, act) == ["theirs"]


def fails(database: Database) -> None:
    raise sqlite3.OperationalError("disk I/O error")
