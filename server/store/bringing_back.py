"""An archive comes into a programme, in one transaction: its events after those that are there, and the rows that
follow from them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, and_, or_, select

from server.archive.bringing_back import Here, Plan, plan
from server.archive.document import Document, Entry
from server.archive.ids import brought_to, id_in
from server.clock import now
from server.domain.events import EVENT, AnnotationWithdrawn, Happening, ProgrammeRenamed
from server.domain.rows import Need, Rows
from server.errors import Refusal
from server.store.ledger import Ledger
from server.store.rows import load
from server.store.tables import EventRow, ProgrammeRow

_PROGRAMME: Table = ProgrammeRow.__table__  # type: ignore[attr-defined]
_EVENT: Table = EventRow.__table__  # type: ignore[attr-defined]

# Of what a withdrawal makes happen: after these, nothing is left of what was there.
_LEAVES_NOTHING = ("annotation_removed", "annotation_withdrawn", "reply_removed", "memo_removed")
# Where the events that say that something is gone name it.
_NAMED = {
    "recording_deleted": ("recording", "source"),
    "annotation_removed": ("annotation",),
    "reply_removed": ("reply",),
    "memo_removed": ("memo",),
}
_AT_ONCE = 1000

MOST_TOLD = 50
"""What is otherwise here is named up to this many times."""

Enqueue = Callable[[Connection, str, Happening], None]


class Differs(Refusal):
    """Something in this archive has the same id as something here, and is not the same. Nothing was brought back: bring
    it into a new programme instead."""

    status = 409

    def __init__(self, differing: Sequence[str] = ()) -> None:
        super().__init__()
        more = [f"and {len(differing) - MOST_TOLD} more"] if len(differing) > MOST_TOLD else []
        if differing:
            self.args = (f"{self.message} {'; '.join([*differing[:MOST_TOLD], *more])}.",)


def as_of(programme: str, document: Document) -> Document:
    """The document with its ids as they are in this programme: as they were where it is the same programme, or one
    that is made for it; else made from those."""
    return document if document.programme.id == programme else brought_to(programme, document)


def planned(
    connection: Connection,
    ledger: Ledger,
    programme: str,
    document: Document,
    has_sound: frozenset[str] = frozenset(),
) -> Plan:
    """What bringing this document into this programme would do; `has_sound` is of its ids there.
    Incomplete, for one that holds less than it speaks of."""
    if _is_new(connection, programme):
        return plan(document, Here(erased=erased_here(connection, programme)), has_sound)

    def rows(needed: Iterable[Need]) -> Rows:
        return load(connection, programme, [], [], also=needed)

    commands = {it.command for it in document.ledger}
    events = _events_of(connection, ledger, programme, commands)
    return plan(document, Here(events, rows, erased_here(connection, programme)), has_sound)


def bring_back(
    connection: Connection,
    ledger: Ledger,
    programme: str,
    document: Document,
    by: str,
    enqueue: Enqueue = lambda connection, programme, event: None,
    has_sound: frozenset[str] = frozenset(),
) -> tuple[Plan, int]:
    """Do it, and return where the ledger stands then; Differs, and nothing is changed, where something is otherwise
    here. `by` is who brings it."""
    ledger.found(connection, programme, document.programme.name, str(uuid4()))
    _, seq = ledger.lock(connection, programme)
    found = planned(connection, ledger, programme, document, has_sound)
    if found.differing:
        raise Differs(found.differing)
    if not found.new:
        return found, seq
    events = [_event_row(programme, seq + n, it) for n, it in enumerate(found.new, 1)]
    command = str(uuid4())
    told = [(it, {"command": command, "at": now(), "author": by}) for it in found.news]
    events += [_told_row(programme, seq + len(events) + n, it, **who) for n, (it, who) in enumerate(told, 1)]
    ledger.forget(connection, programme, found.rows.dropped(), [])
    commands = _command_rows(connection, ledger, programme, events)
    ledger.append_(connection, programme, found.rows.written(), events, commands, seq + len(events))
    if renamed := [it.body.name for it in found.new if isinstance(it.body, ProgrammeRenamed)]:
        ledger.rename(connection, programme, renamed[-1])
    for happening in found.news:
        enqueue(connection, programme, happening)
    return found, seq + len(events)


def is_there(connection: Connection, programme: str) -> bool:
    return connection.execute(select(_PROGRAMME.c.id).where(_PROGRAMME.c.id == programme)).first() is not None


def _is_new(connection: Connection, programme: str) -> bool:
    """Whether nothing has happened in it yet: it is being made for what comes."""
    return not connection.execute(select(_PROGRAMME.c.seq).where(_PROGRAMME.c.id == programme)).scalar()


def _events_of(connection: Connection, ledger: Ledger, programme: str, commands: set[str]) -> dict[str, list[Entry]]:
    """The events of those of these commands that are known here. One pass, where any is: no index leads from a command
    to its events."""
    known = _known(connection, ledger, programme, commands)
    found: dict[str, list[Entry]] = {}
    if known:
        statement = select(_EVENT).where(_EVENT.c.programme == programme).order_by(_EVENT.c.seq)
        for row in connection.execute(statement):
            if row.command in known:
                found.setdefault(row.command, []).append(_entry(row))
    return found


def _entry(row: Any) -> Entry:
    fields = {name: getattr(row, name) for name in ("seq", "command", "at", "author", "retreat", "source", "audience")}
    return Entry.model_construct(**fields, body=EVENT.validate_json(row.body))


def erased_here(connection: Connection, programme: str) -> frozenset[str]:
    """What was erased in any programme of this installation: recordings that were deleted, with their transcripts, and
    what was withdrawn and has left nothing; by the ids that they had, and by those that they would have here."""
    withdrawals = select(_EVENT.c.command).where(_EVENT.c.type == "withdrawn")
    withdrawn = and_(_EVENT.c.type.in_(_LEAVES_NOTHING), _EVENT.c.command.in_(withdrawals))
    erasing = select(_EVENT.c.body).where(or_(_EVENT.c.type == "recording_deleted", withdrawn))
    gone = {id for body in connection.scalars(erasing) for id in _named(EVENT.validate_json(body))}
    return frozenset(gone | {id_in(programme, id) for id in gone})


def _named(body: Any) -> Iterable[str]:
    """What this says is gone; a mark that others answered is not."""
    if isinstance(body, AnnotationWithdrawn):
        return [body.annotation.id] if body.annotation.removed else []
    return [getattr(body, name) for name in _NAMED[body.type]]


def _event_row(programme: str, seq: int, it: Entry) -> dict[str, Any]:
    about = it.model_dump(include={"command", "at", "author", "retreat", "source", "audience"})
    return {"programme": programme, "seq": seq, **about, "type": it.body.type, "body": it.body.model_dump_json()}


def _told_row(programme: str, seq: int, it: Happening, **who: str) -> dict[str, Any]:
    where = {"retreat": it.retreat, "source": it.source, "audience": it.audience}
    return {"programme": programme, "seq": seq, **who, **where, "type": it.body.type, "body": it.body.model_dump_json()}


def _command_rows(
    connection: Connection, ledger: Ledger, programme: str, events: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The commands that these events came from. What was asked is not known any more, so they have no digest."""
    last = {it["command"]: it["seq"] for it in events}
    known = _known(connection, ledger, programme, last)
    return [{"programme": programme, "id": id, "digest": "", "seq": seq} for id, seq in last.items() if id not in known]


def _known(connection: Connection, ledger: Ledger, programme: str, commands: Iterable[str]) -> set[str]:
    """Those of these commands that are in the ledger, asked in parts: databases take only so many at once."""
    ids = list(commands)
    parts = (ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE))
    return {id for part in parts for id in ledger.known(connection, programme, part)}
