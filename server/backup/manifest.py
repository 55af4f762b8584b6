"""What is in a backup: every file with its size and SHA-256. Written last, so that half a backup has none."""

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from server.store.media import write_durably

NAME = "manifest.json"
FORM = 1
"""Of backups as a whole: raised when an older program could not restore a newer backup."""


class BackupBroken(ValueError):
    """This is no whole backup."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a backup: its path in it, bytes, SHA-256 in hexadecimal, and when its original was written (ns)."""

    path: str
    bytes: int
    sha256: str
    written: int


@dataclass(slots=True)
class Manifest:
    """`revision` is the migration that the tables are of, `ledgers` where each programme's ledger stands."""

    made: str
    revision: str
    ledgers: dict[str, int]
    tables: dict[str, int]
    files: list[File] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    form: int = FORM


def write(folder: Path, manifest: Manifest) -> None:
    write_durably(folder / NAME, [orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2)])


def read(folder: Path) -> Manifest:
    """The manifest of this backup; BackupBroken where it has none, or none that can be read."""
    try:
        content = orjson.loads((folder / NAME).read_bytes())
        manifest = Manifest(**{**content, "files": [File(**it) for it in content["files"]]})
    except FileNotFoundError:
        raise BackupBroken(f"{folder} is no backup, or one that was never finished: it has no {NAME}.") from None
    except (ValueError, TypeError, KeyError) as error:
        raise BackupBroken(f"{folder} is broken: its {NAME} cannot be read. Use another backup.") from error
    if manifest.form > FORM:
        raise BackupBroken(f"{folder} was made by a newer version of this program. Restore it with that one.")
    return manifest


def verify(folder: Path) -> Manifest:
    """The manifest, every file having been read and found right; BackupBroken names the first that is not."""
    manifest = read(folder)
    for it in manifest.files:
        path = folder / it.path
        if not path.is_file():
            raise BackupBroken(f"{folder} is broken: {it.path} is not there. Use another backup.")
        if path.stat().st_size != it.bytes or _sha256(path) != it.sha256:
            raise BackupBroken(f"{folder} is broken: {it.path} is not what was backed up. Use another backup.")
    return manifest


def newest(folder: Path) -> Path | None:
    """The newest whole backup in a folder of backups; None if it has none. Their names begin with their time."""
    for it in sorted(folder.glob("[!.]*/" + NAME), reverse=True):
        try:
            read(it.parent)
        except BackupBroken:
            continue
        return it.parent
    return None


def find(folder: Path) -> Path:
    """The backup that is meant: this folder, or the newest in it. BackupBroken if there is none."""
    if (folder / NAME).exists():
        return folder
    found = newest(folder)
    if found is None:
        raise BackupBroken(f"There is no whole backup in {folder}.")
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
