"""The zip, written as it is sent or packed: no more than one file of it is in memory at a time."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from server.archive.opening import CHECKSUMS
from server.archive.stamps import zip_time

_PIECE = 1 << 20


@dataclass(frozen=True)
class Entry:
    """A file of an archive: `make` writes it when its turn comes; a path is copied as it is, for sound does not get
    smaller."""

    name: str
    make: Callable[[], bytes] | Path


class _Sink:
    """What a zip is written into, as far as it was not sent yet. It cannot be gone back in, so `zipfile` does not."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, piece: bytes) -> int:
        self._written += piece
        return len(piece)

    def flush(self) -> None: ...

    def taken(self) -> Iterator[bytes]:
        """What was written since; nothing, where that is nothing."""
        written, self._written = bytes(self._written), bytearray()
        if written:
            yield written


def packed(entries: Iterable[Entry], at: str) -> Iterator[bytes]:
    """The archive's bytes, in pieces: the files in this order, then the SHA-256 of each. The same files taken at the
    same time are the same bytes. OSError where a file has gone meanwhile: what was sent till then is no whole zip."""
    sink, sums = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for entry in entries:
            digest = hashlib.sha256()
            with archive.open(_info(entry, at), "w") as file:
                for piece in _pieces(entry):
                    digest.update(piece)
                    file.write(piece)
                    yield from sink.taken()
            sums.append(f"{digest.hexdigest()}  {entry.name}\n")
        archive.writestr(_info(Entry(CHECKSUMS, bytes), at), "".join(sums).encode(), zipfile.ZIP_DEFLATED)
    yield from sink.taken()


def _info(entry: Entry, at: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(entry.name, zip_time(at))
    info.create_system, info.external_attr = 3, 0o100644 << 16  # the same from every system
    if isinstance(entry.make, Path):
        info.file_size = entry.make.stat().st_size  # zip64 from the start, for what needs it
    else:
        info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _pieces(entry: Entry) -> Iterator[bytes]:
    if not isinstance(entry.make, Path):
        yield entry.make()
        return
    with entry.make.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
