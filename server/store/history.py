"""What became of one thing, read from the ledger: the codebook of a programme, or a mark."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Table, select

from server.domain import nouns
from server.domain.access import Actor, ears, is_told
from server.errors import NotFound
from server.store.ledger import envelope
from server.store.rows import find_row
from server.store.tables import EventRow

_EVENT: Table = EventRow.__table__  # type: ignore[attr-defined]

OF_THE_CODEBOOK = ("code_created", "code_changed")
OF_A_MARK = (
    "annotated",
    "annotation_placed",
    "annotation_removed",
    "annotation_restored",
    "replied",
    "reply_removed",
    "stance_taken",
    "stance_dropped",
)
# What is read of a history at once.
PAGE = 200


def of_codebook(
    connection: Connection, programme: str, retreat: str, reader: Actor, before: int | None
) -> tuple[list[str], bool]:
    """Envelopes of the latest events before that seq, in order, and whether there are earlier ones."""
    find_row(connection, programme, nouns.Retreat, retreat)  # a steward may ask for any
    return _page(_told(connection, _events(programme, None, OF_THE_CODEBOOK, before), retreat, reader))


def of_mark(
    connection: Connection, programme: str, retreat: str, mark: str, reader: Actor, before: int | None
) -> tuple[list[str], bool]:
    """The same; NotFound where the retreat has no such mark, or no longer."""
    annotation = find_row(connection, programme, nouns.Annotation, mark)
    if annotation.retreat != retreat or annotation.removed:
        raise NotFound
    events = _events(programme, annotation.passage.source, OF_A_MARK, before)
    events = events.where(_EVENT.c.retreat == retreat, _EVENT.c.body.contains(mark, autoescape=True))
    return _page(_told(connection, events, retreat, reader, lambda row: _is_about(mark, row)))


def _events(programme: str, source: str | None, types: Sequence[str], before: int | None) -> Select[Any]:
    """The latest first, by the index of a source's events; those of the codebook have no source."""
    statement = select(_EVENT).where(
        _EVENT.c.programme == programme, _EVENT.c.source == source, _EVENT.c.type.in_(types)
    )
    if before is not None:
        statement = statement.where(_EVENT.c.seq < before)
    return statement.order_by(_EVENT.c.seq.desc())


def _told(
    connection: Connection,
    statement: Select[Any],
    retreat: str,
    reader: Actor,
    wanted: Callable[[Any], bool] = lambda row: True,
) -> Iterable[Any]:
    heard = ears(reader, retreat)
    for row in connection.execute(statement):
        if is_told(row.audience, heard, reader.id) and wanted(row):
            yield row


def _is_about(mark: str, row: Any) -> bool:
    """Whether the event is about this mark, and does not only speak of it."""
    body = orjson.loads(row.body)
    about = body.get("annotation") or body.get("reply") or body.get("stance")
    return about == mark or (isinstance(about, dict) and mark in (about.get("annotation"), about.get("id")))


def _page(rows: Iterable[Any]) -> tuple[list[str], bool]:
    latest = [envelope(row._mapping) for row in islice(rows, PAGE + 1)]
    return latest[:PAGE][::-1], len(latest) > PAGE
