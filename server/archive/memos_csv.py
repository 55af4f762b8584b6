"""Shared memos as a table, a row each: what each is about, and who wrote it (RFC 4180, UTF-8 with the mark that Excel
needs)."""

import csv
import io

from server.archive.annotations_csv import cell, person
from server.archive.taken import Taken
from server.domain.nouns import Annotation, Memo

COLUMNS = (
    "about",
    "title",
    "quote",
    "text",
    "person",
    "organisation",
    "sector",
    "at",
    "changed_at",
    "memo",
    "about_id",
)
_ABOUT = {"retreat": "retreat", "session": "session", "source": "text", "annotation": "mark", "code": "code"}


def memos_csv(taken: Taken) -> bytes:
    """The table, oldest first; `about_id` is, for a mark, its `annotation` in annotations.csv."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for memo in sorted(taken.frame.memos, key=lambda it: (it.at, it.id)):
        writer.writerow(map(cell, _memo(taken, memo)))
    return table.getvalue().encode("utf-8-sig")


def _memo(taken: Taken, it: Memo) -> list[object]:
    about = [_ABOUT[it.about], _title(taken, it), _quote(taken, it), it.text]
    return [*about, *person(taken, it.author), it.at, it.changed_at, it.id, it.about_id]


def _title(taken: Taken, it: Memo) -> str | None:
    """What it is about is called; none for what is not there any more."""
    if it.about == "retreat":
        return taken.frame.retreat.name
    if it.about == "code":
        return taken.code(it.about_id).name
    if it.about == "session":
        return next((one.name for one in taken.frame.sessions if one.id == it.about_id), None)
    return next((one.title for one in taken.frame.sources if one.id == it.source), None)


def _quote(taken: Taken, it: Memo) -> str | None:
    found = ((source, mark) for source in taken.sources for mark in source.annotations if mark.id == it.about_id)
    source, mark = next(found, (None, None))
    return source.quote(mark) if source and isinstance(mark, Annotation) else None
