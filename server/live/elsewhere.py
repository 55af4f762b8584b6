"""Who is here by way of other app processes on the same database.

Each process keeps a row for each of its rooms, written when it changes and every few seconds: what a process that died
has left behind is soon taken for gone.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, and_, delete, select, text

from server.database import Database, clock
from server.live.messages import Presence
from server.store.tables import PresenceRow
from server.store.upsert import upsert

log = logging.getLogger(__name__)

Key = tuple[str, str]  # programme, retreat
Here = dict[Key, list[Presence]]

# Seconds between two looks at what others wrote, between two writings of our own, and until it is said again.
LOOK, WRITE, AGAIN = 1.0, 1.0, 4.0
# Seconds for which a row is good.
GOOD = 10.0

_TABLE: Table = PresenceRow.__table__  # type: ignore[attr-defined]
_SOME = TypeAdapter(list[Presence])


class Elsewhere:
    """`there` holds who is here by way of others, in any room; `alone` is whether they were looked for of late and
    nobody is. Everything but `_exchange` runs on the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process = str(uuid4())
        self._here: Here = {}
        self._changed: set[Key] = set()
        self._written = 0.0
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

    async def listen(self, moved: Callable[[Key], None]) -> None:
        """Write ours and read theirs, until cancelled; `moved` is told each room of ours where they changed."""
        while True:
            await asyncio.sleep(LOOK)
            if not self._here and not self._changed:
                self.there, self.alone = {}, False
                continue
            due = self._due()
            try:
                there = await asyncio.to_thread(self._exchange, due)
            except Exception as error:  # tried again at once: nobody is gone only because the database is
                log.warning("who is here could not be exchanged: %s", type(error).__name__)
                self._changed |= due.keys()
                self.alone = False
                continue
            changed = [key for key in self._here if there.get(key) != self.there.get(key)]
            self.there, self.alone = there, not there
            for key in changed:
                moved(key)

    def _due(self) -> Here:
        """What is to be written now, by room."""
        now = time.monotonic()
        keys = self._changed if now - self._written < AGAIN else self._changed | self._here.keys()
        if not keys or now - self._written < WRITE:
            return {}
        self._written, self._changed = now, set()
        return {key: self._here.get(key, []) for key in keys}

    def _exchange(self, due: Here) -> Here:
        if due:
            with self._database.write() as connection:
                self._write(connection, due)
        with self._database.read() as connection:
            return self._read(connection)

    def _write(self, connection: Connection, due: Here) -> None:
        if self._database.kind == "postgresql":  # nothing is lost that is not said again
            connection.execute(text("set local synchronous_commit to off"))
        old = _TABLE.c.at < clock(connection) - 6 * GOOD
        connection.execute(delete(_TABLE).where(old))
        for (programme, retreat), here in due.items():
            where = {"process": self._process, "programme": programme, "retreat": retreat}
            if here:
                upsert(connection, _TABLE, {**where, "here": _SOME.dump_json(here).decode(), "at": clock(connection)})
            else:
                connection.execute(delete(_TABLE).where(and_(*(_TABLE.c[it] == where[it] for it in where))))

    def _read(self, connection: Connection) -> Here:
        statement = (
            select(_TABLE.c.programme, _TABLE.c.retreat, _TABLE.c.here)
            .where(_TABLE.c.process != self._process, _TABLE.c.at > clock(connection) - GOOD)
            .order_by(_TABLE.c.process)
        )
        there: Here = {}
        for programme, retreat, here in connection.execute(statement):
            there.setdefault((programme, retreat), []).extend(_SOME.validate_json(here))
        return there

    def leave(self) -> None:
        """This process ends: nobody is here by way of it any more."""
        with self._database.write() as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.process == self._process))
