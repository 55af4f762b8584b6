"""What the tables hold, to compare before with after and one with another."""

from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from server.database import Database
from server.domain.nouns import Closed
from server.domain.rows import KEYS, Kind, key_of
from server.store.rows import TABLES, to_noun


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table of ours, sorted."""
    with database.read() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table)).all()))
            for name, table in SQLModel.metadata.tables.items()
        }


def nouns_of(connection: Connection, programme: str) -> dict[Kind, dict[Any, Closed]]:
    """The current state of a programme, as nouns by key."""
    found: dict[Kind, dict[Any, Closed]] = {}
    for kind in KEYS:
        table = TABLES[kind]
        rows = connection.execute(select(table).where(table.c.programme == programme)).mappings()
        found[kind] = {key_of(noun): noun for noun in (to_noun(kind, row) for row in rows)}
    return found
