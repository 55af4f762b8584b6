"""Reading the texts of a source, block by block: segments, what happened to them, and what was said of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from server.domain import nouns
from server.domain.parts import BLOCK_SECONDS, Revisions, RevisionShown, block_of
from server.domain.rows import Kind
from server.store.rows import TABLES, to_noun

_SEGMENT, _REVISION = TABLES[nouns.Segment], TABLES[nouns.Revision]
_ANNOTATION, _REPLY, _STANCE = TABLES[nouns.Annotation], TABLES[nouns.Reply], TABLES[nouns.Stance]
_STEP, _SUGGESTION, _WORDS = TABLES[nouns.Step], TABLES[nouns.Suggestion], TABLES[nouns.WordTimes]


def nouns_of(connection: Connection, kind: Kind, statement: Select[Any]) -> list[Any]:
    return [to_noun(kind, row) for row in connection.execute(statement).mappings()]


def in_block(statement: Select[Any], programme: str, source: str, n: int | None) -> Select[Any]:
    statement = statement.where(_SEGMENT.c.programme == programme, _SEGMENT.c.source == source)
    if n is None:
        return statement
    starts = func.coalesce(_SEGMENT.c.start, 0)
    return statement.where(starts >= n * BLOCK_SECONDS, starts < (n + 1) * BLOCK_SECONDS)


def _segments(programme: str, source: str, n: int | None) -> Select[Any]:
    return in_block(select(_SEGMENT.c.id), programme, source, n)


def spoken(connection: Connection, programme: str, source: str, n: int | None = None) -> list[nouns.SegmentText]:
    """Segments with the words of their current revision, in order; without those that were joined into others."""
    current = and_(
        _REVISION.c.programme == _SEGMENT.c.programme,
        _REVISION.c.segment == _SEGMENT.c.id,
        _REVISION.c.id == _SEGMENT.c.revision,
    )
    statement = in_block(select(_SEGMENT, _REVISION.c.text).join(_REVISION, current), programme, source, n)
    statement = statement.where(_SEGMENT.c.joined_into.is_(None))
    return nouns_of(connection, nouns.SegmentText, statement.order_by(_SEGMENT.c.position, _SEGMENT.c.id))


def lengths(connection: Connection, programme: str, source: str) -> list[tuple[str, int, int | None]]:
    """Of each segment its id, its block and how many characters it has; none of those that were joined into others."""
    current = and_(
        _REVISION.c.programme == _SEGMENT.c.programme,
        _REVISION.c.segment == _SEGMENT.c.id,
        _REVISION.c.id == _SEGMENT.c.revision,
        _SEGMENT.c.joined_into.is_(None),
    )
    columns = select(_SEGMENT.c.id, _SEGMENT.c.start, func.length(_REVISION.c.text))
    statement = in_block(columns.outerjoin(_REVISION, current), programme, source, None)
    return [(id, block_of(start), length) for id, start, length in connection.execute(statement)]


def marks(connection: Connection, programme: str, retreat: str, source: str) -> dict[str, int]:
    """How many marks of a retreat begin in each segment that has any."""
    begun = select(_ANNOTATION.c.start_segment, func.count()).where(*_made(programme, retreat, source))
    statement = begun.group_by(_ANNOTATION.c.start_segment)
    return {segment: count for segment, count in connection.execute(statement)}


def annotations(
    connection: Connection, programme: str, retreat: str, source: str, n: int | None = None
) -> list[nouns.Annotation]:
    """The marks of a retreat that were made in a block."""
    statement = _annotated(select(_ANNOTATION), programme, retreat, source, n)
    return nouns_of(connection, nouns.Annotation, statement.order_by(_ANNOTATION.c.at, _ANNOTATION.c.id))


def replies(connection: Connection, programme: str, retreat: str, source: str, n: int) -> list[nouns.Reply]:
    statement = _beside(nouns.Reply, programme, retreat, source, n)
    return nouns_of(connection, nouns.Reply, statement.order_by(_REPLY.c.at, _REPLY.c.id))


def stances(connection: Connection, programme: str, retreat: str, source: str, n: int) -> list[nouns.Stance]:
    statement = _beside(nouns.Stance, programme, retreat, source, n)
    return nouns_of(connection, nouns.Stance, statement.order_by(_STANCE.c.at, _STANCE.c.member))


def _annotated(statement: Select[Any], programme: str, retreat: str, source: str, n: int | None) -> Select[Any]:
    """What there is of marks that begin in a block, but for those that were removed."""
    statement = statement.where(*_made(programme, retreat, source))
    return statement.where(_ANNOTATION.c.start_segment.in_(_segments(programme, source, n)))


def _made(programme: str, retreat: str, source: str) -> Sequence[ColumnElement[bool]]:
    return (
        _ANNOTATION.c.programme == programme,
        _ANNOTATION.c.retreat == retreat,
        _ANNOTATION.c.source == source,
        _ANNOTATION.c.removed.is_(False),
    )


def _beside(kind: Kind, programme: str, retreat: str, source: str, n: int) -> Select[Any]:
    """What was said of these annotations."""
    table = TABLES[kind]
    these = _annotated(select(_ANNOTATION.c.id), programme, retreat, source, n)
    return select(table).where(table.c.programme == programme, table.c.annotation.in_(these))


def history(connection: Connection, programme: str, source: str, n: int | None = None) -> dict[str, Any]:
    """What happened to the words of these segments, and other versions of them."""
    steps = _of_segments(nouns.Step, programme, source, n).order_by(_STEP.c.segment, _STEP.c.n)
    others = _of_segments(nouns.Suggestion, programme, source, n).order_by(_SUGGESTION.c.at, _SUGGESTION.c.id)
    return {
        "steps": nouns_of(connection, nouns.Step, steps),
        "suggestions": nouns_of(connection, nouns.Suggestion, others),
    }


def revisions(connection: Connection, programme: str, segment: str) -> list[RevisionShown]:
    """Everything that the words of a segment have been: the first, then those that its steps led to."""
    statement = _shown().where(_REVISION.c.programme == programme, _REVISION.c.segment == segment)
    return [_revision(row) for row in connection.execute(statement).mappings()]


def all_revisions(connection: Connection, programme: str, source: str) -> list[Revisions]:
    """The same of every segment of a source, those too that were joined into others."""
    of_source = and_(_SEGMENT.c.programme == _REVISION.c.programme, _SEGMENT.c.id == _REVISION.c.segment)
    statement = in_block(_shown().join(_SEGMENT, of_source), programme, source, None)
    found: dict[str, list[RevisionShown]] = {}
    for row in connection.execute(statement).mappings():
        found.setdefault(row["segment"], []).append(_revision(row))
    return [Revisions(segment=segment, revisions=them) for segment, them in found.items()]


def _shown() -> Select[Any]:
    """Revisions in order, each with the step that led to it, if one did."""
    led = and_(
        _STEP.c.programme == _REVISION.c.programme,
        _STEP.c.segment == _REVISION.c.segment,
        _STEP.c.id == _REVISION.c.id,
    )
    of_step = (_STEP.c.by, _STEP.c.at, _STEP.c.undoes)
    shown = select(_REVISION.c.segment, _REVISION.c.id, _REVISION.c.text, *of_step).outerjoin(_STEP, led)
    return shown.order_by(_REVISION.c.segment, func.coalesce(_STEP.c.n, 0))


def _revision(row: Any) -> RevisionShown:
    return RevisionShown(**{name: row[name] for name in RevisionShown.model_fields})


def words(connection: Connection, programme: str, source: str, n: int) -> list[nouns.WordTimes]:
    """When the words of a block were spoken."""
    joined = and_(_WORDS.c.programme == _SEGMENT.c.programme, _WORDS.c.segment == _SEGMENT.c.id)
    timed = in_block(select(_WORDS).join(_SEGMENT, joined), programme, source, n)
    return nouns_of(connection, nouns.WordTimes, timed.order_by(_SEGMENT.c.position, _SEGMENT.c.id))


def _of_segments(kind: Kind, programme: str, source: str, n: int | None) -> Select[Any]:
    """Rows of a kind that belong to segments of a block."""
    table = TABLES[kind]
    these = table.c.segment.in_(_segments(programme, source, n))
    return select(table).where(table.c.programme == programme, these)
