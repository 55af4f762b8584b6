"""The worker process: takes jobs from the queue, one recording at a time, and goes on where a killed one stopped."""

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from uuid import uuid4

from dbos import DBOS, DBOSConfig
from dbos import error as dbos_error

from server.config import Settings, secret
from server.database import Database

# Their workflows are known by being imported.
from server.jobs import add_sound, discard, pack, prepare, silence, write_down  # noqa: F401
from server.jobs.heartbeat import Heartbeat
from server.jobs.queue import APPLICATION, VERSION, Jobs
from server.jobs.tools import Tools, at_work, begin
from server.jobs.turns import DISCARDING, PACKING, QUEUE, QUEUES
from server.live.bell import bell_of
from server.live.handle import Committer
from server.store.media import Media
from transcription.engines import Engines

log = logging.getLogger(__name__)

# Seconds from one look at a queue to the next, each of which takes a few milliseconds: somebody waits for words, and
# what is let go is out of everybody's reach already.
_EVERY = {QUEUE: 0.5, PACKING: 1.0, DISCARDING: 2.0}
# On SQLite, whose one worker goes on at launch with what it had begun before it ended, however it ended.
THE_WORKER = "worker"


@contextmanager
def identity(settings: Settings) -> Iterator[str]:
    """The id of this worker. On SQLite there is one worker: a second waits here until the first has ended."""
    if not settings.database_url.startswith("sqlite"):
        yield str(uuid4())
        return
    with (settings.data / "worker.lock").open("a") as file:  # whoever waits must not wipe out who works
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield THE_WORKER


def run(settings: Settings, end_with_parent: bool = False) -> NoReturn:
    """Work until told to stop (SIGTERM, SIGINT), or until standard input ends, if whoever started us holds it. The
    process ends with this."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if end_with_parent:
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
    with identity(settings) as id, _tools(settings) as tools:
        begin(tools)
        pack.tidy()
        heartbeat = Heartbeat(tools.database, id, at_work)
        heartbeat.start()
        launch(tools.database, id)
        log.info("the worker is ready")
        stop.wait()
        DBOS.destroy(workflow_completion_timeout_sec=0)
        heartbeat.stop()
    logging.shutdown()
    os._exit(0)  # a step that is under way may take minutes, and is another worker's by now


@contextmanager
def _tools(settings: Settings) -> Iterator[Tools]:
    """What the steps work with; what they have asked for is committed before this ends."""
    database = Database(settings.database_url)
    bell = bell_of(database)
    committer = Committer(database, secret(settings), Jobs(database).enqueue, bell.ring)
    media = Media(settings.data / "recordings")
    yield Tools(database, committer, media, Engines(settings.engine, settings.model).of, settings)
    committer.close()
    bell.close()
    database.close()


def _wait_for_end_of_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


def _nobody_stopped_it(record: logging.LogRecord) -> bool:
    """DBOS takes a job that was stopped for an error, with a traceback."""
    stopped = (dbos_error.DBOSAwaitedWorkflowCancelledError, dbos_error.DBOSWorkflowCancelledError)
    return not (record.exc_info and isinstance(record.exc_info[1], stopped))


def launch(database: Database, id: str) -> None:
    """Start DBOS on our database. It resumes at once what a worker of the same id left unfinished."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
    logging.getLogger("dbos").addFilter(_nobody_stopped_it)
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": database.url,
        # On SQLite every transaction of ours takes the write lock, and DBOS looks twice a second.
        "system_database_engine": None if database.kind == "sqlite" else database.engine,
        "application_version": VERSION,
        "executor_id": id,
        "sys_db_pool_size": 5,
        "run_migrations": False,
        "log_level": "ERROR",
        "console_log_level": "ERROR",
    }
    DBOS(config=config)
    DBOS.listen_queues(list(QUEUES))
    DBOS.launch()
    for queue in QUEUES:
        DBOS.register_queue(queue, worker_concurrency=1, polling_interval_sec=_EVERY[queue])
