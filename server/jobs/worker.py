"""The worker process: takes jobs from the queue, one recording at a time, and goes on where a killed one stopped."""

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dbos import DBOS, DBOSConfig

from server.config import Settings, secret
from server.database import Database
from server.jobs import write_down
from server.jobs.queue import APPLICATION, QUEUE, VERSION, Jobs
from server.live.handle import Committer
from server.store.media import Media
from transcription.engines import Engines

log = logging.getLogger(__name__)


@contextmanager
def only_worker(folder: Path) -> Iterator[TextIO]:
    """On SQLite there is one worker: a second waits here until the first has ended, however it ended."""
    with (folder / "worker.lock").open("a") as file:  # whoever waits must not wipe out who works
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file


def run(settings: Settings, end_with_parent: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or until standard input ends, if whoever started us holds it."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if end_with_parent:
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
    with only_worker(settings.data):
        database = Database(settings.database_url)
        committer = Committer(database, secret(settings), Jobs(database).enqueue)
        write_down.begin(
            write_down.Tools(
                database,
                committer,
                Media(settings.data / "recordings"),
                Engines(settings.engine, settings.model).of,
                settings,
            )
        )
        launch(database)
        log.info("the worker is ready")
        stop.wait()
        DBOS.destroy(workflow_completion_timeout_sec=0)
        committer.close()
        database.close()


def _wait_for_end_of_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


def launch(database: Database) -> None:
    """Start DBOS on our database. The executor's id is fixed: at launch it resumes what it left unfinished."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": database.url,
        "application_version": VERSION,
        "executor_id": "worker",
        "run_migrations": False,
        "log_level": "ERROR",
        "console_log_level": "ERROR",
    }
    DBOS(config=config)
    DBOS.listen_queues([QUEUE])
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=1, partition_concurrency=1, polling_interval_sec=0.5)
