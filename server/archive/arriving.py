"""An archive as it arrives: opened safely, whole, of one piece; what it holds, in numbers."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from server.archive.document import Document, read_document
from server.archive.merging import merged
from server.archive.opening import DOCUMENT, NotAnArchive, Opened, WrongChecksum, wrong_checksums
from server.archive.replay import problems
from server.domain.nouns import Closed
from server.errors import Malformed

FILES = "files.csv"
"""Which file of a retreat's folder holds what, and of which recording."""


class DoesNotFit(Malformed):
    """This archive contradicts itself, and was not brought back. Fetch it again from where it came."""

    def __init__(self, found: Sequence[str] = ()) -> None:
        super().__init__()
        self.args = (" ".join([self.message, *found]),)


@dataclass(frozen=True)
class Archive:
    """The document of an archive, and by recording the name of the file that holds its sound."""

    document: Document
    sounds: Mapping[str, str]


class Holds(Closed):
    """What an archive holds. `minutes` are of the recordings; `sounds` of them come with their sound."""

    programme: str
    taken_at: str
    retreats: list[str]
    people: int
    texts: int
    marks: int
    memos: int
    recordings: int
    sounds: int
    minutes: int
    events: int


def read_archive(opened: Opened) -> Archive:
    """What is in these files; NotAnArchive, WrongChecksum, DoesNotFit, and what opening and reading them raise."""
    names = [it for it in opened.sizes if PurePosixPath(it).name == DOCUMENT]
    if not names:
        raise NotAnArchive
    if wrong := wrong_checksums(opened):
        raise WrongChecksum(" ".join([WrongChecksum().message, *wrong[:20]]))
    document = merged([read_document(opened.read(it)) for it in sorted(names)])
    if found := problems(document):
        raise DoesNotFit(found)
    folders = [name.removesuffix(DOCUMENT) for name in names]
    sounds = {id: name for folder in folders for id, name in _sounds(opened, folder)}
    return Archive(document, {it.id: sounds[it.id] for it in document.state.recordings if it.id in sounds})


def holds(archive: Archive) -> Holds:
    state = archive.document.state
    return Holds(
        programme=archive.document.programme.name,
        taken_at=archive.document.exported_at,
        retreats=[it.name for it in sorted(state.retreats, key=lambda it: (it.starts_on, it.id))],
        people=len(state.members),
        texts=len(state.sources),
        marks=len(state.annotations),
        memos=len(state.memos),
        recordings=len(state.recordings),
        sounds=len(archive.sounds),
        minutes=round(sum(it.duration or 0 for it in state.recordings) / 60),
        events=len(archive.document.ledger),
    )


def _sounds(opened: Opened, folder: str) -> list[tuple[str, str]]:
    """(recording, file) of what the folder's list of files says that there is, and is."""
    if f"{folder}{FILES}" not in opened.sizes:
        return []
    table = io.StringIO(opened.read(f"{folder}{FILES}").decode("utf-8-sig", errors="replace"), newline="")
    named = [(row.get("id") or "", f"{folder}{row.get('file')}", row.get("holds")) for row in csv.DictReader(table)]
    return [(id, name) for id, name, holds in named if holds == "sound" and name in opened.sizes]
