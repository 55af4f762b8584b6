"""Transcripts that came zipped together: each by itself is then looked at and brought in like any other."""

import zipfile
from pathlib import Path, PurePosixPath

from pydantic import Base64Bytes

from server.archive.opening import DOCUMENT, opened
from server.domain.nouns import Closed
from server.errors import Malformed, NoWords, TooLarge

ENDINGS = (".vtt", ".srt", ".docx", ".txt")
MOST_BYTES = 32 << 20
"""Of all transcripts together, unpacked: a shelf of them."""


class NoZip(Malformed):
    """This is no zip, or it is cut off. Choose the transcripts themselves, or zip them again."""


class NoneInZip(NoWords):
    """There is no transcript in this zip: no .vtt, .srt, .docx or .txt. Look whether it is the right one."""


class AnArchive(Malformed):
    """This is an archive of a retreat. A steward brings it back whole, where the programme is."""


class Packed(Closed):
    """A file of a zip, called by its folders too; `content` travels as Base64 (RFC 4648)."""

    name: str
    content: Base64Bytes


class Unpacked(Closed):
    """The transcripts of a zip, by name, and the names of what else is in it."""

    transcripts: list[Packed]
    others: list[str]


def unpacked(path: Path) -> Unpacked:
    """What is in the zip at this path; NoZip, NoneInZip, AnArchive, TooLarge, or as `opened`."""
    if not zipfile.is_zipfile(path):
        raise NoZip
    with opened(path) as it:
        if DOCUMENT in it.sizes:
            raise AnArchive
        names = sorted(name for name in it.sizes if name.lower().endswith(ENDINGS))
        if not names:
            raise NoneInZip
        if sum(it.sizes[name] for name in names) > MOST_BYTES:
            raise TooLarge("The transcripts in this zip are more than 32 MB. Bring them in a few at a time.")
        files = [
            Packed.model_construct(name=" ".join(PurePosixPath(name).parts), content=it.read(name)) for name in names
        ]
        return Unpacked(transcripts=files, others=sorted(set(it.sizes) - set(names)))
