"""Everything that one person gave in a retreat, read from the ledger: what they removed since is in it too."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, and_, or_, select

from server.domain import nouns
from server.domain.access import Actor
from server.domain.events import EVENT
from server.domain.nouns import Annotation, Memo, Passage, Reply, Stance
from server.domain.parts import Given, GivenThing, SaidThing
from server.domain.passages import quote
from server.domain.rows import Need, Rows, Those
from server.domain.withdrawing import access_own, speakers_of
from server.store.rows import TABLES, load
from server.store.tables import EventRow

_EVENT: Table = EventRow.__table__  # type: ignore[attr-defined]
_SEGMENT, _REVISION = TABLES[nouns.Segment], TABLES[nouns.Revision]
# The events that tell of something that somebody gave, by the field that holds it; and those after which it is
# gone, by its kind and the field that names it.
_TOLD = {"annotated": "annotation", "annotation_restored": "annotation", "annotation_withdrawn": "annotation"}
_TOLD |= {"replied": "reply", "stance_taken": "stance"}
_TOLD |= {"memo_written": "memo", "memo_changed": "memo", "memo_shared": "memo"}
_REMOVED = {
    "annotation_removed": ("mark", "annotation"),
    "reply_removed": ("reply", "reply"),
    "stance_dropped": ("stance", "annotation"),
    "memo_removed": ("memo", "memo"),
}

Key = tuple[str, str]


def given(connection: Connection, programme: str, actor: Actor, retreat: str) -> Given:
    """What this person gave there; NotFound for whoever never was there."""
    wanted: list[Need] = [(nouns.Retreat, (retreat,)), (nouns.Speaker, Those("retreat", retreat))]
    rows = load(connection, programme, [], [actor.id], also=wanted)
    access_own(rows, actor, retreat)
    found = [it for it in _found(connection, programme, actor, retreat).values() if not _is_gone(it[0])]
    for needed in (_marks, _words):
        load(connection, programme, [], [], also=[it for noun, _ in found for it in needed(noun, rows)], rows=rows)
    return Given(
        retreat=rows.find(nouns.Retreat, retreat),
        things=[_thing(rows, noun, removed) for noun, removed in found],
        said=_said(connection, programme, rows, actor, retreat),
    )


def _found(connection: Connection, programme: str, actor: Actor, retreat: str) -> dict[Key, tuple[Any, bool]]:
    """What they gave, as it was last, and whether it was removed; by kind and id."""
    one = [actor.id, *sorted(actor.doubles)]
    theirs = and_(_EVENT.c.type.in_(_TOLD), or_(*(_EVENT.c.body.contains(id) for id in one)))
    here = and_(_EVENT.c.programme == programme, _EVENT.c.retreat == retreat)
    statement = select(_EVENT.c.type, _EVENT.c.body).where(here, or_(theirs, _EVENT.c.type.in_(_REMOVED)))
    found: dict[Key, tuple[Any, bool]] = {}
    for row in connection.execute(statement.order_by(_EVENT.c.seq)):
        body = EVENT.validate_json(row.body)
        if row.type in _REMOVED:
            kind, field = _REMOVED[row.type]
            key = (kind, getattr(body, field))
            if key in found and (row.type != "stance_dropped" or body.member in one):
                found[key] = (found[key][0], True)
            continue
        for noun in (getattr(body, _TOLD[row.type]), *getattr(body, "replies", ()), *getattr(body, "stances", ())):
            if (noun.member if isinstance(noun, Stance) else noun.author) in one:
                found[_key(noun)] = (noun, getattr(noun, "removed", False))
    return found


def _key(noun: Any) -> Key:
    kinds: dict[type[Any], str] = {Annotation: "mark", Reply: "reply", Stance: "stance", Memo: "memo"}
    return kinds[type(noun)], noun.annotation if isinstance(noun, Stance) else noun.id


def _is_gone(noun: Any) -> bool:
    return isinstance(noun, Annotation) and noun.withdrawn


def _marks(noun: Any, rows: Rows) -> Iterator[Need]:
    """The mark that it was said of, or that it is, as it is now: it may have been placed anew."""
    if mark := _mark(noun):
        yield Annotation, (mark,)


def _words(noun: Any, rows: Rows) -> Iterator[Need]:
    """The words that it was said of, and what they and its code are called."""
    if passage := _passage(noun, rows):
        yield nouns.Source, (passage.source,)
        for place in (passage.start, passage.end):
            yield nouns.Revision, (place.segment, place.revision)
    if isinstance(noun, Annotation) and noun.code:
        yield nouns.Code, (noun.code,)


def _thing(rows: Rows, noun: Any, removed: bool) -> GivenThing:
    kind, id = _key(noun)
    values = {"view": noun.view, "text": noun.reason} if isinstance(noun, Stance) else {}
    if isinstance(noun, Annotation):
        values = {"code": rows.find(nouns.Code, noun.code).name if noun.code else None, "text": noun.comment}
    elif isinstance(noun, Reply | Memo):
        values = {"text": noun.text}
    about = {"kind": kind, "id": id, "at": noun.at, "removed": removed, **values}
    if passage := _passage(noun, rows):
        source = rows.get(nouns.Source, passage.source)  # none where a recording was deleted
        about |= {"source": source.title if source else None, "quote": _quote(passage, rows)}
    return GivenThing.model_validate(about)


def _mark(noun: Any) -> str | None:
    if isinstance(noun, Memo):
        return noun.about_id if noun.about == "annotation" else None
    return noun.annotation if isinstance(noun, Reply | Stance) else str(noun.id)


def _passage(noun: Any, rows: Rows) -> Passage | None:
    """What it was said of, where that is a mark that is still known; of a mark that was removed, where it was."""
    mark = _mark(noun)
    found = rows.get(Annotation, mark) if mark else None
    if found is None and isinstance(noun, Annotation):
        found = noun
    return found.passage if found else None


def _quote(passage: Passage, rows: Rows) -> str:
    """The words as whoever marked them saw them, of its first and its last segment."""
    ends = {place.segment: place.revision for place in (passage.end, passage.start)}
    texts = []
    for segment in dict.fromkeys((passage.start.segment, passage.end.segment)):
        revision = rows.get(nouns.Revision, segment, ends[segment])
        texts.append((segment, revision.text if revision else ""))
    return quote(passage, texts)


def _said(connection: Connection, programme: str, rows: Rows, actor: Actor, retreat: str) -> list[SaidThing]:
    speakers = [it.id for it in speakers_of(rows, actor, retreat)]
    current = and_(
        _REVISION.c.programme == programme,
        _REVISION.c.segment == _SEGMENT.c.id,
        _REVISION.c.id == _SEGMENT.c.revision,
    )
    statement = select(_SEGMENT.c.id, _SEGMENT.c.source, _SEGMENT.c.start, _REVISION.c.text).join(_REVISION, current)
    statement = statement.where(_SEGMENT.c.programme == programme, _SEGMENT.c.speaker.in_(speakers))
    statement = statement.where(_SEGMENT.c.withdrawn.is_(False), _SEGMENT.c.joined_into.is_(None))
    spoken = connection.execute(statement.order_by(_SEGMENT.c.source, _SEGMENT.c.position))
    return [SaidThing(segment=it.id, source=it.source, start=it.start, text=it.text) for it in spoken]
