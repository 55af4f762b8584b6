"""Tables as lines of JSON, one file each: the same whether they come from SQLite or PostgreSQL, or go there."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import Connection, MetaData, Table, insert, inspect, make_url, select, text
from sqlmodel import SQLModel

import server.store.tables  # noqa: F401  (declares the tables)

LEFT_OUT = frozenset(
    {"sign_in", "sign_in_link", "token", "failed_attempt", "progress", "worker", "presence", "packing"}
)
"""Who is signed in is nobody's to copy, no token that was revoked since may come back, and who is here or at work, and
what was packed to be fetched, is of the moment."""

FOLDER = "tables"
_ROWS = 1_000


def kept() -> list[Table]:
    """Every table that belongs into a backup, those first that others refer to."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]


class NothingHere(ValueError):
    """There is no installation here: its database is empty. RETREAT_DATA and RETREAT_DATABASE say where to look."""


def is_there(url: str) -> bool:
    """Whether there is a database at all: SQLite makes one where somebody looks."""
    it = make_url(url)
    return it.get_backend_name() != "sqlite" or Path(it.database or "").exists()


def revision(connection: Connection) -> str:
    """The migration that this database is of; NothingHere if it is none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        raise NothingHere(NothingHere.__doc__)
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def write(connection: Connection, table: Table, path: Path) -> int:
    """All rows of a table, in the order of its key; returns how many."""
    statement = select(table).order_by(*table.primary_key.columns)
    rows = 0
    with path.open("wb") as file:
        for row in connection.execute(statement, execution_options={"yield_per": _ROWS}).mappings():
            file.write(orjson.dumps(dict(row), option=orjson.OPT_APPEND_NEWLINE))
            rows += 1
    return rows


def load(connection: Connection, folder: Path, names: Iterable[str]) -> MetaData:
    """Rows of a backup into the empty tables that are there; every programme gets a new epoch, so that devices that
    were further ahead notice. The tables are taken as the database has them: they may be of an older version."""
    found = MetaData()
    found.reflect(connection, only=list(names))
    for table in found.sorted_tables:
        rows = _rows(folder / FOLDER / f"{table.name}.jsonl")
        if table.name == "programme":
            rows = ({**row, "epoch": str(uuid4())} for row in rows)
        while part := list(islice(rows, _ROWS)):
            connection.execute(insert(table), part)
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)
