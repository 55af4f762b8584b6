"""Segments cut in two, joined to one, and checked."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor
from server.domain.corrections import CutMeanwhile, access_segment, access_words, needs_words
from server.domain.edits import shifted
from server.domain.events import Happening
from server.domain.excerpts import needs_told, told
from server.domain.nouns import Cut, Joined, Segment, SegmentText, Word, WordTimes
from server.domain.passages import splits_character
from server.domain.programmes import refuse_taken
from server.domain.revising import Revising
from server.domain.rows import Need, Rows, Those
from server.errors import NotFound, NotReady


class NoPlaceToCut(NotReady):
    """There are no words on one side of this place, so there is nothing to split. Choose a place between two words."""


class NotNeighbours(NotReady):
    """Only a piece of text and the one that follows it can be joined. Reload the page if they look like neighbours."""


def needs_split_segment(it: c.SplitSegment, rows: Rows) -> Iterator[Need]:
    yield Segment, (it.segment,)
    yield Segment, (it.into,)
    if found := rows.get(Segment, it.segment):
        yield from needs_words(rows, found.source, found.id)


def needs_join_segments(it: c.JoinSegments, rows: Rows) -> Iterator[Need]:
    yield Segment, (it.segment,)
    if found := rows.get(Segment, it.segment):
        yield from needs_words(rows, found.source, found.id)
        yield from needs_words(rows, found.source, it.next)


def needs_neighbours(it: c.SplitSegment | c.JoinSegments, rows: Rows) -> Iterator[Need]:
    """All segments of its source: much, and read for nobody who may not do this."""
    if found := rows.get(Segment, it.segment):
        yield Segment, Those("source", found.source)


def following(rows: Rows, segment: Segment) -> Iterator[Segment]:
    """The segments after this one, in order, those that were joined into others too."""
    later = (it for it in rows.those(Segment, "source", segment.source) if it.position > segment.position)
    return iter(sorted(later, key=lambda it: it.position))


def decide_split_segment(it: c.SplitSegment, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    source = access_words(rows, actor, it.type, rows.find(Segment, it.segment).source)
    segment = access_segment(rows, actor, source, it.segment)
    refuse_taken(rows, Segment, it.into)
    if it.base != segment.revision:
        raise CutMeanwhile
    first, rest = segment.text[: it.at].rstrip(), segment.text[it.at :].lstrip()
    if not first.strip() or not rest or splits_character(segment.text, it.at):
        raise NoPlaceToCut
    revised = Revising(source, it.id, actor, at)
    cut = Cut(segment=it.into, at=len(first), start=len(segment.text) - len(rest))
    after = next(following(rows, segment), None)
    position = (segment.position + after.position) / 2 if after else segment.position + 0.5
    split(rows, revised, segment, cut, position)
    return [one for body in revised.bodies() for one in told(rows, source, body)]


def split(
    rows: Rows, revised: Revising, segment: SegmentText, cut: Cut, position: float, undoes: str | None = None
) -> None:
    """Give the words from the cut on to the segment that it names: a new one, or one that was joined into this."""
    times = rows.get(WordTimes, segment.id)
    words = times.words if times else []
    one = [word for word in words if word[0] < cut.at]
    two = [shifted(word, -cut.start) for word in words if word[0] >= cut.start]
    ends, starts = _times(segment, cut, one, two)
    revised.put(rows, segment, one, text=segment.text[: cut.at], end=ends, cut=cut, undoes=undoes)
    second = {"text": segment.text[cut.start :], "start": starts, "end": segment.end, "position": position}
    old = rows.get(Segment, cut.segment)
    if old is not None:
        again = SegmentText(**old.model_dump(), text="")
        revised.put(rows, again, two, **{**second, "position": old.position}, joined_into=None, undoes=undoes)
        return
    new = segment.model_copy(update={"id": cut.segment, "revision": revised.command, **second})
    revised.new(new, two)


def _times(segment: SegmentText, cut: Cut, one: list[Word], two: list[Word]) -> tuple[float | None, float | None]:
    """When the first part ends and the second begins, seconds: by their words, or else by their share of the text."""
    if segment.start is None or segment.end is None:
        return None, None
    if one and two:
        return one[-1][3], two[0][2]
    middle = segment.start + (segment.end - segment.start) * cut.at / max(1, len(segment.text))
    return middle, middle


def decide_join_segments(it: c.JoinSegments, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    source = access_words(rows, actor, it.type, rows.find(Segment, it.segment).source)
    segment, after = (access_segment(rows, actor, source, id) for id in (it.segment, it.next))
    if next((one.id for one in following(rows, segment) if not one.joined_into), None) != after.id:
        raise NotNeighbours
    revised = Revising(source, it.id, actor, at)
    join(rows, revised, segment, after, " " if segment.text and after.text else "")
    return [one for body in revised.bodies() for one in told(rows, source, body)]


def join(
    rows: Rows, revised: Revising, segment: SegmentText, after: SegmentText, between: str, undoes: str | None = None
) -> None:
    """Put the words of the one that follows behind this one's."""
    shift = len(segment.text) + len(between)
    one, two = ((found.words if (found := rows.get(WordTimes, id)) else []) for id in (segment.id, after.id))
    words = [*one, *(shifted(word, shift) for word in two)]
    end = max((it.end for it in (segment, after) if it.end is not None), default=None)
    revised.put(rows, segment, words, text=segment.text + between + after.text, end=end, undoes=undoes)
    gone = {"text": "", "joined_into": segment.id, "joined": Joined(segment=segment.id, shift=shift)}
    revised.put(rows, after, [], **gone, undoes=undoes)


def needs_check_segments(it: c.CheckSegments, rows: Rows) -> Iterator[Need]:
    yield from needs_told(rows, it.source)
    yield from ((Segment, (id,)) for id in it.segments)


def decide_check_segments(it: c.CheckSegments, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    source = access_words(rows, actor, it.type, it.source)
    segments = [rows.find(Segment, id) for id in dict.fromkeys(it.segments)]
    if source.kind == "excerpt" or any(one.source != source.id for one in segments):
        raise NotFound
    changed = [one.id for one in segments if bool(one.checked_by) != it.checked and not one.joined_into]
    if not changed:
        return []
    body = e.SegmentsChecked(source=source.id, segments=changed, by=actor.id if it.checked else None)
    return told(rows, source, body)


def apply_segments_checked(body: e.SegmentsChecked, rows: Rows) -> None:
    for id in body.segments:
        rows.put(rows.find(Segment, id).model_copy(update={"checked_by": body.by}))
