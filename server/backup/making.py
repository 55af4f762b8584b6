"""Making a backup: the tables at one moment, then every byte that they name, while everything goes on."""

import errno
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from server.backup import manifest, tables
from server.backup.copying import Copier, sync
from server.backup.manifest import Manifest
from server.backup.sound import SoundCopier
from server.config import Settings, secret
from server.database import Database
from server.errors import DiskFull
from server.store import erased

_CHUNK, _PROGRAMME, _RECORDING = (SQLModel.metadata.tables[name] for name in ("chunk", "programme", "recording"))


class NoRoomForBackup(OSError):
    """The disk of the backups is full. Nothing of this one was left there, and earlier ones are as they were."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup. `manifest.problems` says what the installation itself lacks."""

    folder: Path
    manifest: Manifest


def make(settings: Settings, folder: Path) -> Made:
    """A new backup in `folder`, beside those that are there. It gets its name when all of it is on the disk.

    Raises NoRoomForBackup, ValueError where there is nothing to back up, OSError.
    """
    if (folder / manifest.NAME).exists():
        raise ValueError(f"{folder} is a backup itself. Name the folder that it lies in.")
    if not tables.is_there(settings.database_url):
        raise tables.NothingHere(tables.NothingHere.__doc__)
    database = Database(settings.database_url)
    try:
        with _only_one(folder), _room_or_nothing(folder) as unfinished:
            made = _fill(settings, database, unfinished, folder)
            sync(unfinished)
            finished = unfinished.rename(folder / _free_name(folder, made.made))
            sync(folder)
            return Made(finished, made)
    finally:
        database.close()


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Backups of a folder are made one at a time; so whatever is unfinished here was left by one that died."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"Another backup is being made in {folder}. Wait until it is done.") from None
        for left in folder.glob(".*.unfinished"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def _room_or_nothing(folder: Path) -> Iterator[Path]:
    unfinished = folder / f".{_now():%Y%m%dT%H%M%S}.unfinished"
    unfinished.mkdir(mode=0o700)
    try:
        yield unfinished
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, DiskFull) or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoomForBackup(f"{NoRoomForBackup.__doc__} ({folder})") from error
        raise


def _free_name(folder: Path, made: str) -> str:
    name = made.replace(":", "").replace("-", "")
    others = sum(1 for _ in folder.glob(f"{name}*"))
    return f"{name}-{others + 1}" if others else name


def _fill(settings: Settings, database: Database, target: Path, folder: Path) -> Manifest:
    earlier = manifest.newest(folder)
    copier = Copier(target, (earlier, manifest.read(earlier)) if earlier else None)
    with database.read() as connection:
        made, named = _tables(connection, target)
    for table in made.tables:
        copier.enter(f"{tables.FOLDER}/{table}.jsonl")
    secret(settings)
    copier.copy(settings.data / "secret", "secret")
    (target / "secret").chmod(0o600)
    if (settings.data / erased.NAME).exists():
        copier.copy(settings.data / erased.NAME, erased.NAME)
        erased.merge(folder / erased.NAME, erased.lines_of(settings.data / erased.NAME))
    made.problems = SoundCopier(copier, settings.data / "recordings", database).copy(*named)
    made.files = copier.files
    manifest.write(target, made)
    return made


def _tables(connection: Connection, target: Path) -> tuple[Manifest, tuple[list[Any], list[Any]]]:
    """All tables as they are now; and the recordings and chunks whose bytes belong to them."""
    revision = tables.revision(connection)
    (target / tables.FOLDER).mkdir()
    rows = {
        str(table.name): tables.write(connection, table, target / tables.FOLDER / f"{table.name}.jsonl")
        for table in tables.kept()
    }
    ledgers = {it.id: it.seq for it in connection.execute(select(_PROGRAMME.c.id, _PROGRAMME.c.seq))}
    recordings = connection.execute(select(_RECORDING.c.programme, _RECORDING.c.id, _RECORDING.c.name)).all()
    chunks = connection.execute(select(_CHUNK).order_by(_CHUNK.c.n)).all()
    return Manifest(f"{_now():%Y-%m-%dT%H:%M:%SZ}", revision, ledgers, rows), (list(recordings), list(chunks))


def _now() -> datetime:
    return datetime.now(UTC)
