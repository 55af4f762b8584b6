"""Opens an archive that came from somewhere, safely: what is in it, by name, with nothing unpacked to the disk.

Every limit is on what the file claims of itself, and `zipfile` reads no further than that.
"""

import errno
import hashlib
import lzma
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.errors import Malformed, TooLarge

DOCUMENT = "retreat.json"
"""The canonical JSON of a retreat; alone, it is an archive too."""

CHECKSUMS = "manifest-sha256.txt"
"""Names the SHA-256 of every other file, a line each, as `sha256sum --check` reads it."""

MOST_FILES = 10_000
MOST_BYTES = 64 << 30  # of all files together, unpacked: days of sound
MOST_TEXT = 1 << 30  # of one file that is read into memory
MOST_RATIO = 200  # unpacked to packed; even a ledger that repeats itself stays below 50
_SMALL = 1 << 20  # below this many bytes, a ratio says nothing
_PIECE = 1 << 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError),
)
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
# What a Mac or a Windows desktop puts into folders by itself.
_NOBODYS = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")


class NotAnArchive(Malformed):
    """This is not an archive from Data Retreat. Choose the zip that was taken away, or the JSON in it."""


class CutOff(Malformed):
    """This file is broken: it is cut off, or was changed. Fetch it again from where it came."""


class ZipBomb(TooLarge):
    """This zip would unpack to far more than an archive holds. It was not opened."""


class ClimbingPath(Malformed):
    """This zip names files outside of itself, which no archive does. It was not opened."""


class WrongChecksum(Malformed):
    """This archive is not what it was when it was made: its checksums do not fit. Fetch it again from where it came."""


@dataclass(frozen=True)
class Opened:
    """The files of an archive: bytes by name, in composed form with `/` between folders; a folder around all of it
    is left out. `read` and `pieces` raise CutOff, and KeyError for a name that is not in `sizes`."""

    sizes: Mapping[str, int]
    _open: Callable[[str], IO[bytes]]

    def read(self, name: str) -> bytes:
        """A whole file; ZipBomb for one that no memory should hold."""
        if self.sizes[name] > MOST_TEXT:
            raise ZipBomb
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        with _broken_is_said(), self._open(name) as file:
            while piece := file.read(_PIECE):
                yield piece

    def sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        for piece in self.pieces(name):
            digest.update(piece)
        return digest.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The archive at this path, a zip or a bare JSON document; NotAnArchive, CutOff, ZipBomb, ClimbingPath, OSError."""
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
        if start.startswith(b"{"):
            yield Opened({DOCUMENT: path.stat().st_size}, lambda name: path.open("rb"))
            return
        if not start.startswith(b"PK"):
            raise NotAnArchive
        file.seek(0)
        with _broken_is_said():
            packed = zipfile.ZipFile(file)
        with packed:
            infos = _entries(packed, path.stat().st_size)
            yield Opened({name: it.file_size for name, it in infos.items()}, lambda name: packed.open(infos[name]))


def wrong_checksums(archive: Opened) -> list[str]:
    """What does not fit CHECKSUMS, a line each; nothing where the archive has none."""
    if CHECKSUMS not in archive.sizes:
        return []
    stated = {}
    wrong = []
    for line in archive.read(CHECKSUMS).decode(errors="replace").splitlines():
        if found := _LINE.fullmatch(line):
            stated[found[2]] = found[1]
        else:
            wrong.append(f"{CHECKSUMS} has a line that is no checksum: {line[:80]}")
    there = archive.sizes.keys() - {CHECKSUMS}
    wrong += [f"{name} is missing." for name in sorted(stated.keys() - there)]
    wrong += [f"{name} has no checksum." for name in sorted(there - stated.keys())]
    return wrong + [f"{name} was changed." for name in sorted(there & stated.keys()) if _differs(archive, name, stated)]


def _differs(archive: Opened, name: str, stated: Mapping[str, str]) -> bool:
    try:
        return archive.sha256(name) != stated[name]
    except CutOff:
        return True


def _entries(packed: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    infos = [it for it in packed.infolist() if not it.is_dir()]
    if len(infos) > MOST_FILES or sum(it.file_size for it in infos) > MOST_BYTES or any(map(_swells, infos)):
        raise ZipBomb
    if sum(it.compress_size for it in infos) > size:  # its files lie over each other
        raise ZipBomb
    named = {}
    for it in infos:
        name = _safe_name(it)
        if name in named:
            raise CutOff(f"This zip has two files called {name[:100]}. Fetch it again from where it came.")
        named[name] = it
    named = {name: it for name, it in named.items() if not _NOBODYS.search(name)}
    folders = {name.partition("/")[0] if "/" in name else None for name in named}
    around = next(iter(folders)) if len(folders) == 1 else None
    return {name.removeprefix(f"{around}/") if around else name: it for name, it in named.items()}


def _swells(it: zipfile.ZipInfo) -> bool:
    return it.file_size > max(_SMALL, it.compress_size * MOST_RATIO)


def _safe_name(it: zipfile.ZipInfo) -> str:
    """The name, where it is one within the archive; a link or an encrypted file is no file of an archive."""
    if stat.S_ISLNK(it.external_attr >> 16):
        raise ClimbingPath
    if it.flag_bits & 0x1:
        raise NotAnArchive("This zip is encrypted. Unpack it with its password, and choose what was in it.")
    name = unicodedata.normalize("NFC", _as_written(it))
    if name.startswith("/") or "\\" in name or name[1:2] == ":" or ".." in name.split("/"):
        raise ClimbingPath
    return name


def _as_written(it: zipfile.ZipInfo) -> str:
    """The name as macOS writes it too: in UTF-8, without saying so."""
    if it.flag_bits & 0x800:
        return it.filename
    try:
        return it.filename.encode("cp437").decode()
    except UnicodeError:
        return it.filename


@contextmanager
def _broken_is_said() -> Iterator[None]:
    """What `zipfile` and `zlib` raise for bytes that are not what they should be."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place that is before the file's beginning
            raise
        raise CutOff from error
    except _BROKEN as error:
        raise CutOff from error
