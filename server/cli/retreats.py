"""`retreat retreats` and `retreat invite`: the retreats of a programme, and a code to join one by."""

import argparse
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select

from server.cli.opening import command, open_committer, programme_of
from server.config import Settings, secret
from server.database import Database
from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.domain.nouns import Retreat
from server.live.handle import Committer
from server.store import invitations
from server.store.rows import TABLES, to_noun

_RETREAT = TABLES[Retreat]


def add_commands(commands: Any) -> None:
    """Everything below, as arguments of `retreat`."""
    retreats = commands.add_parser("retreats", help="the retreats of a programme")
    these = retreats.add_subparsers(required=True, metavar="COMMAND")
    add = command(these, "add", _add, "a new retreat", "name")
    add.add_argument("--from", dest="starts_on", required=True, metavar="DAY", help="such as 2027-05-12")
    add.add_argument("--to", dest="ends_on", required=True, metavar="DAY")
    add.add_argument("--place", default="")
    add.add_argument("--time-zone", default="Europe/London")
    add.add_argument("--language", default="en", help="of its recordings, such as en or cy")
    of_programme = (
        add,
        command(these, "list", _list, "all of them"),
        command(these, "archive", _archive, "from now on it is only read", "retreat"),
        command(these, "reopen", _reopen, "open an archived one again", "retreat"),
    )
    invite = command(commands, "invite", _invite, "print a code to join a retreat by", "retreat")
    invite.add_argument("--until", metavar="TIME", help="by the retreat's clocks, such as 2027-05-13T18:00")
    invite.add_argument("--observer", action="store_true", help="to read along only")
    for it in (*of_programme, invite):
        it.add_argument("--programme", required=True, help="its name or id")


def _add(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    values = {name: getattr(options, name) for name in ("starts_on", "ends_on", "place", "time_zone", "language")}
    with database.read() as connection:
        programme = programme_of(connection, options.programme)
    retreat = str(uuid4())
    _ask(settings, database, programme, c.CreateRetreat(id=str(uuid4()), retreat=retreat, name=options.name, **values))
    print(f"{retreat}\t{options.name}")


def _list(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    with database.read() as connection:
        for it in _all(connection, programme_of(connection, options.programme)):
            print(f"{it.id}\t{it.name}\t{it.starts_on} to {it.ends_on}\t{'archived' if it.archived else ''}".rstrip())


def _archive(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    programme, retreat = _wanted(database, options)
    _ask(settings, database, programme, c.ArchiveRetreat(id=str(uuid4()), retreat=retreat.id))


def _reopen(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    programme, retreat = _wanted(database, options)
    _ask(settings, database, programme, c.ReopenRetreat(id=str(uuid4()), retreat=retreat.id))


def _invite(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    programme, retreat = _wanted(database, options)
    with open_committer(settings, database) as committer:
        until = options.until or f"{retreat.ends_on}T18:00"
        shown = invite(settings, committer, programme, retreat.id, until, "observer" if options.observer else "partner")
    print(f"{shown}\n{settings.site}/join#{shown}")


def invite(
    settings: Settings, committer: Committer, programme: str, retreat: str, until: str, role: Any = "partner"
) -> str:
    """The code of a new invitation."""
    invitation = str(uuid4())
    wanted = c.OpenInvitation(id=str(uuid4()), invitation=invitation, retreat=retreat, role=role, until=until)
    committer.submit(programme, THE_INSTALLATION.id, wanted).result()
    return invitations.shown(invitations.code_of(secret(settings), programme, invitation))


def _ask(settings: Settings, database: Database, programme: str, wanted: c.Command) -> None:
    with open_committer(settings, database) as committer:
        committer.submit(programme, THE_INSTALLATION.id, wanted).result()


def _wanted(database: Database, options: argparse.Namespace) -> tuple[str, Retreat]:
    """Programme, and its retreat of this id or name; ValueError unless there is exactly one."""
    with database.read() as connection:
        programme = programme_of(connection, options.programme)
        return programme, retreat_of(connection, programme, options.retreat)


def retreat_of(connection: Connection, programme: str, wanted: str) -> Retreat:
    """The retreat with this id or name; ValueError unless there is exactly one."""
    found = [it for it in _all(connection, programme) if wanted.casefold() in (it.id, it.name.casefold())]
    if not found:
        raise ValueError(f"There is no retreat called “{wanted}”. `retreat retreats list` shows all.")
    if len(found) > 1:
        ids = ", ".join(it.id for it in found)
        raise ValueError(f"{len(found)} retreats are called “{wanted}”. Say which by its id: {ids}")
    return found[0]


def _all(connection: Connection, programme: str) -> list[Retreat]:
    statement = select(_RETREAT).where(_RETREAT.c.programme == programme).order_by(_RETREAT.c.starts_on)
    return [to_noun(Retreat, row) for row in connection.execute(statement).mappings()]
