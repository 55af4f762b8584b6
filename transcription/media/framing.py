"""Reads the bare framing of Ogg and WAV files, for what FFmpeg knows of them and does not tell."""

from collections.abc import Iterator
from pathlib import Path

_PAGE = b"OggS\x00"
_FIRST, _LAST = 2, 4
"""Flags of an Ogg page that opens, or closes, a stream (RFC 3533 §6)."""

_UNKNOWN = (0, 0xFFFFFFFF)
"""What recorders write for a size that they do not know yet."""


def glued_ogg(path: Path) -> bool:
    """Whether Ogg files were glued together: a stream opens after another has begun to speak."""
    inside = False
    for flags in _page_flags(path):
        if flags & _FIRST and inside:
            return True
        inside = inside or not flags & _FIRST
    return False


def _page_flags(path: Path) -> Iterator[int]:
    rest = b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            *pages, rest = (rest + block).split(_PAGE)
            yield from (page[0] for page in pages[1:] if page)
            rest = _PAGE + rest
    yield from (page[0] for page in rest.split(_PAGE)[1:] if page)


def breaks_off(path: Path, container: str) -> bool:
    """Whether a WAV file is shorter than it says, or an Ogg file does not close."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if container == "wav":
            file.seek(4)
            claimed = int.from_bytes(file.read(4), "little")
            return claimed not in _UNKNOWN and claimed + 8 > size + 4096
        if container == "ogg":
            file.seek(max(0, size - 70_000))  # a page is at most 65,307 bytes long
            _, found, page = file.read().rpartition(_PAGE)
            return bool(found) and not page[0] & _LAST
    return False
