"""Outcome excerpts: they belong to the programme, and are placed in the retreats that read them."""

import re
from uuid import UUID, uuid5

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Organisation, Placement, Retreat, Revision, Segment, SegmentText, Source
from server.domain.programmes import refuse_taken
from server.domain.rows import Rows
from server.errors import AlreadyThere, NotFound, NoWords


def paragraphs(text: str) -> list[str]:
    """Paragraphs as they came, without the empty lines between them: offsets stay those of the given text."""
    return [part for part in re.split(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)\s*", text) if part.strip()]


def decide_add_excerpt(it: c.AddExcerpt, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Source, it.source)
    if it.organisation is not None:
        rows.find(Organisation, it.organisation)
    about = it.model_dump(include={"title", "organisation", "sector", "setting", "outcome"})
    source = Source(id=it.source, kind="excerpt", **about)
    segments = [
        SegmentText(id=str(uuid5(UUID(it.source), str(n))), source=it.source, position=n, revision=it.id, text=text)
        for n, text in enumerate(paragraphs(it.text))
    ]
    if not segments:
        raise NoWords
    return [Happening(e.ExcerptAdded(source=source, segments=segments), "curators", source=it.source)]


def decide_place_excerpt(it: c.PlaceExcerpt, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Retreat, it.retreat)
    source = rows.find(Source, it.source)
    if source.kind != "excerpt":
        raise NotFound
    if rows.get(Placement, it.retreat, it.source):
        raise AlreadyThere("This excerpt is in this retreat already.")
    segments = [segment for segment in rows.all(Segment) if segment.source == it.source]
    texts = [
        SegmentText(**s.model_dump(), text=rows.find(Revision, s.id, s.revision).text)
        for s in sorted(segments, key=lambda s: s.position)
    ]
    return [Happening(e.ExcerptPlaced(source=source, segments=texts), "retreat", it.retreat, it.source)]


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
