"""`retreat export` and `retreat verify`: archives written into files, and looked at."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.archive.options import Options
from server.archive.packing import Entry, packed
from server.archive.part import part_of
from server.archive.taken import Taken
from server.cli.opening import command, programme_of
from server.cli.retreats import retreat_of
from server.config import Settings
from server.database import Database
from server.domain.access import THE_INSTALLATION, Actor
from server.store.ledger import Ledger
from server.store.media import Media
from server.store.snapshot import Snapshots
from server.store.taking import every_retreat, seen_by, with_sounds

# Whoever is at this command line may see what a steward sees.
_STEWARD = Actor(THE_INSTALLATION.id, steward=True)


def add_commands(commands: Any) -> None:
    """Both, as arguments of `retreat`."""
    export = command(commands, "export", _export, "write what a steward may take away into a zip", "file")
    export.add_argument("--programme", required=True, help="its name or id")
    export.add_argument("--retreat", help="its name or id; all of them, if nothing is said")
    part = export.add_mutually_exclusive_group()
    part.add_argument("--session", help="only this session of the retreat, by its name or id")
    part.add_argument("--recording", help="only this recording, by its name or id")
    export.add_argument("--sound", action="store_true", help="with the sound that may leave")
    export.add_argument("--no-marks", dest="marks", action="store_false", help="no comments in the Word documents")
    verify = commands.add_parser("verify", help="look whether an archive is right and whole")
    verify.add_argument("file", metavar="FILE", type=Path)
    verify.set_defaults(run=_verify)


def _export(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    from server.archive.contents import of_programme, of_retreat

    file = Path(options.file)
    if file.exists():
        raise ValueError(f"There is a file {file} already. Choose another name, or move it away first.")
    if (options.session or options.recording) and not options.retreat:
        raise ValueError("Say which retreat it is of, with --retreat.")
    with database.read() as connection:
        takens = _taken(settings, database, connection, options)
    if not takens:
        raise ValueError("There is no retreat in this programme yet.")
    chosen = Options(options.sound, options.marks)
    entries = of_retreat(takens[0], chosen) if options.retreat else of_programme(takens, chosen)
    _write(file, entries, takens[0].at)
    print(f"{file}: {len(entries)} files, {file.stat().st_size / 1e6:,.1f} MB")


def _taken(settings: Settings, database: Database, connection: Connection, options: argparse.Namespace) -> list[Taken]:
    programme, ledger = programme_of(connection, options.programme), Ledger(database.engine)
    media = Media(settings.data / "recordings").of(programme)
    if not options.retreat:
        return every_retreat(connection, ledger, Snapshots(ledger), programme, _STEWARD, media)
    retreat = retreat_of(connection, programme, options.retreat).id
    taken = seen_by(connection, ledger, Snapshots(ledger), programme, _STEWARD, retreat)
    taken = with_sounds(connection, programme, taken, media)
    session = options.session and _one("session", taken.frame.sessions, options.session)
    recording = options.recording and _one("recording", taken.frame.recordings, options.recording)
    return [part_of(taken, session, recording)]


def _one(what: str, those: Iterable[Any], wanted: str) -> str:
    """The id of the one with this id or name; ValueError unless there is exactly one."""
    found = [it.id for it in those if wanted.casefold() in (it.id, it.name.casefold())]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise ValueError(f"{len(found)} of them are called “{wanted}”. Say which by its id: {', '.join(found)}")
    raise ValueError(f"There is no {what} called “{wanted}” in this retreat.")


def _write(file: Path, entries: list[Entry], at: str) -> None:
    """The archive, whole or not at all."""
    unfinished = file.with_name(f".{file.name}.part")
    try:
        with unfinished.open("wb") as written:
            written.writelines(packed(entries, at))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _verify(options: argparse.Namespace) -> int:
    from server.archive.verifying import verify

    report = verify(options.file)
    for line in report.holds:
        print(line)
    for line in report.wrong:
        print(f"Wrong: {line}")
    print("This archive is not right." if report.wrong else "This archive is right and whole.")
    return 1 if report.wrong else 0
