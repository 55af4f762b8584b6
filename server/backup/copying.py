"""Copying files into a backup: whole, on the disk, hashed as they pass; what a former backup has is not copied."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from server.backup.manifest import File, Manifest

_PIECE = 1 << 20


@dataclass
class Copier:
    """Copies into the folder `target`, and lists what is there. `before` is the backup beside it, if there is one."""

    target: Path
    before: tuple[Path, Manifest] | None = None
    files: list[File] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._known = {it.path: it for it in self.before[1].files} if self.before else {}

    def copy(self, source: Path, path: str) -> File:
        """The file at `source` as `path` of the backup. FileNotFoundError if it is not there."""
        goal = self.target / path
        goal.parent.mkdir(parents=True, exist_ok=True)
        it = self._link(source, goal, path) or _copy(source, goal, path)
        self.files.append(it)
        return it

    def enter(self, path: str) -> None:
        """List a file that was written into the backup itself."""
        goal = self.target / path
        with goal.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        about = goal.stat()
        self.files.append(File(path, about.st_size, digest, about.st_mtime_ns))

    def take_back(self, it: File) -> None:
        """The backup does without this file after all."""
        self.files.remove(it)
        (self.target / it.path).unlink()

    def _link(self, source: Path, goal: Path, path: str) -> File | None:
        """A second name for what the former backup has, where size and time say that nothing changed since."""
        known, about = self._known.get(path), source.stat()
        if self.before is None or known is None or (known.bytes, known.written) != (about.st_size, about.st_mtime_ns):
            return None
        there = self.before[0] / path
        with suppress(OSError):  # not every disk has them
            if there.stat().st_size == known.bytes:
                os.link(there, goal)
                return known
        return None


def _copy(source: Path, goal: Path, path: str) -> File:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, goal.open("wb") as copy:
        written = os.fstat(file.fileno()).st_mtime_ns
        while piece := file.read(_PIECE):
            copy.write(piece)
            digest.update(piece)
            size += len(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return File(path, size, digest.hexdigest(), written)


def sync(folder: Path) -> None:
    """The names in this folder and below survive the power going."""
    for it in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        descriptor = os.open(it, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
