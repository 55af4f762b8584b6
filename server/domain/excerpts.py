"""Outcome excerpts: they belong to the programme, and are placed in the retreats that read them."""

import re
from collections.abc import Iterator
from uuid import UUID, uuid5

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Organisation, Placement, Retreat, Revision, Sector, Segment, SegmentText, Source, Step
from server.domain.programmes import refuse_taken
from server.domain.rows import Need, Rows, Those
from server.errors import AlreadyThere, NotFound, NoWords


def paragraphs(text: str) -> list[str]:
    """Paragraphs as they came, without the empty lines between them: offsets stay those of the given text."""
    return [part for part in re.split(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)\s*", text) if part.strip()]


ABOUT = {"title", "organisation", "sector", "setting", "outcome", "recorded_on"}


def needs_add_excerpt(it: c.AddExcerpt | c.ChangeExcerpt, rows: Rows) -> Iterator[Need]:
    yield Source, (it.source,)
    if it.organisation:
        yield Organisation, (it.organisation,)
    if it.sector:
        yield Sector, (it.sector,)


def _find_where_it_is_from(it: c.AddExcerpt | c.ChangeExcerpt, rows: Rows) -> None:
    if it.organisation:
        rows.find(Organisation, it.organisation)
    if it.sector:
        rows.find(Sector, it.sector)


def decide_add_excerpt(it: c.AddExcerpt, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Source, it.source)
    _find_where_it_is_from(it, rows)
    about = it.model_dump(include=ABOUT)
    source = Source(id=it.source, kind="excerpt", **about)
    segments = [
        SegmentText(id=str(uuid5(UUID(it.source), str(n))), source=it.source, position=n, revision=it.id, text=text)
        for n, text in enumerate(paragraphs(it.text))
    ]
    if not segments:
        raise NoWords
    return [Happening(e.ExcerptAdded(source=source, segments=segments), "curators", source=it.source)]


def needs_change_excerpt(it: c.ChangeExcerpt, rows: Rows) -> Iterator[Need]:
    yield from needs_add_excerpt(it, rows)
    yield Placement, Those("source", it.source)


def decide_change_excerpt(it: c.ChangeExcerpt, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Those who curate hear of it, and each retreat that reads it."""
    access(actor, it.type)
    _find_where_it_is_from(it, rows)
    before = find_excerpt(rows, it.source)
    changes = it.model_dump(include=ABOUT, exclude_none=True)
    source = before.model_copy(update={field: value or None for field, value in changes.items()})
    if source == before:
        return []
    return told(rows, source, e.ExcerptChanged(source=source))


def needs_told(rows: Rows, source: str) -> Iterator[Need]:
    """A source, and the retreats that read it."""
    yield Source, (source,)
    yield Placement, Those("source", source)
    found = rows.get(Source, source)
    retreats = {placed.retreat for placed in rows.those(Placement, "source", source)}
    yield from ((Retreat, (retreat,)) for retreat in retreats | ({found.retreat} if found and found.retreat else set()))


def told(rows: Rows, source: Source, body: object) -> list[Happening]:
    """What happened to a source, for everyone who reads it: a transcript's retreat; those who curate excerpts, and
    each retreat that reads this one."""
    if source.kind == "transcript":
        return [Happening(body, "retreat", source.retreat, source.id)]
    retreats = sorted(placed.retreat for placed in rows.those(Placement, "source", source.id))
    here = [Happening(body, "retreat", retreat, source.id) for retreat in retreats]
    return [Happening(body, "curators", source=source.id), *here]


def find_excerpt(rows: Rows, id: str) -> Source:
    """The excerpt, or NotFound: a transcript is none."""
    source = rows.find(Source, id)
    if source.kind != "excerpt":
        raise NotFound
    return source


def needs_place_excerpt(it: c.PlaceExcerpt, rows: Rows) -> Iterator[Need]:
    yield Source, (it.source,)
    yield Retreat, (it.retreat,)
    yield Placement, (it.retreat, it.source)
    yield Segment, Those("source", it.source)
    for segment in rows.those(Segment, "source", it.source):
        yield Revision, (segment.id, segment.revision)
        yield Step, Those("segment", segment.id)


def decide_place_excerpt(it: c.PlaceExcerpt, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Retreat, it.retreat)
    source = find_excerpt(rows, it.source)
    if rows.get(Placement, it.retreat, it.source):
        raise AlreadyThere("This excerpt is in this retreat already.")
    segments = rows.those(Segment, "source", it.source)
    texts = [
        SegmentText(**s.model_dump(), text=rows.find(Revision, s.id, s.revision).text)
        for s in sorted(segments, key=lambda s: s.position)
    ]
    steps = [step for s in texts for step in sorted(rows.those(Step, "segment", s.id), key=lambda step: step.n)]
    body = e.ExcerptPlaced(source=source, segments=texts, steps=steps)
    return [Happening(body, "retreat", it.retreat, it.source)]


def needs_unplace_excerpt(it: c.UnplaceExcerpt, rows: Rows) -> Iterator[Need]:
    yield Placement, (it.retreat, it.source)


def decide_unplace_excerpt(it: c.UnplaceExcerpt, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Placement, it.retreat, it.source)
    body = e.ExcerptUnplaced(source=it.source, retreat=it.retreat)
    return [Happening(body, "retreat", it.retreat, it.source)]


def put_segments(segments: list[SegmentText], rows: Rows) -> None:
    """Segments and the revision that holds their words."""
    for segment in segments:
        rows.put(Segment(**segment.model_dump(exclude={"text"})))
        rows.put(Revision(segment=segment.id, id=segment.revision, text=segment.text))


def apply_excerpt_added(body: e.ExcerptAdded, rows: Rows) -> None:
    rows.put(body.source)
    put_segments(body.segments, rows)


def apply_excerpt_placed(body: e.ExcerptPlaced, rows: Rows, retreat: str) -> None:
    rows.put(Placement(retreat=retreat, source=body.source.id))


def apply_excerpt_changed(body: e.ExcerptChanged, rows: Rows) -> None:
    rows.put(body.source)


def apply_excerpt_unplaced(body: e.ExcerptUnplaced, rows: Rows) -> None:
    rows.drop(Placement, body.retreat, body.source)
