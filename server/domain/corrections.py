"""Correcting words: what becomes of a segment, of what others wrote meanwhile, and of the times of its words."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import CURATING, Actor, access, columns
from server.domain.edits import merged
from server.domain.events import Happening
from server.domain.excerpts import needs_told, put_segments, told
from server.domain.nouns import (
    Revision,
    Segment,
    SegmentText,
    Source,
    Step,
    Suggestion,
    WordTimes,
)
from server.domain.revising import Revising, steps_since
from server.domain.rows import Need, Rows, Those
from server.errors import NotFound, NotReady


class CutMeanwhile(NotReady):
    """These words were split or joined meanwhile. Look at them as they are now, and correct them there."""


class Checked(NotReady):
    """These words were checked, and stay as they are. Ask a researcher or a facilitator to correct them."""


class SaidNoMore(NotReady):
    """Whoever said these words took them back: nothing is written in their place."""


def access_words(rows: Rows, actor: Actor, name: str, id: str) -> Source:
    """The source, if this actor may do `name` with its words; those of an excerpt are for whoever curates."""
    source = rows.find(Source, id)
    if source.kind == "excerpt":
        access(actor, "change_excerpt")
    else:
        access(actor, name, source.retreat)
    return source


def needs_words(rows: Rows, source: str, segment: str) -> Iterator[Need]:
    """A segment with its words, how it came to have them, and who is told of it."""
    yield from needs_told(rows, source)
    yield Segment, (segment,)
    yield Step, Those("segment", segment)
    yield WordTimes, (segment,)
    if found := rows.get(Segment, segment):
        yield Revision, (segment, found.revision)


def needs_correct(it: c.Correct, rows: Rows) -> Iterator[Need]:
    for correction in it.corrections:
        yield from needs_words(rows, it.source, correction.segment)
        yield Revision, (correction.segment, correction.base)
    if it.settles:
        yield Suggestion, (it.settles,)


def access_segment(rows: Rows, actor: Actor, source: Source, id: str) -> SegmentText:
    """The segment of this source with its words as they are now, if this actor may change them."""
    segment = rows.find(Segment, id)
    if segment.source != source.id:
        raise NotFound
    if segment.joined_into:
        raise CutMeanwhile
    if segment.checked_by and not columns(actor, source.retreat) & CURATING:
        raise Checked
    return SegmentText(**segment.model_dump(), text=rows.find(Revision, id, segment.revision).text)


def decide_correct(it: c.Correct, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Different words that two people changed are merged; of the same words both versions are kept."""
    source = access_words(rows, actor, it.type, it.source)
    revised = Revising(source, it.id, actor, at)
    suggested: list[Suggestion] = []
    for correction in {one.segment: one for one in it.corrections}.values():
        segment = access_segment(rows, actor, source, correction.segment)
        if segment.withdrawn:
            raise SaidNoMore
        text, other = _together(rows, segment, correction)
        if text != segment.text:
            revised.words(rows, segment, text)
        if other is not None:
            suggested.append(_suggestion(it.id, revised.of(segment), other, actor, at))
    settled = _settled(rows, source, it.settles) if it.settles else []
    bodies = [*revised.bodies(), *(e.WordsSuggested(suggestion=one) for one in suggested), *settled]
    return [one for body in bodies for one in told(rows, source, body)]


def _together(rows: Rows, segment: SegmentText, it: c.Correction) -> tuple[str, str | None]:
    """The words with this correction, and the other version of them if it is about words that are others now."""
    if it.base == segment.revision:
        return it.text, None
    base = rows.find(Revision, segment.id, it.base).text
    if any(step.cut or step.joined for step in steps_since(rows, segment.id, it.base)):
        raise CutMeanwhile
    ours, theirs = merged(base, segment.text, it.text), merged(base, it.text, segment.text)
    return ours, theirs if theirs != ours else None


def _suggestion(command: str, now: SegmentText, text: str, actor: Actor, at: str) -> Suggestion:
    id = str(uuid5(UUID(command), now.id))
    about = {"source": now.source, "segment": now.id, "revision": now.revision}
    return Suggestion(id=id, **about, text=text, author=actor.id, at=at)


def needs_settle_suggestion(it: c.SettleSuggestion, rows: Rows) -> Iterator[Need]:
    yield Suggestion, (it.suggestion,)
    if found := rows.get(Suggestion, it.suggestion):
        yield from needs_told(rows, found.source)


def decide_settle_suggestion(it: c.SettleSuggestion, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    suggestion = rows.find(Suggestion, it.suggestion)
    source = access_words(rows, actor, it.type, suggestion.source)
    return [one for body in _settled(rows, source, suggestion.id) for one in told(rows, source, body)]


def _settled(rows: Rows, source: Source, suggestion: str) -> list[object]:
    """Somebody else may have chosen already."""
    found = rows.get(Suggestion, suggestion)
    if found is None or found.source != source.id:
        return []
    return [e.SuggestionSettled(suggestion=found.id, source=source.id)]


def apply_words_revised(body: e.WordsRevised, rows: Rows) -> None:
    put_segments(body.segments, rows)
    for step in body.steps:
        rows.put(step)
    for words in body.words:
        rows.put(words)


def apply_words_suggested(body: e.WordsSuggested, rows: Rows) -> None:
    rows.put(body.suggestion)


def apply_suggestion_settled(body: e.SuggestionSettled, rows: Rows) -> None:
    rows.drop(Suggestion, body.suggestion)
