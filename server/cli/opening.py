"""What commands that look into an installation share: opening it, and finding a programme by its name."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, select

from server.config import Settings, from_environment, secret
from server.database import Database
from server.live.handle import Committer
from server.store.migrate import upgrade
from server.store.tables import ProgrammeRow

_PROGRAMME: Table = ProgrammeRow.__table__  # type: ignore[attr-defined]


def command(these: Any, name: str, run: Callable[..., None], help: str, *positional: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = these.add_parser(name, help=help)
    for it in positional:
        parser.add_argument(it, metavar=it.upper())
    parser.set_defaults(run=lambda options: _prepared(run, options))
    return parser


def _prepared(run: Callable[..., None], options: argparse.Namespace) -> None:
    settings = from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    with open_database(settings) as database:
        run(settings, database, options)


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_committer(settings: Settings, database: Database) -> Iterator[Committer]:
    committer = Committer(database, secret(settings))
    try:
        yield committer
    finally:
        committer.close()


def named(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(_PROGRAMME.c.id, _PROGRAMME.c.name).order_by(_PROGRAMME.c.name))
    return {row.id: row.name for row in rows}


def programme_of(connection: Connection, wanted: str) -> str:
    """The id of the programme with this id or name; ValueError unless there is exactly one."""
    found = [id for id, name in named(connection).items() if wanted == id or wanted.casefold() == name.casefold()]
    if not found:
        raise ValueError(f"There is no programme called “{wanted}”. `retreat programme list` shows all.")
    if len(found) > 1:
        raise ValueError(f"{len(found)} programmes are called “{wanted}”. Say which by its id: {', '.join(found)}")
    return found[0]
