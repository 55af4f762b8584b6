"""An installation with a founded programme and recordings, and ways to look into one that was restored."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from server.backup import tables
from server.config import Settings, secret
from server.database import Database
from server.demo.check import free_port
from server.domain import commands as c
from server.domain.nouns import Chunk
from server.jobs.queue import Jobs
from server.live.handle import Committer
from server.store.media import Media
from server.store.rows import TABLES
from tests.a_programme import AProgramme

_OPENED = count()
PARTS = [os.urandom(30_000) for _ in range(4)]


@dataclass
class Installation:
    """What a test backs up, or restored."""

    settings: Settings
    database: Database
    committer: Committer
    programme: AProgramme

    @property
    def media(self) -> Media:
        return Media(self.settings.data / "recordings").of(self.programme.programme)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that a backup keeps, but for epochs, which are new after a restore."""
        with self.database.read() as connection:
            found = {it.name: [dict(row) for row in connection.execute(select(it)).mappings()] for it in tables.kept()}
        for row in found["programme"]:
            row.pop("epoch")
        return {name: sorted(rows, key=str) for name, rows in found.items()}

    def epoch(self) -> str:
        with self.database.read() as connection:
            return str(connection.execute(text("SELECT epoch FROM programme")).scalar_one())

    def jobs(self) -> list[str]:
        """Ids of the recordings for which a job waits."""
        schema = "" if self.database.engine.dialect.name == "sqlite" else "dbos."
        with self.database.read() as connection:
            rows = connection.execute(text(f"SELECT workflow_uuid FROM {schema}workflow_status"))
            return [row[0] for row in rows]

    def state(self, recording: str) -> str:
        with self.database.read() as connection:
            statement = text("SELECT state FROM recording WHERE id = :id").bindparams(id=recording)
            return str(connection.execute(statement).scalar_one())

    def bring(self, name: str, parts: list[bytes] = PARTS, close: bool = True) -> str:
        """A recording in chunks, closed or (of PARTS) still being sent; returns its id."""
        recording = self.programme.id(f"recording {name}")
        about = {"recording": recording, "source": self.programme.id(f"source {name}"), "name": name}
        self.programme.bring_recording(b"".join(parts if close else PARTS), **about)
        for n, part in enumerate(parts):
            digest = sha256(part).hexdigest()
            self.media.put_chunk(recording, n, part, digest)
            it = Chunk(recording=recording, n=n, bytes=len(part), sha256=digest)
            values = {"programme": self.programme.programme, **it.model_dump()}
            with self.database.write() as connection:
                connection.execute(TABLES[Chunk].insert().values(**values))
        if close:
            self.programme.ask("facilitator", c.CloseRecording, recording=recording, chunks=len(parts))
        return recording


@contextmanager
def opened(settings: Settings) -> Iterator[Installation]:
    """An installation that is there already."""
    database = Database(settings.database_url)
    jobs = Jobs(database)
    committer = Committer(database, secret(settings), jobs.enqueue)
    programme = AProgramme(committer, "backed up")
    programme._asked = next(_OPENED) * 1_000  # so that its commands are new ones
    try:
        yield Installation(settings, database, committer, programme)
    finally:
        committer.close()
        jobs.close()
        database.close()


@contextmanager
def founded(empty_database: Path, folder: Path) -> Iterator[Installation]:
    """A new one, with the programme of the first morning and a mark in it."""
    shutil.copy(empty_database, folder / "retreat.db")
    with opened(Settings(data=folder, port=free_port())) as it:
        it.programme.found()
        it.programme.annotate("partner", it.programme.id("a mark"))
        yield it


@pytest.fixture
def installation(empty_database: Path, tmp_path: Path) -> Iterator[Installation]:
    folder = tmp_path / "installation"
    folder.mkdir()
    with founded(empty_database, folder) as it:
        yield it


@pytest.fixture
def elsewhere(installation: Installation, tmp_path: Path) -> Settings:
    """A new machine: an empty folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return replace(installation.settings, data=folder)
