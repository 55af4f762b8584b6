"""A retreat on disk, and real worker processes that write its recordings down."""

import os
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
from sqlalchemy import select

from server.config import Settings, secret
from server.database import Database
from server.demo.programme import PROGRAMME, RETREAT, SESSION, STEWARD, found
from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.domain.nouns import Chunk, Recording, SegmentText
from server.domain.parts import Block, Frame
from server.jobs.queue import Jobs
from server.live.handle import Committer
from server.store.ledger import Ledger
from server.store.media import Media
from server.store.rows import TABLES
from server.store.snapshot import Snapshots
from server.store.tables import WorkerRow
from tests.databases import KINDS, Databases

PATIENCE = 120  # seconds; only reached when something is broken
HASTY = """
import sys
from server.cli import main
from server.jobs import heartbeat
heartbeat.BEAT, heartbeat.DEAD = 0.2, 1.0
sys.exit(main(sys.argv[1:]))
"""


@dataclass
class Installation:
    """An installation without its app: what a test brings in, and what workers made of it."""

    settings: Settings
    database: Database
    committer: Committer
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def bring_in(self, path: Path, chunk: int = 1 << 20, **where: str) -> str:
        """A recording, received whole and closed; returns its id."""
        recording, size = str(uuid4()), path.stat().st_size
        about = {"retreat": RETREAT, "session": SESSION, "name": path.stem, "filename": path.name, **where}
        self.ask(c.AddRecording(id=str(uuid4()), recording=recording, source=str(uuid4()), bytes=size, **about))
        self.send(recording, path, chunk)
        return recording

    def add_sound(self, recording: str, path: Path) -> None:
        """The sound of words that are here, received whole and closed."""
        about = {"filename": path.name, "bytes": path.stat().st_size, "agreement": "All agreed."}
        self.ask(c.AddSound(id=str(uuid4()), recording=recording, **about))
        self.send(recording, path)

    def send(self, recording: str, path: Path, chunk: int = 1 << 20) -> None:
        content = path.read_bytes()
        parts = [content[i : i + chunk] for i in range(0, len(content), chunk)]
        media = Media(self.settings.data / "recordings").of(PROGRAMME)
        media.begin_anew(recording)
        for n, part in enumerate(parts):
            it = Chunk(recording=recording, n=n, bytes=len(part), sha256=sha256(part).hexdigest())
            media.put_chunk(recording, n, part, it.sha256)
            with self.database.write() as connection:
                connection.execute(TABLES[Chunk].insert().values(programme=PROGRAMME, **it.model_dump()))
        self.ask(c.CloseRecording(id=str(uuid4()), recording=recording, chunks=len(parts)))

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

    def block_by_block(self, recording: str) -> list[SegmentText]:
        """All segments of a long one."""
        source = self.recording(recording).source
        snapshots = Snapshots(Ledger(self.database.engine))
        with self.database.read() as connection:
            outline = snapshots.outline(connection, PROGRAMME, RETREAT, source)
            blocks = [snapshots.block(connection, PROGRAMME, RETREAT, source, it.n) for it in outline.blocks]
        return [segment for block in blocks for segment in block.segments]

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """A real worker process, as `retreat worker`."""
        return self.run("worker", **environment)

    def run(self, *arguments: str, hasty: bool = False, first: str = "", **environment: str) -> subprocess.Popen[bytes]:
        """A real process, as `retreat ...`; a hasty worker takes others for dead after a second, and may do something
        else first."""
        command = [sys.executable, "-m", "server.cli", *arguments]
        if hasty:
            command[1:3] = ["-c", first + HASTY]
        with (self.settings.data / f"worker-{len(self.workers)}.log").open("wb") as log:
            environment = {**os.environ, **self.environment, **environment}
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self.workers.append(process)
        return process

    @property
    def environment(self) -> dict[str, str]:
        return {
            "RETREAT_DATA": str(self.settings.data),
            "RETREAT_DATABASE": self.settings.database,
            "RETREAT_ENGINE": "scripted",
        }

    def alive(self) -> dict[int, str]:
        """The workers that say so: their processes, and by what id they are known."""
        table = WorkerRow.__table__  # type: ignore[attr-defined]
        with self.database.read() as connection:
            return {it.pid: it.id for it in connection.execute(select(table))}

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
def installed(address: str, folder: Path) -> Iterator[Installation]:
    settings = Settings(data=folder, database=address)
    database = Database(settings.database_url)
    jobs = Jobs(database)
    committer = Committer(database, secret(settings), jobs.enqueue)
    found(committer)
    it = Installation(settings, database, committer)
    try:
        yield it
    finally:
        for process in it.workers:
            process.send_signal(signal.SIGKILL)
            process.wait()
        committer.close()
        jobs.close()
        database.close()


@pytest.fixture
def installation(address: str, tmp_path: Path) -> Iterator[Installation]:
    with installed(address, tmp_path) as it:
        yield it


@pytest.fixture(scope="module", params=KINDS)
def working(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One with a worker running, for all who only bring a recording in."""
    folder = tmp_path_factory.mktemp("working")
    with databases.fresh(request.param, folder) as address, installed(address, folder) as it:
        it.worker()
        yield it
