"""What is in an archive: every file by name, and how each is made."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Literal

from server.archive.formats.captions import srt, vtt
from server.archive.formats.csv_table import csv_table
from server.archive.formats.plain import txt
from server.archive.formats.tables import Row, Table, tables
from server.archive.formats.workbook import xlsx
from server.archive.names import Names
from server.archive.options import Options
from server.archive.packing import Entry
from server.archive.readme import readme
from server.archive.retreat_json import retreat_json
from server.archive.taken import Taken


@dataclass(frozen=True)
class File:
    """A file of the archive, and its row in files.csv: what it holds, and of which recording or text (`id`)."""

    entry: Entry
    holds: Literal["captions", "text", "document", "sound"]
    title: str
    session: str
    id: str


def of_retreat(taken: Taken, options: Options) -> list[Entry]:
    """The files of one retreat, or of a part of one: README.txt first, then by name."""
    return _with_readme(partial(readme, [taken], options), _files(taken, options))


def of_programme(all_of_it: Sequence[Taken], options: Options) -> list[Entry]:
    """The same of several retreats of a programme, in a folder each."""
    names = Names()
    entries = []
    for taken in all_of_it:
        folder = f"retreats/{names.free(taken.frame.retreat.name)}"
        entries += [Entry(f"{folder}/{it.name}", it.make) for it in _files(taken, options)]
    return _with_readme(partial(readme, all_of_it, options), entries)


def _with_readme(make: Callable[[], bytes], entries: list[Entry]) -> list[Entry]:
    return [Entry("README.txt", make), *sorted(entries, key=lambda it: it.name)]


def _files(taken: Taken, options: Options) -> list[Entry]:
    """All data of a retreat, and what is made of it for people and other programs."""
    files = [*_texts(taken, options), *(_sounds(taken) if options.sound else ())]
    shown = [*tables(taken), _list_of(files)]
    return [
        Entry("retreat.json", partial(retreat_json, taken)),
        *(it.entry for it in files),
        *(Entry(f"{it.file}.csv", partial(csv_table, it)) for it in shown),
        Entry("workbook.xlsx", partial(_workbook, taken)),
    ]


def _workbook(taken: Taken) -> bytes:
    return xlsx(tables(taken), taken.frame.retreat.name, taken.at)


def _list_of(files: list[File]) -> Table:
    rows: list[Row] = [[it.entry.name, it.holds, it.title, it.session, it.id] for it in files]
    return Table("Files", ("file", "holds", "title", "session", "id"), rows)


def _texts(taken: Taken, options: Options) -> Iterator[File]:
    """Every text in each format that can hold it; those of one text have one name."""
    from server.archive.formats.word import docx  # its library takes memory that only who packs has use for

    names = {"transcript": Names(), "excerpt": Names()}
    for it in taken.sources:
        about = (it.source.title, taken.session_name(it.source), it.source.id)
        stem = f"{it.source.kind}s/{names[it.source.kind].free(it.source.title)}"
        yield File(Entry(f"{stem}.txt", partial(txt, taken, it)), "text", *about)
        yield File(Entry(f"{stem}.docx", partial(docx, taken, it, options.marks)), "document", *about)
        if it.timed:
            yield File(Entry(f"{stem}.vtt", partial(vtt, taken, it)), "captions", *about)
            yield File(Entry(f"{stem}.srt", partial(srt, taken, it)), "captions", *about)


def _sounds(taken: Taken) -> Iterator[File]:
    """The recordings whose sound may leave, as they came."""
    names, recordings = Names(), {it.id: it for it in taken.frame.recordings}
    sessions = {it.id: it.name for it in taken.frame.sessions}
    for sound in taken.sounds:
        if sound.file:
            it = recordings[sound.recording]
            name = f"sound/{names.free(it.name)}{_ending(it.filename)}"
            yield File(Entry(name, sound.file), "sound", it.name, sessions.get(it.session, ""), it.id)


def _ending(filename: str) -> str:
    """The ending of a file's name, where it looks like one."""
    ending = PurePath(filename).suffix
    return ending.lower() if ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= 6 else ""
