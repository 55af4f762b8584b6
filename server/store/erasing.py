"""Erasing what was withdrawn: from the ledger, from what the words were before, from what could be undone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Connection, Table, and_, bindparam, delete, or_, select, update

from server.domain import nouns
from server.domain.deeds import KINDS
from server.domain.erasing import HOLDING, Gone, without
from server.domain.events import EVENT
from server.domain.withdrawing import OWNER
from server.store.rows import TABLES
from server.store.tables import DeedRow, EventRow

_EVENT: Table = EventRow.__table__  # type: ignore[attr-defined]
_DEED: Table = DeedRow.__table__  # type: ignore[attr-defined]
_SEGMENT, _REVISION, _STEP = (TABLES[kind] for kind in (nouns.Segment, nouns.Revision, nouns.Step))
# Of what deeds remember, what people give.
_GIVEN = {name for name, kind in KINDS.items() if kind in OWNER}
_MOST = 400  # values in one list: below SQLite's limits


def erase(connection: Connection, programme: str, gone: Gone) -> None:
    """Every trace of these words that this programme's rows and ledger have; after the command that withdraws them was
    written, in its transaction."""
    gone = replace(gone, segments={**_cut_from(connection, programme, gone), **gone.segments})
    _revisions(connection, programme, gone)
    _events(connection, programme, gone)
    _deeds(connection, programme, gone)


def _cut_from(connection: Connection, programme: str, gone: Gone) -> dict[str, str | None]:
    """The segments that these were cut from, or from which those were, by their current revision: what they were before
    holds the words too."""
    of_step = and_(_STEP.c.programme == _SEGMENT.c.programme, _STEP.c.segment == _SEGMENT.c.id)
    cuts = select(_SEGMENT.c.id, _SEGMENT.c.revision, _STEP.c.cut).join(_STEP, of_step)
    cuts = cuts.where(_here(_SEGMENT, programme), _SEGMENT.c.source.in_(gone.sources), _STEP.c.cut.is_not(None))
    rows = [(row.id, row.revision, orjson.loads(row.cut)["segment"]) for row in connection.execute(cuts)]
    found: dict[str, str | None] = {}
    reached = set(gone.segments)
    while more := {id: now for id, now, into in rows if into in reached and id not in reached}:
        found |= more
        reached |= more.keys()
    return found


def _here(table: Table, programme: str) -> Any:
    return table.c.programme == programme


def _revisions(connection: Connection, programme: str, gone: Gone) -> None:
    blank = update(_REVISION).where(
        _here(_REVISION, programme), _REVISION.c.segment == bindparam("of"), _REVISION.c.id != bindparam("but")
    )
    if gone.segments:
        rows = [{"of": segment, "but": kept or ""} for segment, kept in gone.segments.items()]
        connection.execute(blank.values(text=""), rows)


def _events(connection: Connection, programme: str, gone: Gone) -> None:
    """Whatever anybody gave names them, so only events that do are read, and those with the words of a source."""
    named = (_EVENT.c.body.contains(id) for id in sorted(gone.by | gone.speakers))
    theirs = or_(*named, _EVENT.c.source.in_(gone.sources))
    found = select(_EVENT.c.seq, _EVENT.c.retreat, _EVENT.c.body).where(
        _here(_EVENT, programme), _EVENT.c.type.in_(HOLDING), theirs
    )
    changed = [row for row in map(lambda it: _left(it, gone), connection.execute(found)) if row]
    if changed:
        rewrite = update(_EVENT).where(_here(_EVENT, programme), _EVENT.c.seq == bindparam("at_seq"))
        connection.execute(rewrite.values(type=bindparam("new_type"), body=bindparam("new_body")), changed)


def _left(row: Any, gone: Gone) -> dict[str, Any] | None:
    """What becomes of an event, if anything does."""
    before = EVENT.validate_json(row.body)
    after = without(before, row.retreat, gone)
    if after == before:
        return None
    return {"at_seq": row.seq, "new_type": after.type, "new_body": after.model_dump_json()}


def _deeds(connection: Connection, programme: str, gone: Gone) -> None:
    """What holds such words can be undone no more, by nobody; nor can the undoing of it be redone."""
    rows = list(connection.execute(select(_DEED).where(_here(_DEED, programme))))
    ids = {row.id for row in rows if _holds(row, gone)}
    ids |= {row.undoes for row in rows if row.id in ids and row.undoes}
    ids |= {row.id for row in rows if row.undoes in ids}
    for part in _parts(sorted(ids)):
        connection.execute(delete(_DEED).where(_here(_DEED, programme), _DEED.c.id.in_(part)))


def _holds(row: Any, gone: Gone) -> bool:
    """Whether a deed remembers such words: of segments, or of what was given in this retreat."""
    if gone.segments.keys() & set(orjson.loads(row.segments)):
        return True
    if f"/{gone.retreat}/" not in row.stack:
        return False
    sides = ((kind, side) for kind, *both in orjson.loads(row.changes) for side in both if side)
    return any(kind in _GIVEN and gone.takes(KINDS[kind](**side)) for kind, side in sides)


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[n : n + _MOST] for n in range(0, len(values), _MOST))
