"""Where the installation lives: its folder, its secret, its disk, the client that it serves, its clock."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from server.config import Settings
from server.doctor.findings import Finding, good, odd, wrong
from server.store.erased import NAME, lines_of

SCARCE, LITTLE = 200 << 20, 2 << 30
"""Bytes: with less nothing can be kept soon, with less a morning's recordings may not fit."""

_ON_THE_NETWORK = ("9p", "afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "lustre", "nfs", "nfs4", "smb3", "smbfs")
_NOT_BEFORE = 1_767_225_600  # 2026: this program did not exist


def folder(settings: Settings) -> Iterator[Finding]:
    """The data folder can be written to, and there is room in it."""
    data = settings.data.absolute()
    if not data.is_dir():
        yield wrong(f"There is no data folder {data}.", "Set RETREAT_DATA, or make it with `retreat serve`.")
        return
    try:
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        yield wrong(f"{data} cannot be written to ({error.strerror}).", "Give it to the user who runs the server.")
        return
    free = shutil.disk_usage(data).free
    said = f"{data} can be written to; {free / 1e9:.1f} GB are free."
    if free < SCARCE:
        yield wrong(said, "The disk is all but full: free some room now.")
    else:
        yield odd(said, "That is little for recordings: free some room.") if free < LITTLE else good(said)


def secret(settings: Settings) -> Iterator[Finding]:
    """Present, whole, and for this user's eyes only."""
    path = settings.data / "secret"
    if not settings.data.is_dir():
        return
    try:
        size, mode = len(path.read_bytes()), stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        yield wrong(f"{path} cannot be read ({error.strerror}).", "Put it back from a backup; a new one breaks links.")
        return
    if size != 32:
        yield wrong(f"{path} is damaged.", "Put it back from a backup.")
    elif mode & 0o077:
        yield wrong(f"{path} can be read by others.", f"Run: chmod 600 {path}")
    else:
        yield good("The installation's secret is there, and private.")


def disk(settings: Settings) -> Iterator[Finding]:
    """SQLite must not be on somebody else's disk: its locks do not hold there."""
    if settings.database:
        return
    kind = filesystem(settings.data)
    if kind in _ON_THE_NETWORK:
        yield odd(f"SQLite lies on a network disk ({kind}).", "Keep it on a local one, or use PostgreSQL.")


def filesystem(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of filesystem that a path is on, as far as the system tells."""
    path, found = path.absolute(), (0, "")
    if mounts.exists():
        for line in mounts.read_text().splitlines():
            _, point, kind, *_ = line.split(" ")
            if path.is_relative_to(point := point.replace("\\040", " ")):
                found = max(found, (len(point), kind))
    return found[1]


def client(settings: Settings) -> Iterator[Finding]:
    if (settings.client / "index.html").is_file():
        yield good("The pages are built.")
    else:
        yield wrong(f"There are no pages in {settings.client}.", "Run `make client`, or set RETREAT_CLIENT.")


def clock(settings: Settings) -> Iterator[Finding]:
    if time.time() < _NOT_BEFORE:
        yield wrong(
            f"The clock of this machine says {time.strftime('%Y-%m-%d')}.", "Set it: every time here comes of it."
        )


def user(settings: Settings) -> Iterator[Finding]:
    """Files that the server's user cannot write are the commonest fault after running a command as another."""
    owner = settings.data.stat().st_uid if settings.data.is_dir() else os.geteuid()
    others = [it for it in _own_files(settings.data) if it.stat().st_uid != owner]
    if others:
        mend = f"Run: chown -R {owner} {settings.data.absolute()}"
        yield wrong(f"{others[0]} belongs to another user than its folder.", mend)


def erased(settings: Settings) -> Iterator[Finding]:
    """The list of what was erased lies with the backups too: restored from there, nothing comes back."""
    if settings.backups is None:
        return
    try:
        known = set(lines_of(settings.backups / NAME))
    except OSError as error:
        yield wrong(f"{settings.backups} cannot be read ({error.strerror}).", "RETREAT_BACKUPS says where it is.")
        return
    waiting = [line for line in lines_of(settings.data / NAME) if line not in known]
    if waiting:
        said = f"{len(waiting)} erasure(s) are not noted with the backups in {settings.backups} yet."
        yield wrong(said, "Make that folder writable, then run `retreat backup` into it.")
    else:
        yield good(f"What was erased is noted in {settings.backups} too.")


def _own_files(data: Path) -> list[Path]:
    return [it for it in (*data.glob("retreat.db*"), data / "secret", data / "recordings") if it.exists()]
