"""A backup made under load, killed half way, and restored on a new machine (C51)."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.backup import manifest
from server.backup.making import make
from server.backup.manifest import BackupBroken
from server.backup.restoring import restore
from server.config import Settings
from server.demo.programme import RECORDING
from server.domain.nouns import Chunk
from server.store.rows import TABLES
from server.store.tables import CommandRow
from tests.backup.conftest import PARTS, Installation, opened

pytestmark = pytest.mark.slow


@dataclass
class Morning:
    """People who write a hundred times a second, and recordings that come in and are put together."""

    installation: Installation
    acknowledged: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        programme = self.installation.programme
        while not self._stop.is_set():
            command = programme.annotation(programme.id(f"mark {len(self.acknowledged)}"))
            programme.submit("partner", command).result(30)
            self.acknowledged.append(command.id)
            time.sleep(0.008)

    def send(self) -> None:
        for n in range(1_000):
            recording = self.installation.bring(f"recording {n}")
            if n % 2:
                self.installation.media.assemble(recording, len(PARTS))
            if self._stop.wait(0.05):
                return

    @contextmanager
    def going_on(self) -> Iterator[None]:
        threads = [threading.Thread(target=it) for it in (self.write, self.send)]
        for it in threads:
            it.start()
        try:
            yield
        finally:
            self._stop.set()
            for it in threads:
                it.join()


def backing_up(installation: Installation, folder: Path) -> subprocess.Popen[bytes]:
    """`retreat backup`, in a process of its own."""
    environment = {"RETREAT_DATA": str(installation.settings.data), "PATH": "/usr/bin:/bin"}
    return subprocess.Popen([sys.executable, "-m", "server.cli", "backup", str(folder)], env=environment)


@contextmanager
def working(installation: Installation) -> Iterator[None]:
    """`retreat worker`, killed in the end."""
    environment = {
        "RETREAT_DATA": str(installation.settings.data),
        "RETREAT_ENGINE": "scripted",
        "PATH": "/usr/bin:/bin",
    }
    process = subprocess.Popen([sys.executable, "-m", "server.cli", "worker"], env=environment)
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_for(installation: Installation, recording: str, *states: str) -> None:
    until = time.monotonic() + 60
    while installation.state(recording) not in states:
        assert time.monotonic() < until, installation.state(recording)
        time.sleep(0.02)


def chunks_of(installation: Installation) -> list[Any]:
    with installation.database.read() as connection:
        return list(connection.execute(select(TABLES[Chunk])).all())


def commands_of(installation: Installation) -> set[str]:
    with installation.database.read() as connection:
        return set(connection.execute(select(CommandRow.id)).scalars())


def test_c51_a_backup_under_load_lacks_nothing(installation: Installation, elsewhere: Settings, tmp_path: Path) -> None:
    morning = Morning(installation)
    with morning.going_on():
        time.sleep(2)
        before = list(morning.acknowledged)
        assert backing_up(installation, tmp_path / "backups").wait(60) == 0
        during = len(morning.acknowledged) - len(before)
    assert len(before) > 50 and during > 20, "the load was none"
    made, _ = restore(elsewhere, tmp_path / "backups")
    assert made.problems == []
    with opened(elsewhere) as it:
        assert set(before) <= commands_of(it)
        for chunk in chunks_of(it):
            folder = it.settings.data / "recordings" / chunk.programme / chunk.recording
            if (folder / "original").exists():
                assert (folder / "original").read_bytes() == b"".join(PARTS)
            else:
                assert sha256((folder / "chunks" / str(chunk.n)).read_bytes()).hexdigest() == chunk.sha256


def test_c51_one_killed_half_way_is_none_and_harms_none(installation: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert backing_up(installation, folder).wait(60) == 0
    good = manifest.find(folder)
    for n in range(30):
        installation.bring(f"recording {n}")
    killed = backing_up(installation, folder)
    until = time.monotonic() + 30
    while not list(folder.glob(".*.unfinished/recordings/*/*/chunks/*")) and time.monotonic() < until:
        time.sleep(0.001)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    [unfinished] = folder.glob(".*.unfinished")
    with pytest.raises(BackupBroken, match="never finished"):
        manifest.verify(unfinished)
    assert manifest.find(folder) == good and manifest.verify(good)
    assert backing_up(installation, folder).wait(60) == 0
    assert not unfinished.exists() and manifest.find(folder) != good
    assert manifest.verify(manifest.find(folder)) and manifest.verify(good)


def test_what_was_being_written_down_goes_on_elsewhere(
    installation: Installation, elsewhere: Settings, tmp_path: Path
) -> None:
    content = RECORDING.read_bytes()
    recording = installation.bring("talk", [content[:300_000], content[300_000:]])
    with working(installation):
        wait_for(installation, recording, "writing_down")
        make(installation.settings, tmp_path / "backups")
        wait_for(installation, recording, "ready")
    restore(elsewhere, tmp_path / "backups")
    with opened(elsewhere) as it:
        assert it.state(recording) == "writing_down"
        with working(it):
            wait_for(it, recording, "ready")
        expected = [
            (row["start"], row["position"]) for row in installation.rows()["segment"] if row["start"] is not None
        ]
        assert [(row["start"], row["position"]) for row in it.rows()["segment"] if row["start"] is not None] == expected
