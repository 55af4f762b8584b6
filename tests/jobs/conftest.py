"""A retreat on disk, and real worker processes that write its recordings down."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from server.config import Settings, secret
from server.database import Database
from server.demo.programme import PROGRAMME, RETREAT, SESSION, STEWARD, found
from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.domain.nouns import Chunk, Recording
from server.domain.parts import Block, Frame
from server.jobs.queue import Jobs
from server.live.handle import Committer
from server.store.ledger import Ledger
from server.store.media import Media
from server.store.rows import TABLES
from server.store.snapshot import Snapshots

PATIENCE = 120  # seconds; only reached when something is broken


@dataclass
class Installation:
    """An installation without its app: what a test brings in, and what workers made of it."""

    settings: Settings
    database: Database
    committer: Committer
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def bring_in(self, path: Path, chunk: int = 1 << 20) -> str:
        """A recording, received whole and closed; returns its id."""
        recording, content = str(uuid4()), path.read_bytes()
        parts = [content[i : i + chunk] for i in range(0, len(content), chunk)]
        about = {"retreat": RETREAT, "session": SESSION, "name": path.stem, "filename": path.name}
        self.ask(c.AddRecording(id=str(uuid4()), recording=recording, source=str(uuid4()), bytes=len(content), **about))
        media = Media(self.settings.data / "recordings").of(PROGRAMME)
        for n, part in enumerate(parts):
            it = Chunk(recording=recording, n=n, bytes=len(part), sha256=sha256(part).hexdigest())
            media.put_chunk(recording, n, part, it.sha256)
            with self.database.write() as connection:
                connection.execute(TABLES[Chunk].insert().values(programme=PROGRAMME, **it.model_dump()))
        self.ask(c.CloseRecording(id=str(uuid4()), recording=recording, chunks=len(parts)))
        return recording

    def ask(self, command: c.Command) -> None:
        self.committer.submit(PROGRAMME, STEWARD, command).result()

    def frame(self) -> Frame:
        with self.database.read() as connection:
            return Snapshots(Ledger(self.database.engine)).frame(connection, PROGRAMME, RETREAT, THE_INSTALLATION)

    def recording(self, id: str) -> Recording:
        return next(it for it in self.frame().recordings if it.id == id)

    def block(self, recording: str) -> Block:
        source = self.recording(recording).source
        with self.database.read() as connection:
            return Snapshots(Ledger(self.database.engine)).block(connection, PROGRAMME, RETREAT, source, 0)

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """A real worker process, as `retreat worker`."""
        settings = {"RETREAT_DATA": str(self.settings.data), "RETREAT_ENGINE": "scripted", **environment}
        command = [sys.executable, "-m", "server.cli", "worker"]
        with (self.settings.data / f"worker-{len(self.workers)}.log").open("wb") as log:
            process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
        self.workers.append(process)
        return process

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > end:
                logs = "\n".join(path.read_text()[-2000:] for path in self.settings.data.glob("worker-*.log"))
                pytest.fail(f"it did not come to that: {self.frame().recordings}\n{logs}")
            time.sleep(0.05)

    def wait_for(self, recording: str, *states: str) -> Recording:
        self.wait(lambda: self.recording(recording).state in states)
        return self.recording(recording)


@contextmanager
def installed(empty_database: Path, folder: Path) -> Iterator[Installation]:
    settings = Settings(data=folder)
    shutil.copy(empty_database, folder / "retreat.db")
    database = Database(settings.database_url)
    jobs = Jobs(database)
    committer = Committer(database, secret(settings), jobs.enqueue)
    found(committer)
    it = Installation(settings, database, committer)
    yield it
    for process in it.workers:
        process.send_signal(signal.SIGKILL)
        process.wait()
    committer.close()
    jobs.close()
    database.close()


@pytest.fixture
def installation(empty_database: Path, tmp_path: Path) -> Iterator[Installation]:
    with installed(empty_database, tmp_path) as it:
        yield it


@pytest.fixture(scope="module")
def working(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One with a worker running, for all who only bring a recording in."""
    with installed(empty_database, tmp_path_factory.mktemp("working")) as it:
        it.worker()
        yield it
