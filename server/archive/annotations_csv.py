"""Annotations as a table: a row each; replies, and how others see it, in rows below (RFC 4180, UTF-8 with the mark
that Excel needs)."""

import csv
import io

from server.archive.taken import Taken, TakenSource
from server.domain.nouns import Annotation, Reply, Stance

COLUMNS = (
    "source",
    "kind",
    "quote",
    "needs_review",
    "speaker",
    "code",
    "text",
    "person",
    "organisation",
    "sector",
    "start",
    "end",
    "at",
    "annotation",
    "reply",
)
_STANCES = {"agree": "sees it the same", "differ": "sees it differently", "unsure": "is unsure"}
# A spreadsheet would run what begins like this. A leading apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def annotations_csv(taken: Taken) -> bytes:
    """The table; `start` and `end` are seconds of the recording, where the source has one; `speaker` is whoever says
    the first of the words, and a mark whose words were corrected since may need a look."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for source in taken.sources:
        for annotation in source.annotations:
            writer.writerow(map(cell, _annotation(taken, source, annotation)))
            for reply in source.replies:
                if reply.annotation == annotation.id:
                    writer.writerow(map(cell, _reply(taken, source, annotation, reply)))
            for stance in source.stances:
                if stance.annotation == annotation.id:
                    writer.writerow(map(cell, _stance(taken, source, annotation, stance)))
    return table.getvalue().encode("utf-8-sig")


def cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _annotation(taken: Taken, source: TakenSource, it: Annotation) -> list[object]:
    by_id = {segment.id: segment for segment in source.segments}
    code = taken.code(it.code).name if it.code else None
    now = source.moved(it)
    first = by_id[now.passage.start.segment]
    times = [first.start, by_id[now.passage.end.segment].end]
    speaker = taken.speaker(first.speaker) if first.speaker else None
    kind = "comment" if it.code is None else "code"
    about = [
        source.source.title,
        kind,
        source.quote(it),
        "yes" if now.needs_review else None,
        speaker,
        code,
        it.comment,
    ]
    return [*about, *person(taken, it.author), *times, it.at, it.id, None]


def _reply(taken: Taken, source: TakenSource, to: Annotation, it: Reply) -> list[object]:
    about = [source.source.title, "reply", source.quote(to), None, None, None, it.text]
    return [*about, *person(taken, it.author), None, None, it.at, to.id, it.id]


def _stance(taken: Taken, source: TakenSource, to: Annotation, it: Stance) -> list[object]:
    about = [source.source.title, _STANCES[it.view], source.quote(to), None, None, None, it.reason]
    return [*about, *person(taken, it.member), None, None, it.at, to.id, None]


def person(taken: Taken, id: str) -> list[object]:
    """Name, organisation and sector of somebody, as far as they are known."""
    member = taken.person(id)
    if member is None:
        return [None, None, None]
    organisation = next((it for it in taken.frame.organisations if it.id == member.organisation), None)
    if organisation is None:
        return [member.name, None, None]
    return [member.name, organisation.name, next(it.name for it in taken.frame.sectors if it.id == organisation.sector)]
