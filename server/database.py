"""The database: one engine, write transactions that take the lock at once, read transactions that never wait."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError

from server.errors import DiskFull

# FULL: a command that was acknowledged survives the power going. See docs/decisions/0002.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")


class Database:
    """An engine with the two kinds of transaction that this project uses; commit is at the edge, here."""

    def __init__(self, url: str) -> None:
        self.url = url
        sqlite = url.startswith("sqlite")
        arguments = {"check_same_thread": False} if sqlite else {}
        # What was written must not get into a log by way of an error's text.
        self.engine = create_engine(url, connect_args=arguments, hide_parameters=True)
        if sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
        self._readers = self.engine.execution_options(sqlite_begin="BEGIN")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction; DiskFull when there is no room to keep it."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except (OperationalError, sqlite3.OperationalError) as error:  # the ledger's own cursor raises the driver's
            if "full" in str(getattr(error, "orig", error)):  # the driver's words alone: the rest may quote anything
                raise DiskFull from error
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of everything committed so far."""
        with self._readers.begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Taking the write lock at the start: a transaction that reads first and then writes could otherwise fail late.
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"))
