"""`retreat backup` and `retreat restore`."""

import argparse
from pathlib import Path
from typing import Any

from server.backup import manifest
from server.config import Settings, from_environment

_BACKUP = """Back this installation up while it runs: accounts, retreats, ledger and sound, into a new folder in FOLDER.
What an earlier backup there has already takes no room again, where the disk knows hard links. Backups hold everything
that people said: keep them as you keep the installation itself."""

_RESTORE = """Make this installation from a backup: from FOLDER, or from the newest whole one in it. Servers and workers
must be stopped. People sign in again and make new tokens; recordings that waited are written down."""


def add_commands(commands: Any) -> None:
    """Declare both commands."""
    backup = commands.add_parser("backup", help="back up everything, while it runs", description=_BACKUP)
    backup.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", help="instead of RETREAT_BACKUPS")
    backup.add_argument("--verify", action="store_true", help="make none: read one whole and say whether it is right")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="make this installation from a backup", description=_RESTORE)
    restore.add_argument("folder", metavar="FOLDER", type=Path)
    restore.add_argument("--replace", action="store_true", help="move what is here aside, first")
    restore.set_defaults(run=_restore)


def _backup(options: argparse.Namespace) -> int:
    settings = from_environment()
    folder = options.folder or settings.backups
    if folder is None:
        raise ValueError("Say which folder: retreat backup FOLDER, or set RETREAT_BACKUPS.")
    if options.verify:
        return _verify(folder)
    from server.backup.making import make

    made = make(settings, folder)
    print(f"Backed up to {made.folder}: {_what(made.manifest)}.")
    for problem in made.manifest.problems:
        print(f"Not in it, because it is not here: {problem}.")
    return 1 if made.manifest.problems else 0


def _verify(folder: Path) -> int:
    found = manifest.find(folder)
    made = manifest.verify(found)
    print(f"{found} is whole: {_what(made)}, made {made.made}.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from server.backup.restoring import restore

    settings: Settings = from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    made, aside = restore(settings, options.folder, options.replace)
    print(f"Restored from the backup of {made.made}: {_what(made)}. Everybody signs in again; tokens are made anew.")
    if aside:
        print(f"What was here lies in {aside}: delete it when you are sure.")
    return 0


def _what(made: manifest.Manifest) -> str:
    size = sum(it.bytes for it in made.files) / 1e6
    return f"{made.tables.get('programme', 0)} programme(s), {sum(made.ledgers.values())} events, {size:.1f} MB"
