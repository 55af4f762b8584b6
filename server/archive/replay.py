"""What the ledger of an archive makes of nothing, and whether the archive is of one piece: what it says there is, is
what its ledger led to, and every passage lies within its words."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from server.archive.document import Document, Entry, key_of
from server.domain.apply import apply_
from server.domain.events import AnnotationMade, AnnotationPlaced, AnnotationRestored, Happening
from server.domain.nouns import Closed, Member, Revision, Segment, SegmentText, WordTimes
from server.domain.parts import Revisions
from server.domain.rows import KEYS, Key, Kind, Rows
from server.errors import Malformed, NotFound

MOST_PROBLEMS = 50
"""What is wrong with one archive is told up to this many times."""

Touched = dict[tuple[Kind, Key], Closed | None]


class Incomplete(Malformed):
    """Something in this archive is about what is not in it. Fetch it again from where it came."""


def replay(ledger: Sequence[Entry], new: Sequence[bool]) -> tuple[Rows, Touched]:
    """The rows that these events lead to, and those that the `new` ones among them change, as they are before."""
    rows, touched = Rows(), Touched()
    for entry, is_new in zip(ledger, new, strict=True):
        rows.journal.clear()
        try:
            apply_(Happening(entry.body, entry.audience, entry.retreat, entry.source), rows)
        except NotFound:
            raise Incomplete(f"{Incomplete().message} (event {entry.seq}: {entry.body.type})") from None
        if is_new:
            for at, (before, _) in rows.journal.items():
                touched.setdefault(at, before)
    return rows, touched


def problems(document: Document) -> list[str]:
    """What does not fit in an archive whose shapes all do, a line each; nothing for one that can be brought back."""
    try:
        rows, _ = replay(document.ledger, [False] * len(document.ledger))
    except Incomplete as incomplete:
        return [incomplete.message]
    found = [*_double(document), *_not_led_to(document, rows), *_past_the_end(document, rows)]
    return found if len(found) <= MOST_PROBLEMS else [*found[:MOST_PROBLEMS], f"And {len(found) - MOST_PROBLEMS} more."]


def _double(document: Document) -> Iterator[str]:
    seqs = [entry.seq for entry in document.ledger]
    if any(later <= earlier for earlier, later in pairwise(seqs)):
        yield "The events of its ledger are not in order."
    for name, nouns in _lists(document):
        if len({key_of(it) for it in nouns}) < len(nouns):
            yield f"Two of its {_words(name)} have the same id."


def _not_led_to(document: Document, rows: Rows) -> Iterator[str]:
    """What there is and does not follow from the ledger. Of people, a ledger that is not a steward's says less."""
    for name, nouns in _lists(document):
        for it in nouns:
            if not isinstance(it, Member) and not all(_has(rows, row) for row in _rows_of(it)):
                where = " ".join(map(str, key_of(it)))
                yield f"One of its {_words(name)} is not what its ledger led to ({where})."


def _past_the_end(document: Document, rows: Rows) -> Iterator[str]:
    passages = {it.id: it.passage for it in document.state.annotations}
    told = [(entry.seq, entry.body) for entry in document.ledger]
    marks = [(f"mark {id}", passage) for id, passage in passages.items()]
    marks += [(f"event {seq}", body.passage) for seq, body in told if isinstance(body, AnnotationPlaced)]
    made = (AnnotationMade, AnnotationRestored)
    marks += [(f"event {seq}", body.annotation.passage) for seq, body in told if isinstance(body, made)]
    gone = _erased_sources(document)
    for what, passage in marks:
        ends = (passage.start, passage.end)
        if passage.source not in gone and not all(_lies_within(rows, passage.source, it) for it in ends):
            yield f"A passage does not lie within its words ({what})."
    for times in document.state.words:
        revision = rows.get(Revision, times.segment, times.revision)
        length = len(revision.text) if revision else 0
        if any(offset < 0 or size < 0 or offset + size > length for offset, size, *_ in times.words):
            yield f"Times of words lie outside of their words (segment {times.segment})."


def _erased_sources(document: Document) -> set[str]:
    return {str(it.source) for it in document.ledger if it.body.type in ("erased", "recording_deleted")}


def _lies_within(rows: Rows, source: str, place: Any) -> bool:
    segment, revision = rows.get(Segment, place.segment), rows.get(Revision, place.segment, place.revision)
    if segment is None or revision is None or segment.source != source:
        return False
    return place.offset <= len(revision.text) or segment.withdrawn


def _has(rows: Rows, row: Closed) -> bool:
    return rows.get(type(row), *(getattr(row, field) for field in KEYS[type(row)])) == row


def _rows_of(it: Any) -> Iterable[Closed]:
    """The rows that hold this; word times travel beside the ledger, and follow from nothing."""
    if isinstance(it, SegmentText):
        shown = {name: getattr(it, name) for name in Segment.model_fields}
        return [Segment.model_construct(**shown), Revision(segment=it.id, id=it.revision, text=it.text)]
    if isinstance(it, Revisions):
        return [Revision(segment=it.segment, id=one.id, text=one.text) for one in it.revisions]
    return [] if isinstance(it, WordTimes) else [it]


def _lists(document: Document) -> Iterator[tuple[str, list[Any]]]:
    return ((name, getattr(document.state, name)) for name in type(document.state).model_fields)


def _words(name: str) -> str:
    return name.replace("_", " ")
