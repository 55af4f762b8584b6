"""The bell: only says that something may be new. Rooms read the ledger; a lost ring costs a second, never data."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from server.database import Database


class Bell(Protocol):
    """Hears commits of every process that shares the database."""

    async def listen(self, rung: Callable[[], None]) -> None: ...


class SqliteBell:
    """`PRAGMA data_version` changes whenever another connection has committed: 3 microseconds a look."""

    def __init__(self, database: Database, every: float = 0.025) -> None:
        self._database, self._every = database, every

    async def listen(self, rung: Callable[[], None]) -> None:
        """Call `rung` after each commit, until cancelled."""
        connection = self._database.engine.raw_connection()
        try:
            cursor = connection.cursor()
            seen = None
            while True:
                version = cursor.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    rung()
                await asyncio.sleep(self._every)
        finally:
            connection.close()
