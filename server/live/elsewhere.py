"""Who is here by way of other app processes on the same database.

Each process keeps a row for each of its rooms, written when it changes and every few seconds: what a process that died
has left behind is soon taken for gone. While there is nobody to read them, they only say that this process is there.
"""

import asyncio
import logging
import time
from functools import cache
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, and_, bindparam, delete, select, text

from server.database import Database, clock, clock_of
from server.live.messages import Presence
from server.store.prepared import Prepared
from server.store.tables import PresenceRow
from server.store.upsert import upsert

log = logging.getLogger(__name__)

Key = tuple[str, str]  # programme, retreat
Here = dict[Key, list[Presence]]

# Seconds between two writings, and until it is said again.
WRITE, AGAIN = 1.0, 4.0
# Seconds for which a row is good.
GOOD = 10.0

_TABLE: Table = PresenceRow.__table__  # type: ignore[attr-defined]
_SOME = TypeAdapter(list[Presence])


class Elsewhere:
    """`there` holds who is here by way of others, in any room; `alone` is whether they were looked for and nobody is.
    Everything but `_write` and `_forget` runs on the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process = str(uuid4())
        self._here: Here = {}
        self._changed: set[Key] = set()
        self._written = 0.0
        self._writing: asyncio.Task[None] | None = None
        self.there: Here = {}
        self.alone = False

    def told(self, key: Key, here: list[Presence]) -> None:
        """Who is in this room by way of this process, from now on."""
        if here == self._here.get(key, []):
            return
        if here:
            self._here[key] = here
        else:
            self._here.pop(key, None)
        self._changed.add(key)

    def look(self, connection: Connection) -> Here:
        """What the others have written."""
        there: Here = {}
        for programme, retreat, here in _theirs(connection.dialect.name).tuples(connection, self._process, GOOD):
            there.setdefault((programme, retreat), []).extend(_SOME.validate_json(here))
        return there

    def found(self, there: Here | None) -> list[Key]:
        """Take note of it, or that nobody looked; returns the rooms of ours where something changed."""
        before, self.there = self.there, there or {}
        if self.alone and there:
            self._changed |= self._here.keys()
        self.alone = there == {}
        return [key for key in self._here if self.there.get(key, []) != before.get(key, [])]

    def say(self) -> None:
        """Write ours, if it is time and the last writing has ended."""
        if (self._writing is None or self._writing.done()) and (due := self._due()):
            self._writing = asyncio.create_task(self._say(due))

    def _due(self) -> dict[Key, list[Presence] | None]:
        """What is to be written now, by room: nothing of one that is empty, and nobody while nobody would read it."""
        since = time.monotonic() - self._written
        if since < (AGAIN if self.alone or not self._changed else WRITE):
            return {}
        keys = self._changed | self._here.keys() if since >= AGAIN else self._changed
        self._written, self._changed = time.monotonic(), set()
        return {key: [] if self.alone and key in self._here else self._here.get(key) for key in keys}

    async def _say(self, due: dict[Key, list[Presence] | None]) -> None:
        try:
            await asyncio.to_thread(self._write, due)
        except Exception as error:  # tried again at once: nobody is gone only because the database is
            log.warning("who is here could not be said: %s", type(error).__name__)
            self._changed |= due.keys()

    def _write(self, due: dict[Key, list[Presence] | None]) -> None:
        with self._database.write() as connection:
            if self._database.kind == "postgresql":  # nothing is lost that is not said again
                connection.execute(text("set local synchronous_commit to off"))
            connection.execute(delete(_TABLE).where(_TABLE.c.at < clock(connection) - 6 * GOOD))
            for (programme, retreat), here in due.items():
                where = {"process": self._process, "programme": programme, "retreat": retreat}
                if here is None:
                    connection.execute(delete(_TABLE).where(and_(*(_TABLE.c[it] == where[it] for it in where))))
                else:
                    said = {"here": _SOME.dump_json(here).decode(), "at": clock(connection)}
                    upsert(connection, _TABLE, {**where, **said})

    async def leave(self) -> None:
        """This process ends: nobody is here by way of it any more."""
        if self._writing is not None:
            await asyncio.wait([self._writing])
        await asyncio.to_thread(self._forget)

    def _forget(self) -> None:
        with self._database.write() as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.process == self._process))


@cache
def _theirs(dialect: str) -> Prepared:
    statement = select(_TABLE.c.programme, _TABLE.c.retreat, _TABLE.c.here)
    good = _TABLE.c.at > clock_of(dialect) - bindparam("good", 0.0)
    statement = statement.where(_TABLE.c.process != bindparam("ours"), good).order_by(_TABLE.c.process)
    return Prepared(statement, dialect)
