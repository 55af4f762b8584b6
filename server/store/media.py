"""Sound on disk: chunks as they come, the original put together from them, and what is derived from it.

Nothing is acknowledged before it is on the disk: temporary file, fsync, rename, fsync of the folder.
"""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import orjson

from server.errors import DiskFull, NotFound, PartsMissing, WrongHash

_PIECE = 1 << 20


class Media:
    """One folder per recording of a programme: `chunks/`, `original`, `sound.mp4`, `peaks.json`, and
    `silenced.json` where somebody took back what they said.

    Recording ids are made by clients and unique within a programme only, so every path begins with the programme.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, programme: str) -> "Media":
        """The media of one programme."""
        return Media(self._folder / programme)

    def original(self, recording: str) -> Path:
        return self._folder / recording / "original"

    def sound(self, recording: str) -> Path:
        """The seekable copy for playback."""
        return self._folder / recording / "sound.mp4"

    def peaks(self, recording: str) -> Path:
        return self._folder / recording / "peaks.json"

    @contextmanager
    def alone(self, recording: str) -> Iterator[None]:
        """One at a time changes the file or what is made of it: else a copy of what was there before could take the
        place of one that was silenced meanwhile."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f".{recording}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def put_chunk(self, recording: str, n: int, content: bytes, sha256: str) -> None:
        """Keep part n; WrongHash if it is not what its sender hashed, DiskFull if there is no room."""
        keep(self.receive(recording, content, sha256), self._chunk(recording, n))

    def receive(self, recording: str, content: bytes, sha256: str) -> Path:
        """The bytes of a chunk, on the disk under a name of no meaning, until `keep_chunk`."""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise WrongHash
        return _written(self._chunk(recording, 0), [content])

    def begin_anew(self, recording: str) -> None:
        """What was made of an earlier file is let go, before the first part of another is kept."""
        with self.alone(recording):
            for path in (self.original, self.sound, self.peaks, self._silenced):
                path(recording).unlink(missing_ok=True)

    def keep_chunk(self, received: Path, recording: str, n: int) -> None:
        keep(received, self._chunk(recording, n))

    def assemble(self, recording: str, chunks: int) -> Path:
        """The original from its chunks, which are then let go; done again, it finds its own result."""
        original = self.original(recording)
        if not original.exists():
            parts = [self._chunk(recording, n) for n in range(chunks)]
            if not all(part.exists() for part in parts):
                raise PartsMissing
            write_durably(original, _read(parts))
        shutil.rmtree(self._folder / recording / "chunks", ignore_errors=True)
        return original

    def keep_silenced(self, recording: str, stretches: Sequence[tuple[float, float]]) -> None:
        """The sound that is here is silent in these stretches, of seconds."""
        if (self._folder / recording).is_dir():
            write_durably(self._silenced(recording), [orjson.dumps(stretches)])

    def is_silenced(self, recording: str, stretches: Sequence[tuple[float, float]]) -> bool:
        """Whether the sound that is here is silent wherever it should be."""
        path = self._silenced(recording)
        there = orjson.loads(path.read_bytes()) if path.exists() else []
        return all(list(stretch) in there for stretch in stretches)

    def _silenced(self, recording: str) -> Path:
        return self._folder / recording / "silenced.json"

    def discard(self, recording: str) -> None:
        """Every file of this recording goes."""
        folder = self._folder / recording
        if folder.exists():
            shutil.rmtree(folder)
            _sync(folder.parent)

    def _chunk(self, recording: str, n: int) -> Path:
        return self._folder / recording / "chunks" / str(n)

    def existing(self, path: Path) -> Path:
        """The path, or NotFound when nothing is there."""
        if not path.is_file():
            raise NotFound
        return path


def write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file so that it is there whole, or not at all; DiskFull if there is no room for it."""
    keep(_written(path, pieces), path)


def _written(path: Path, pieces: Iterable[bytes]) -> Path:
    """A temporary neighbour of `path` with this content, on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    with _no_room_is_said(temporary), temporary.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return temporary


@contextmanager
def _no_room_is_said(temporary: Path) -> Iterator[None]:
    """Whatever fails leaves nothing behind; DiskFull if that was for want of room."""
    try:
        yield
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise


def keep(temporary: Path, path: Path) -> None:
    """Give a finished file its name, so that the name survives the power going too."""
    with _no_room_is_said(temporary):
        temporary.replace(path)
        for folder in (path.parent, path.parent.parent):
            _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(paths: Iterable[Path]) -> Iterable[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
