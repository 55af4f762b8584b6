"""`retreat check`: walks through everything, prints a line each, and ends with 1 if anything is wrong."""

import argparse
from collections.abc import Iterator
from typing import Any

from server.config import Settings, from_environment
from server.doctor import findings, ledgers, place, running, sounds
from server.doctor.findings import Finding

_DESCRIPTION = """Say what is wrong with this installation and how to mend it. It changes nothing, and may run while the
server does. The exit status is 1 if anything is wrong (✗); what is only odd (!) is said."""


def add_command(commands: Any) -> None:
    check = commands.add_parser("check", help="what is wrong here, and how to mend it", description=_DESCRIPTION)
    check.add_argument("--deep", action="store_true", help="read every byte of the recordings too")
    check.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    is_wrong = False
    for finding in examine(from_environment(), options.deep):
        print(finding, flush=True)
        is_wrong |= finding.mark == "wrong"
    return int(is_wrong)


def examine(settings: Settings, deep: bool = False) -> Iterator[Finding]:
    """Everything, in an order in which the first thing wrong is the one to mend first."""
    for check in (place.folder, place.user, place.secret, place.disk, place.clock, place.client, place.erased):
        yield from check(settings)
    yield from running.addresses(settings)
    yield from running.app(settings)
    yield from running.model(settings)
    yield from _database(settings, deep)


def _database(settings: Settings, deep: bool) -> Iterator[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from server.backup.tables import is_there
    from server.database import Database
    from server.errors import Refusal

    if not is_there(settings.database_url):
        yield findings.wrong("There is no database yet.", "Start `retreat serve`, or restore a backup.")
        return
    database = Database(settings.database_url)
    try:
        with database.read() as connection:
            yield from ledgers.soundness(connection)
            current = list(ledgers.migrations(connection, settings.database_url))
            yield from current
            if all(it.mark == "good" for it in current):
                yield from ledgers.ledgers(connection)
                yield from ledgers.times(connection)
                yield from running.workers(connection, settings)
                yield from running.recordings(connection)
                yield from sounds.sounds(connection, settings.data / "recordings", deep)
    except (Refusal, SQLAlchemyError) as error:  # of the latter only the driver's words: the rest may quote anything
        said = getattr(error, "orig", None) or error
        yield findings.wrong(f"The database cannot be read: {said}", "RETREAT_DATABASE says where it is.")
    finally:
        database.close()
