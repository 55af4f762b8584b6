"""Workers look after each other: each says every few seconds that it lives, and what a dead one had begun is put back
into the queue by whoever finds it first.

One that was only held up goes on without harm: what it does twice is kept once, and DBOS no longer listens to it.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

from sqlalchemy import Connection, Table, delete, select

from server.database import Database, clock
from server.jobs import turns
from server.store.tables import WorkerRow
from server.store.upsert import upsert

log = logging.getLogger(__name__)

# Seconds between two beats, and without one until a worker is taken for dead.
BEAT, DEAD = 5.0, 20.0

_TABLE: Table = WorkerRow.__table__  # type: ignore[attr-defined]


class Heartbeat:
    """The beat of one worker, from a thread of its own; `at_work` tells what it is doing."""

    def __init__(self, database: Database, id: str, at_work: Callable[[], set[str]] = set) -> None:
        self._database, self._id, self._at_work = database, id, at_work
        self._dropped: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._beaten = time.monotonic()

    def start(self) -> None:
        with self._database.write() as connection:
            self._beat(connection)
        self._thread.start()

    def stop(self) -> None:
        """The last beat: what was begun is handed over at once."""
        self._stop.set()
        self._thread.join()
        with self._database.write() as connection:
            bury(connection, self._id)

    def _run(self) -> None:
        while not self._stop.wait(BEAT):
            try:
                with self._database.write() as connection:
                    self._beat(connection)
                    self._look_after_itself(connection)
                    self._look_after_others(connection)
            except Exception as error:  # tried again at the next beat
                log.warning("the worker could not say that it lives: %s", type(error).__name__)

    def _beat(self, connection: Connection) -> None:
        about = {"id": self._id, "host": socket.gethostname(), "pid": os.getpid()}
        upsert(connection, _TABLE, {**about, "beat_at": clock(connection)})

    def _look_after_itself(self, connection: Connection) -> None:
        """What it has taken and is not doing, from one beat to the next, fell from its hands (a database that went
        away at the wrong moment): it is taken up again."""
        idle = turns.begun(connection, self._id) - self._at_work()
        if dropped := idle & self._dropped:
            log.warning("%d job(s) are taken up again", len(dropped))
            turns.put_back(connection, self._id, dropped)
        self._dropped = idle

    def _look_after_others(self, connection: Connection) -> None:
        before, self._beaten = self._beaten, time.monotonic()
        if self._beaten - before > 2 * BEAT:
            return  # we were held up, or the database was away: perhaps the others were too, so let them beat first
        for id in dead(connection):
            log.warning("worker %s is dead: others go on with what it had begun", id)
            bury(connection, id)


def dead(connection: Connection) -> list[str]:
    """Workers that are silent for too long, and that nobody else is burying at this moment."""
    silent = select(_TABLE.c.id).where(_TABLE.c.beat_at < clock(connection) - DEAD)
    return list(connection.execute(silent.with_for_update(skip_locked=True)).scalars())


def bury(connection: Connection, id: str) -> None:
    """Put back what this worker had begun, and forget it."""
    turns.put_back(connection, id, turns.begun(connection, id))
    connection.execute(delete(_TABLE).where(_TABLE.c.id == id))
