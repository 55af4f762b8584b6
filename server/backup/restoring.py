"""Making an installation from a backup: verified first, on an empty place, or with what was there moved aside."""

import fcntl
import os
import shutil
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, inspect, make_url, select, text

from server.backup import manifest, sound, tables
from server.backup.copying import sync
from server.backup.erasing import erase_again
from server.backup.manifest import BackupBroken, Manifest
from server.config import Settings
from server.database import Database
from server.domain.events import Happening, RecordingClosed
from server.jobs.queue import Jobs
from server.jobs.queue import migrate as migrate_jobs
from server.store.migrate import alembic_config, upgrade

UNFINISHED = ("waiting", "writing_down")
"""States of a recording for which a job must be there."""

_SCHEMAS = ("public", "dbos")
_ALIVE = 30.0  # seconds since a worker's last sign of life within which it is taken for running


class NotEmpty(ValueError):
    """There is an installation here already. To move it aside and put the backup in its place, add --replace."""


class StillRunning(RuntimeError):
    """Something of this installation is running. Stop its servers and workers, then restore."""


def restore(settings: Settings, folder: Path, replace: bool = False) -> tuple[Manifest, Path | None]:
    """The backup as this installation; returns what it is, and where the data that was here lies now.

    Raises BackupBroken, NotEmpty, StillRunning, before anything was touched; OSError.
    """
    backup = manifest.find(folder)
    made = manifest.verify(backup)
    _refuse_if_running(settings)
    if _is_founded(settings) and not replace:
        raise NotEmpty(f"{NotEmpty.__doc__} ({settings.data.absolute()})")
    sounds = _copied(backup / sound.FOLDER, settings.data / ".recordings.restoring")
    aside = _move_aside(settings)
    sounds.rename(settings.data / "recordings")
    _put_secret(backup, settings)
    _load(settings, backup, made)
    erase_again(settings, backup)
    sync(settings.data)
    return made, aside


def _refuse_if_running(settings: Settings) -> None:
    with suppress(OSError), socket.create_connection((settings.host, settings.port), 1):
        raise StillRunning(f"{StillRunning.__doc__} (Something answers at {settings.address}.)")
    with (settings.data / "worker.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StillRunning(f"{StillRunning.__doc__} (A worker holds {lock.name}.)") from None
    if (alive := _workers_alive(settings)) > 0:
        raise StillRunning(f"{StillRunning.__doc__} (Workers that live: {alive}.)")


def _workers_alive(settings: Settings) -> int:
    statement = text("SELECT count(*) FROM worker WHERE beat_at > :since")
    return _counted(settings, "worker", statement.bindparams(since=time.time() - _ALIVE))


def _is_founded(settings: Settings) -> bool:
    return _counted(settings, "programme", text("SELECT count(*) FROM programme")) > 0


def _counted(settings: Settings, table: str, statement: object) -> int:
    if not tables.is_there(settings.database_url):
        return 0
    database = Database(settings.database_url)
    try:
        with database.read() as connection:
            return int(connection.execute(statement).scalar_one()) if inspect(connection).has_table(table) else 0  # type: ignore[call-overload]
    finally:
        database.close()


def _copied(source: Path, target: Path) -> Path:
    """Beside its place first: if there is no room for it, nothing has been moved."""
    shutil.rmtree(target, ignore_errors=True)
    try:
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.mkdir()
        os.sync()
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target


def _move_aside(settings: Settings) -> Path | None:
    """Everything of an older installation, however little there is, into a folder (and schemas) named by the time."""
    name = f"replaced_{datetime.now(UTC):%Y%m%dt%H%M%S_%f}"
    aside, url = settings.data / name, make_url(settings.database_url)
    paths = [settings.data / "recordings", settings.data / "secret"]
    if url.database and url.get_backend_name() == "sqlite":
        paths += [Path(url.database + ending) for ending in ("", "-wal", "-shm")]
    else:
        _rename_schemas(settings, name)
    for path in filter(Path.exists, paths):
        aside.mkdir(exist_ok=True)
        shutil.move(path, aside / path.name)
    return aside if aside.exists() else None


def _rename_schemas(settings: Settings, name: str) -> None:
    database = Database(settings.database_url)
    with database.write() as connection:
        there = set(inspect(connection).get_schema_names())
        if inspect(connection).has_table("alembic_version"):
            for schema in there & set(_SCHEMAS):
                connection.execute(text(f'ALTER SCHEMA "{schema}" RENAME TO "{schema}_{name}"'))
            connection.execute(text("CREATE SCHEMA public"))
    database.close()


def _put_secret(backup: Path, settings: Settings) -> None:
    target = settings.data / "secret"
    shutil.copyfile(backup / "secret", target)
    target.chmod(0o600)


def _load(settings: Settings, backup: Path, made: Manifest) -> None:
    """Tables of the version that the backup is of, its rows and jobs in one transaction; then those of this version."""
    url = settings.database_url
    try:
        command.upgrade(alembic_config(url), made.revision)
    except CommandError as error:
        raise BackupBroken(f"{backup} is from a newer version of this program. Restore it with that one.") from error
    migrate_jobs(url)
    database = Database(url)
    jobs = Jobs(database)
    try:
        with database.write() as connection:
            _hand_in(connection, jobs, tables.load(connection, backup, made.tables))
    finally:
        jobs.close()
        database.close()
    upgrade(url)


def _hand_in(connection: Connection, jobs: Jobs, found: MetaData) -> None:
    """The job of each recording that waits or was being written down, once more: jobs themselves are not kept."""
    recording, event = found.tables["recording"], found.tables["event"]
    waiting = select(recording.c.programme, recording.c.id).where(recording.c.state.in_(UNFINISHED))
    unfinished = {tuple(row) for row in connection.execute(waiting)}
    closed = select(event).where(event.c.type == "recording_closed").order_by(event.c.programme, event.c.seq)
    last = {}
    for row in connection.execute(closed):
        body = RecordingClosed.model_validate_json(row.body)
        last[row.programme, body.recording] = Happening(body, row.audience, row.retreat, row.source)
    for key in sorted(unfinished & last.keys()):
        jobs.enqueue(connection, key[0], last[key])
