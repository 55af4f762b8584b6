"""The database: one engine, write transactions that take what they need at once, read transactions that never wait.

SQLite on a laptop, PostgreSQL for more than one machine; what differs is mostly here and in `live/bell.py`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import psycopg
from sqlalchemy import ColumnElement, Connection, Engine, ExceptionContext, Float, create_engine, event, literal_column
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from server.errors import DiskFull, OutOfReach, Refusal

T = TypeVar("T")

# FULL: a command that was acknowledged survives the power going. See docs/decisions/0002.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")
# On the event loop: to wait, and to tidy up, is for others; what many people change at once is kept (in kB).
_HASTY = ("busy_timeout=0", "wal_autocheckpoint=0", "cache_size=-16000")
# Readers are threads of the web server and hold a connection for milliseconds: who finds none free waits.
_POOL = {"pool_size": 5, "max_overflow": 15, "pool_timeout": 10, "pool_pre_ping": True}
_BEGIN = "BEGIN IMMEDIATE"
# Seconds, and milliseconds, after which a database server that answers nothing is taken for gone.
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 20_000}
# One moment for all that a transaction reads, as SQLite gives by itself.
_ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
# SQLSTATEs, or their classes, that say nothing about what was asked: the server goes, comes or is full of others; it
# undid one of two that were in each other's way.
_GOING, _UNDONE = ("08", "53", "57P"), ("40",)
_FULL = "53100"
# Seconds since 1970 by the database's own clock, which all machines share.
_CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "(extract(epoch from clock_timestamp())::float)",
}


class Database:
    """An engine with the two kinds of transaction that this project uses; commit is at the edge, here."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
        self.kind = self.engine.dialect.name
        readers = {"sqlite_begin": "BEGIN"} if self.kind == "sqlite" else _ONE_VIEW
        self._alone: Connection | None = None
        self._looking: Connection | None = None
        self._readers = self.engine.execution_options(**readers)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction. DiskFull when there is no room to keep it; OutOfReach when nobody can say whether it
        was kept."""
        with _said_in_words(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write_alone(self) -> Iterator[Connection]:
        """One write transaction by a connection that stays open, for one caller alone. On SQLite it waits for nobody:
        OutOfReach while somebody else writes."""
        try:
            connection = self._alone = self._alone or self._own_connection()
            driver = connection.connection
            if self.kind == "sqlite":
                driver.cursor().execute(_BEGIN).close()
            yield connection
            driver.commit()
        except BaseException as error:
            self._alone = _let_go(self._alone)  # it may be broken
            if refusal := _in_words(error):
                raise refusal from error
            raise

    def version(self) -> tuple[Connection, int]:
        """On SQLite: something else whenever somebody has committed otherwise than by `write_alone`, whose caller alone
        may ask. 3 microseconds a look."""
        connection = self._alone = self._alone or self._own_connection()
        return connection, connection.connection.cursor().execute("PRAGMA data_version").fetchone()[0]

    def _own_connection(self) -> Connection:
        """What the library takes for one transaction without an end: it begins and ends none, which costs more than a
        transaction does. They are begun and ended by the driver."""
        connection = self.engine.connect().execution_options(sqlite_begin=None)
        for pragma in _HASTY if self.kind == "sqlite" else ():
            connection.connection.cursor().execute(f"PRAGMA {pragma}").close()
        connection.begin()
        return connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of everything committed so far. OutOfReach when there is none to be had."""
        with _said_in_words(), self._readers.begin() as connection:
            yield connection

    def look(self, find: Callable[[Connection], T]) -> T:
        """What prepared statements find, each by itself, by a connection that stays open, for one caller alone: to
        begin and to end a transaction takes several times as long. One that has broken since the last look is replaced.
        OutOfReach when there is none to be had."""
        with _said_in_words():
            if self._looking is not None:
                try:
                    return find(self._looking)
                except Exception:
                    self._looking = _let_go(self._looking)
            self._looking = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT", sqlite_begin=None)
            return find(self._looking)

    def settle(self) -> bool:
        """Let nothing that was deleted stay in SQLite's write-ahead log; whether that was possible just now."""
        return self.kind != "sqlite" or self._checkpoint("TRUNCATE")

    def tidy(self) -> None:
        """Bring what is in SQLite's write-ahead log into the database, and keep nobody waiting: what is committed at
        once leaves that to others."""
        self._checkpoint("PASSIVE")

    def tidy_rest(self) -> None:
        """The same of what was committed at once meanwhile, by who commits it: only a log of which all was brought in
        begins anew, and to write beyond the end of a file costs the disk twice as much as within it."""
        if self._alone is not None:
            with suppress(sqlite3.OperationalError):  # it is tried again
                self._alone.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _checkpoint(self, how: str) -> bool:
        connection = self.engine.raw_connection()
        try:
            busy, *_ = connection.cursor().execute(f"PRAGMA wal_checkpoint({how})").fetchone()
            return not busy
        finally:
            connection.close()

    def close(self) -> None:
        self._alone, self._looking = _let_go(self._alone), _let_go(self._looking)
        self.engine.dispose()


def _let_go(connection: Connection | None) -> Connection | None:
    """No connection in its place."""
    if connection is not None:
        connection.invalidate()
        connection.close()
    return None


def clock(connection: Connection) -> ColumnElement[float]:
    """Now, as an expression of the database's: seconds since 1970."""
    return clock_of(connection.dialect.name)


def clock_of(dialect: str) -> ColumnElement[float]:
    """The same, for a statement that is prepared."""
    return literal_column(_CLOCKS[dialect], Float)


def _sqlite(url: str) -> Engine:
    # What was written must not get into a log by way of an error's text.
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: str) -> Engine:
    engine = create_engine(url, connect_args=_PATIENCE, hide_parameters=True, **_POOL)
    event.listen(engine, "handle_error", _mark_lost)
    return engine


def _mark_lost(context: ExceptionContext) -> None:
    """Whoever else uses the engine (DBOS tries such things again) is told as well: the driver alone does not say of
    every connection that could not be made that it is gone."""
    if isinstance(context.original_exception, psycopg.Error) and _is_lost(context.original_exception):
        context.is_disconnect = True


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Taking the write lock at the start: a transaction that reads first and then writes could otherwise fail late.
    if begin := connection.get_execution_options().get("sqlite_begin", _BEGIN):
        connection.connection.cursor().execute(begin).close()


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if refusal := _in_words(error):
            raise refusal from error
        raise


def _in_words(error: BaseException) -> Refusal | None:
    """What this error says about the database rather than about what was asked of it, if it is of the database's."""
    if isinstance(error, NoneFree):
        return OutOfReach()
    # The ledger's own cursor raises the latter two.
    return _refusal(error) if isinstance(error, DBAPIError | sqlite3.OperationalError | psycopg.Error) else None


def _refusal(error: Exception) -> Refusal | None:
    cause = getattr(error, "orig", None) or error
    if not isinstance(cause, psycopg.Error):  # the driver's words alone: the rest may quote anything
        return DiskFull() if "full" in str(cause) else OutOfReach() if "locked" in str(cause) else None
    state = cause.sqlstate or ""
    if state == _FULL:
        return DiskFull()
    return OutOfReach() if _is_lost(cause) or state.startswith(_UNDONE) else None


def _is_lost(error: psycopg.Error) -> bool:
    state = error.sqlstate or ""
    without_a_word = not state and isinstance(error, psycopg.OperationalError)
    return without_a_word or state.startswith(_GOING)
