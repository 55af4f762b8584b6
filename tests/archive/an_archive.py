"""Archives for tests of bringing them back: taken away from a programme, and brought to another database."""

from typing import Any

from sqlalchemy import Connection, select

from server.archive.document import Document, State, in_order, read_document
from server.archive.merging import merged
from server.archive.retreat_json import retreat_json
from server.database import Database
from server.domain.access import THE_INSTALLATION
from server.domain.events import Imported
from server.domain.nouns import Retreat
from server.store.bringing_back import as_of, bring_back
from server.store.ledger import Ledger
from server.store.rows import TABLES, read_actor
from server.store.snapshot import Snapshots
from server.store.taking import seen_by


def taken_away(database: Database, programme: str, by: str | None = None, *retreats: str) -> Document:
    """These retreats, or all, as this member takes them away, or whoever runs the server."""
    ledger = Ledger(database.engine)
    with database.read() as connection:
        actor = read_actor(connection, programme, by) if by else THE_INSTALLATION
        takens = [
            seen_by(connection, ledger, Snapshots(ledger), programme, actor, it)
            for it in retreats or _all(connection, programme)
        ]
    return merged([read_document(retreat_json(it)) for it in takens])


def _all(connection: Connection, programme: str) -> list[str]:
    table = TABLES[Retreat]
    return list(connection.scalars(select(table.c.id).where(table.c.programme == programme).order_by(table.c.id)))


def brought(database: Database, document: Document, programme: str | None = None, **more: Any) -> Any:
    """The archive in this programme, or in its own; returns what was done."""
    programme = programme or document.programme.id
    with database.write() as connection:
        done, _ = bring_back(
            connection, Ledger(database.engine), programme, as_of(programme, document), THE_INSTALLATION.id, **more
        )
    return done


def comparable(document: Document, as_brought: bool = True) -> dict[str, Any]:
    """What is the same before and after: without time, seq and what is told of bringing it back; and without roles,
    and the work and sound of recordings, which are not brought along."""
    entries = [it for it in document.ledger if not isinstance(it.body, Imported)]
    state = {name: getattr(document.state, name) for name in State.model_fields}
    if as_brought:
        state["members"] = [it.model_copy(update={"steward": False}) for it in state["members"]]
        state["attendances"] = [it.model_copy(update={"role": None}) for it in state["attendances"]]
        state["recordings"] = [it.model_copy(update={"sound": False, "state": "ready"}) for it in state["recordings"]]
    return {
        "state": in_order(state).model_dump(mode="json"),
        "ledger": [it.model_dump(mode="json", exclude={"seq"}) for it in entries],
    }
