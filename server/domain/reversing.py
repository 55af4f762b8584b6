"""Undoing a correction, a cut or a join: its edits are reversed over whatever came later, or it is refused."""

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

import orjson

from server.domain.access import Actor
from server.domain.corrections import access_segment, access_words, needs_words
from server.domain.edits import Replaced, after, replaced
from server.domain.moving import moved
from server.domain.nouns import Cut, Deed, Edit, Passage, Place, Revision, Segment, SegmentText, Source, Step, Word
from server.domain.revising import Revising, steps_of, steps_since
from server.domain.rows import Need, Rows, Those
from server.domain.segments import join, split
from server.errors import NotReady


class ChangedMeanwhile(NotReady):
    """Somebody changed this meanwhile, so it is not undone. Look at it as it is now, and change it by hand."""


def needs_reversing(rows: Rows, source: str, segment: str) -> Iterator[Need]:
    """The revisions of a segment, and the segments that its words went to or came from."""
    yield Revision, Those("segment", segment)
    for step in steps_of(rows, segment):
        other = step.cut.segment if step.cut else step.joined.segment if step.joined else None
        if other:
            yield from needs_words(rows, source, other)


def reverse(rows: Rows, actor: Actor, source: Source, deed: Deed, command: str, at: str) -> list[object]:
    access_words(rows, actor, deed.kind, source.id)
    revised = Revising(source, command, actor, at)
    for segment in deed.segments:
        step = next((one for one in steps_of(rows, segment) if one.id == deed.made_by), None)
        if step is not None and step.joined is None:  # what was joined comes back with what it was joined to
            _undo(rows, revised, access_segment(rows, actor, source, segment), step, deed)
    bodies = revised.bodies()
    if not bodies:
        raise ChangedMeanwhile
    return bodies


def _undo(rows: Rows, revised: Revising, segment: SegmentText, step: Step, deed: Deed) -> None:
    if any(one.cut or one.joined for one in _in_force(steps_since(rows, segment.id, step.id))):
        raise ChangedMeanwhile
    joined = _joined_by(rows, step)
    if step.cut:
        _join_again(rows, revised, segment, step, step.cut)
    elif joined:
        _split_again(rows, revised, segment, step, joined)
    else:
        _reverse(rows, revised, segment, step, deed)


def _in_force(steps: list[Step]) -> list[Step]:
    """Without those that were undone, and their undoing."""
    undone = {step.undoes for step in steps if step.undoes} & {step.id for step in steps}
    return [step for step in steps if step.id not in undone and step.undoes not in undone]


def _joined_by(rows: Rows, step: Step) -> Step | None:
    """The step of the segment that was joined to this one by the same command."""
    return next((one for one in rows.all(Step) if one.id == step.id and one.joined), None)


def _before(rows: Rows, step: Step) -> str:
    """The words before a step."""
    steps = steps_of(rows, step.segment)
    later = {one.id for one in steps}
    first = next(one.id for one in rows.those(Revision, "segment", step.segment) if one.id not in later)
    revisions = [first, *(one.id for one in steps)]
    id = next(one for one, next_ in pairwise(revisions) if next_ == step.id)
    return rows.find(Revision, step.segment, id).text


def _join_again(rows: Rows, revised: Revising, segment: SegmentText, step: Step, cut: Cut) -> None:
    other = rows.find(Segment, cut.segment)
    if other.joined_into or any(one.cut for one in _in_force(steps_since(rows, other.id, step.id))):
        raise ChangedMeanwhile
    second = SegmentText(**other.model_dump(), text=rows.find(Revision, other.id, other.revision).text)
    join(rows, revised, segment, second, _before(rows, step)[cut.at : cut.start], undoes=step.id)


def _split_again(rows: Rows, revised: Revising, segment: SegmentText, step: Step, joined: Step) -> None:
    assert joined.joined is not None
    upto, start = len(_before(rows, step)), joined.joined.shift
    cut = Cut(
        segment=joined.segment,
        at=_now(rows, segment, step, upto, upto)[1],
        start=_now(rows, segment, step, start, start)[0],
    )
    if cut.at > cut.start:
        raise ChangedMeanwhile
    split(rows, revised, segment, cut, position=0, undoes=step.id)


def _reverse(rows: Rows, revised: Revising, segment: SegmentText, step: Step, deed: Deed) -> None:
    before = _before(rows, step)
    changes: list[Replaced] = []
    edits: list[Edit] = []
    for (a, b, length), (at, upto) in zip(step.edits, after(step.edits), strict=True):
        start, end = _now(rows, segment, step, at, upto)
        if end - start != length:
            raise ChangedMeanwhile
        changes.append(Replaced(start, end, before[a:b]))
        edits.append((start, end, b - a))
    text = replaced(segment.text, changes)
    # Where nothing else was changed, the times are those of before too.
    times = orjson.loads(deed.times).get(segment.id) if text == before else None
    words = None if times is None else [cast(Word, tuple(word)) for word in times]
    revised.words(rows, segment, text, edits, words, undoes=step.id)


def _now(rows: Rows, segment: SegmentText, step: Step, start: int, end: int) -> tuple[int, int]:
    """Where what stood there after this step stands now, if nothing has touched it."""
    first, last = (Place(segment=segment.id, revision=step.id, offset=offset) for offset in (start, end))
    passage = Passage(source=segment.source, start=first, end=last)
    now = moved(passage, lambda id: steps_of(rows, id))
    here = [place.offset for place in (now.passage.start, now.passage.end) if place.segment == segment.id]
    # Where nothing stands, a cut sends the start with the second part, and leaves the end with the first: one will do.
    if now.doubts or len(here) < (1 if start == end else 2):
        raise ChangedMeanwhile
    return here[0], here[-1]
