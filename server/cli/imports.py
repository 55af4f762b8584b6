"""`retreat import`: an archive that was taken away comes back."""

import argparse
from pathlib import Path
from typing import Any
from uuid import uuid4

from server.cli.opening import command, programme_of
from server.config import Settings
from server.database import Database
from server.domain.access import THE_INSTALLATION
from server.jobs.queue import Jobs
from server.store.arrivals import Arrival, Arriving, arriving
from server.store.ledger import Ledger
from server.store.media import Media


def add_command(commands: Any) -> None:
    it = command(commands, "import", _import, "bring back what was taken away", "file")
    where = it.add_mutually_exclusive_group()
    where.add_argument("--programme", help="the name or id of the one to bring it into; otherwise its own")
    where.add_argument("--new", action="store_true", help="into a new programme, also where its own is here")
    it.add_argument("--dry-run", action="store_true", help="only say what would be done")


def _import(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    media, ledger = Media(settings.data / "recordings"), Ledger(database.engine)
    with arriving(Path(options.file), database, ledger, media) as it:
        programme = _target(database, it, options)
        seen = it.look(programme)
        _say(seen, it.is_here(programme))
        if options.dry_run or not (seen.new or seen.differing):
            return
        jobs = Jobs(database)
        try:
            it.bring_back(programme, THE_INSTALLATION.id, jobs.enqueue)
        finally:
            jobs.close()
    print(f"It is here, in the programme {programme}. Nobody in it has a role or a way to sign in yet.")


def _target(database: Database, it: Arriving, options: argparse.Namespace) -> str:
    if options.programme:
        with database.read() as connection:
            return programme_of(connection, options.programme)
    return str(uuid4()) if options.new and it.is_here(it.programme) else it.programme


def _say(it: Arrival, is_here: bool) -> None:
    of = it.holds
    print(f"{of.programme}, taken away at {of.taken_at}: {', '.join(of.retreats)}")
    print(f"{of.people} people, {of.texts} texts, {of.marks} marks, {of.memos} memos, {of.events} events")
    print(f"{of.recordings} recordings ({of.minutes} minutes), {of.sounds} with their sound")
    print(f"{it.new} events are new, {it.known} are here already." if is_here else "This makes a new programme.")
    for what in it.differing:
        print(f"Otherwise here: {what}")
