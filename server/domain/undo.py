"""Undo and redo: one's own last step in a place, taken back if what it left is still so."""

from collections.abc import Callable, Iterator
from typing import Any

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.codebook import refuse_misfit
from server.domain.corrections import needs_words
from server.domain.deeds import changes_of, last_deed, last_undoing, needs_deeds
from server.domain.events import Happening
from server.domain.excerpts import needs_told, told
from server.domain.nouns import Annotation, Code, Deed, Reply, Retreat, Segment, Source, Stance
from server.domain.reversing import ChangedMeanwhile, needs_reversing, reverse
from server.domain.rows import KEYS, Need, Rows, Those
from server.errors import NotReady, Refusal

# One's own words can be taken back whatever one's role is now; for all else one needs the right to do it.
_OWN = {"annotate": "remove_annotation", "reply": "drop_stance", "take_stance": "drop_stance"}

Row = dict[str, Any] | None


class Answered(NotReady):
    """Somebody answered this meanwhile, so it is not undone. You can still remove it by hand."""


def needs_nothing_else(it: c.Undo | c.Redo, rows: Rows) -> Iterator[Need]:
    """What it needs follows from what that person did."""
    return iter(())


def needs_undo(it: c.Undo | c.Redo, rows: Rows, actor: Actor) -> Iterator[Need]:
    yield from needs_deeds(actor, it)
    if it.source:
        yield from needs_told(rows, it.source)
    try:
        deed = _deed(rows, actor, it)
    except Refusal:
        return
    for kind, before, after in changes_of(deed):
        known: Any = before or after
        yield kind, tuple(known[field] for field in KEYS[kind])
        if kind is Annotation:
            yield Reply, Those("annotation", known["id"])
            yield Stance, Those("annotation", known["id"])
        if kind is Code:
            yield Code, Those()
    for segment in deed.segments:
        yield from needs_words(rows, str(deed.source), segment)
        yield from needs_reversing(rows, str(deed.source), segment)


def _deed(rows: Rows, actor: Actor, it: c.Undo | c.Redo) -> Deed:
    return last_undoing(rows, actor, it) if isinstance(it, c.Redo) else last_deed(rows, actor, it)


def decide_undo(it: c.Undo | c.Redo, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, rows.find(Retreat, it.retreat).id)
    deed = _deed(rows, actor, it)
    access(actor, _OWN.get(deed.kind, deed.kind), it.retreat if deed.source else None, actor.id)
    if deed.segments:
        source = rows.find(Source, str(deed.source))
        return [one for body in reverse(rows, actor, source, deed, it.id, at) for one in told(rows, source, body)]
    changes = changes_of(deed)
    if any(not _stands(rows, *change) for change in changes):
        raise ChangedMeanwhile
    bodies = [_BACK[kind](rows, before, after) for kind, before, after in changes if kind is not Segment]
    bodies += _segments_back(changes)
    return [one for body in bodies for one in _told(rows, it, deed, body)]


def _told(rows: Rows, it: c.Undo | c.Redo, deed: Deed, body: object) -> list[Happening]:
    if deed.source is None:  # the codebook
        return [Happening(body, "programme")]
    return [Happening(body, "retreat", it.retreat, deed.source)]


def _stands(rows: Rows, kind: type[Any], before: Row, after: Row) -> bool:
    """Whether this row is still what the deed left."""
    known: Any = before or after
    now = rows.get(kind, *(known[field] for field in KEYS[kind]))
    if now is None or after is None:
        return now is None and after is None
    return bool(now.model_dump(mode="json", include=set(after)) == after)


def _annotation_back(rows: Rows, before: Row, after: Row) -> object:
    known: Any = before or after
    annotation = rows.find(Annotation, known["id"])
    replies = sorted(rows.those(Reply, "annotation", annotation.id), key=lambda it: (it.at, it.id))
    if before is not None and not before["removed"]:
        if not annotation.removed:
            return e.AnnotationPlaced(annotation=annotation.id, passage=Annotation(**before).passage)
        stances = sorted(rows.those(Stance, "annotation", annotation.id), key=lambda it: (it.at, it.member))
        standing = annotation.model_copy(update={"removed": False})
        return e.AnnotationRestored(annotation=standing, replies=replies, stances=stances)
    if any(reply.author != annotation.author for reply in replies):
        raise Answered
    return e.AnnotationRemoved(annotation=annotation.id)


def _reply_back(rows: Rows, before: Row, after: Row) -> object:
    if before is not None:
        return e.Replied(reply=Reply(**before))
    known: Any = after
    return e.ReplyRemoved(reply=known["id"], annotation=known["annotation"])


def _stance_back(rows: Rows, before: Row, after: Row) -> object:
    if before is not None:
        return e.StanceTaken(stance=Stance(**before))
    known: Any = after
    return e.StanceDropped(annotation=known["annotation"], member=known["member"])


def _code_back(rows: Rows, before: Row, after: Row) -> object:
    """A code that was made stays for the marks that have it, and is no longer offered."""
    if before is not None:
        code = Code(**before)
        refuse_misfit(rows, rows.find(Code, code.id), code)
        return e.CodeChanged(code=code)
    return e.CodeChanged(code=Code(**{**(after or {}), "retired": True}))


_BACK: dict[type[Any], Callable[[Rows, Row, Row], object]] = {
    Annotation: _annotation_back,
    Reply: _reply_back,
    Stance: _stance_back,
    Code: _code_back,
}


def _segments_back(changes: list[tuple[type[Any], Row, Row]]) -> Iterator[object]:
    """Who spoke, and what was checked: an event for all segments that go back to the same."""
    for field in ("speaker", "checked_by"):
        back: dict[str | None, list[Any]] = {}
        for kind, before, after in changes:
            if kind is Segment and before and after and before[field] != after[field]:
                back.setdefault(before[field], []).append(before)
        for value, segments in back.items():
            about: Any = {"source": segments[0]["source"], "segments": [one["id"] for one in segments]}
            if field == "speaker":
                yield e.SpeakerAssigned(**about, speaker=value)
            else:
                yield e.SegmentsChecked(**about, by=value)
