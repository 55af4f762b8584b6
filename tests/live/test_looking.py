"""Looks at the database, of one statement each, by a connection that stays open until it breaks."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from server.database import Database
from server.errors import OutOfReach
from server.live.handle import Committer
from server.store.ledger import Ledger
from tests.a_programme import AProgramme


@pytest.fixture
def programme(database: Database) -> Iterator[AProgramme]:
    committer = Committer(database, b"key")
    yield AProgramme(committer, "ours").found()
    committer.close()


def reached(database: Database, programme: AProgramme) -> int:
    ledger, of = Ledger(database.engine), programme.programme
    return database.look(lambda connection: ledger.reached(connection, {of}))[of]


def test_each_look_sees_what_has_been_committed_since(database: Database, programme: AProgramme) -> None:
    for n in range(3):
        seq = programme.annotate("partner", programme.id(f"mark {n}")).seq
        assert reached(database, programme) == seq


def test_it_keeps_nobody_from_writing(database: Database, programme: AProgramme) -> None:
    before = reached(database, programme)
    assert programme.annotate("partner", programme.id("mark")).seq > before
    assert database.settle()  # on SQLite, only while nobody reads


def test_nor_does_a_statement_by_way_of_the_library(database: Database, programme: AProgramme) -> None:
    """Which begins a transaction by itself: on SQLite, that would be one that writes."""
    for n in range(2):
        assert database.look(lambda it: it.execute(text("SELECT count(*) FROM programme")).scalar()) == 1
        programme.annotate("partner", programme.id(f"mark {n}"))


def test_a_connection_that_broke_is_replaced(database: Database, programme: AProgramme) -> None:
    seq, used = reached(database, programme), []

    def breaks(connection: Connection) -> str:
        used.append(connection)
        if len(used) == 1:
            raise OSError("it broke")
        return "found"

    assert database.look(breaks) == "found"
    assert used[0] is not used[1] and used[0].closed
    assert reached(database, programme) == seq


def test_a_server_that_cut_it_off_is_asked_again(database: Database, programme: AProgramme) -> None:
    seq = reached(database, programme)
    if database.kind == "postgresql":
        with database.write() as connection:
            others = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
            connection.execute(text(f"{others} and datname = current_database() and state = 'idle'"))
    assert reached(database, programme) == seq


def test_what_cannot_be_reached_is_said(database: Database) -> None:
    def breaks(connection: Connection) -> None:
        raise OutOfReach

    with pytest.raises(OutOfReach):
        database.look(breaks)
