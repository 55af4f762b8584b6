"""The bell: only says that something may be new. Rooms read the ledger; a lost ring costs a second, never data."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

import psycopg

from server.database import Database
from server.live.batch import News

log = logging.getLogger(__name__)

# Told the programme and the seq that its ledger has reached; without them, anything may be new.
Rung = Callable[..., None]

_CHANNEL = "ledger"
_NOTIFY = "select pg_notify(%s, news) from unnest(%s::text[]) as news"
# Seconds: a server that is gone without a word is noticed.
_KEEP_ALIVE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2}
# Seconds until it is tried again, after an error.
_PAUSE = 1.0


class Bell(Protocol):
    """Hears commits of every process that shares the database."""

    async def listen(self, rung: Rung) -> None:
        """Call `rung` after each commit, until cancelled."""

    def ring(self, news: News) -> None:
        """Tell the other processes, some time soon, how far this ledger has come. Waits for nobody."""

    def close(self) -> None:
        """Ring what is to be rung, then never again."""


def bell_of(database: Database) -> Bell:
    """The bell that goes with a database."""
    return SqliteBell(database) if database.kind == "sqlite" else PostgresBell(database)


class SqliteBell:
    """Looks whether others than the committer of this process have committed: what it has, it tells by itself."""

    def __init__(self, database: Database, every: float = 0.1) -> None:
        self._database, self._every = database, every

    async def listen(self, rung: Rung) -> None:
        while True:
            try:
                await self._listen(rung)
            except Exception as error:
                log.warning("the bell cannot be heard: %s", type(error).__name__)
            await asyncio.sleep(_PAUSE)

    async def _listen(self, rung: Rung) -> None:
        connection = self._database.engine.raw_connection()
        try:
            cursor = connection.cursor()
            seen, reached = None, set[tuple[str, int]]()
            while True:
                version = self._database.version()
                if version != seen:
                    seen, before = version, reached
                    reached = set(cursor.execute("SELECT id, seq FROM programme"))
                    for programme, seq in reached - before:
                        rung(programme, seq)
                await asyncio.sleep(self._every)
        finally:
            connection.close()

    def ring(self, news: News) -> None:
        pass  # the commit was the ring

    def close(self) -> None:
        pass


class PostgresBell:
    """NOTIFY outside the transaction that wrote: inside, all commits of the cluster would take turns. What is rung
    while one NOTIFY is on its way goes together with the next."""

    def __init__(self, database: Database) -> None:
        given, named = database.engine.dialect.create_connect_args(database.engine.url)
        self._how: Any = (given, {**named, **_KEEP_ALIVE, "autocommit": True})
        self._line: psycopg.Connection[Any] | None = None
        self._news: dict[str, int] = {}
        self._wake = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    async def listen(self, rung: Rung) -> None:
        while True:
            try:
                await self._listen(rung)
            except psycopg.Error as error:
                log.warning("the bell cannot be heard: %s", type(error).__name__)
            await asyncio.sleep(_PAUSE)

    async def _listen(self, rung: Rung) -> None:
        given, options = self._how
        connection: Any = await psycopg.AsyncConnection.connect(*given, **options)
        async with connection:
            await connection.execute(f"listen {_CHANNEL}")
            rung()  # whatever was rung while nobody listened
            async for notice in connection.notifies():
                programme, seq = notice.payload.split()
                rung(programme, int(seq))

    def ring(self, news: News) -> None:
        with self._wake:
            self._news[news.programme] = max(news.seq, self._news.get(news.programme, 0))
            self._wake.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()

    def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._news or self._closing)
                if not self._news:
                    return self._hang_up()
                news, self._news = self._news, {}
            try:
                self._notify([f"{programme} {seq}" for programme, seq in news.items()])
            except Exception as error:  # rooms find out by themselves, within a second
                log.warning("the bell could not be rung: %s", type(error).__name__)

    def _notify(self, news: list[str]) -> None:
        """By a connection of its own, which stays open until it breaks."""
        if self._line is None:
            given, options = self._how
            self._line = psycopg.connect(*given, **options)
        try:
            self._line.execute(_NOTIFY, (_CHANNEL, news))
        except psycopg.Error:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
