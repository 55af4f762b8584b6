"""The ledger: the only writer of events and of the rows that follow from them, and their reader in order. What was
withdrawn is taken out of them by `erasing.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.domain.events import Erased
from server.domain.nouns import Closed
from server.domain.rows import KEYS, Key, Kind
from server.errors import NotFound
from server.store.rows import TABLES, to_values
from server.store.tables import CommandRow, EventRow, ProgrammeRow

_PROGRAMME: Table = ProgrammeRow.__table__  # type: ignore[attr-defined]
_EVENT: Table = EventRow.__table__  # type: ignore[attr-defined]
_COMMAND: Table = CommandRow.__table__  # type: ignore[attr-defined]
_DIALECTS: dict[str, tuple[Any, Any]] = {
    "sqlite": (sqlite, sqlite.pysqlite.dialect),
    "postgresql": (postgresql, postgresql.psycopg.dialect),
}
_APPEND, _REMEMBER = "append events", "remember commands"


@dataclass(frozen=True, slots=True)
class Sent:
    """An event as it is sent: the envelope's JSON, and who it is for."""

    seq: int
    audience: str
    type: str
    json: str


class Ledger:
    """Statements are compiled once and run by the driver's own cursor, one `executemany` per table: the ORM and a
    fresh `execute` per row cost many times more than the rest of a commit."""

    def __init__(self, engine: Engine) -> None:
        self._statements = _statements(engine.dialect.name)

    def _run(self, connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
        sql, order = self._statements[name]
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(sql, [tuple(row[name] for name in order) for row in rows] if order else rows)
        finally:
            cursor.close()

    def found(self, connection: Connection, programme: str, name: str, epoch: str) -> None:
        """The row of a programme, if it is new."""
        module, _ = _DIALECTS[connection.dialect.name]
        row = module.insert(_PROGRAMME).values(id=programme, name=name, epoch=epoch, seq=0)
        connection.execute(row.on_conflict_do_nothing())

    def rename(self, connection: Connection, programme: str, name: str) -> None:
        connection.execute(update(_PROGRAMME).where(_PROGRAMME.c.id == programme).values(name=name))

    def lock(self, connection: Connection, programme: str) -> int:
        """Take the programme's row until the transaction ends; returns where its ledger stands."""
        statement = select(_PROGRAMME.c.seq).where(_PROGRAMME.c.id == programme).with_for_update()
        seq = connection.execute(statement).scalar()
        if seq is None:
            raise NotFound
        return int(seq)

    def known(self, connection: Connection, programme: str, commands: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Digest and seq of those of these commands that were applied already."""
        statement = select(_COMMAND).where(_COMMAND.c.programme == programme, _COMMAND.c.id.in_(list(commands)))
        return {row.id: (row.digest, row.seq) for row in connection.execute(statement)}

    def forget(
        self, connection: Connection, programme: str, dropped: dict[Kind, list[Key]], erased: Sequence[str]
    ) -> None:
        """Delete rows, and the content of every event so far of these sources: its place in the ledger stays."""
        for kind, keys in dropped.items():
            rows = [{"programme": programme, **dict(zip(KEYS[kind], key, strict=True))} for key in keys]
            self._run(connection, f"drop {kind.__name__}", rows)
        if erased:
            of_these = (_EVENT.c.programme == programme, _EVENT.c.source.in_(list(erased)))
            gone = {"type": Erased().type, "body": Erased().model_dump_json()}
            connection.execute(update(_EVENT).where(*of_these).values(gone))

    def append_(
        self,
        connection: Connection,
        programme: str,
        written: dict[Kind, list[Closed]],
        events: list[dict[str, Any]],
        commands: list[dict[str, Any]],
        seq: int,
    ) -> None:
        """Rows, events and commands of a batch, and the seq that the ledger has reached with them."""
        for kind, nouns in written.items():
            self._run(connection, kind.__name__, [to_values(noun, programme) for noun in nouns])
        if events:
            self._run(connection, _APPEND, events)
        if commands:
            self._run(connection, _REMEMBER, commands)
        connection.execute(update(_PROGRAMME).where(_PROGRAMME.c.id == programme).values(seq=seq))

    def stands(self, connection: Connection, programme: str) -> tuple[str, int]:
        """(epoch, seq) of a programme."""
        row = connection.execute(
            select(_PROGRAMME.c.epoch, _PROGRAMME.c.seq).where(_PROGRAMME.c.id == programme)
        ).first()
        if row is None:
            raise NotFound
        return row.epoch, row.seq

    def reached(self, connection: Connection, programmes: Iterable[str]) -> dict[str, int]:
        """Where the ledgers of these programmes stand."""
        statement = select(_PROGRAMME.c.id, _PROGRAMME.c.seq).where(_PROGRAMME.c.id.in_(list(programmes)))
        return {row.id: row.seq for row in connection.execute(statement)}

    def since(self, connection: Connection, programme: str, retreat: str, seq: int, limit: int = 256) -> Sequence[Sent]:
        """Events after `seq` that concern this retreat or the whole programme, in order, at most `limit`."""
        statement = (
            select(_EVENT)
            .where(_EVENT.c.programme == programme, _EVENT.c.seq > seq)
            .where((_EVENT.c.retreat == retreat) | _EVENT.c.retreat.is_(None))
            .order_by(_EVENT.c.seq)
            .limit(limit)
        )
        return [Sent(row.seq, row.audience, row.type, envelope(row)) for row in connection.execute(statement)]


def envelope(row: Any) -> str:
    """The event's JSON on the wire: the stored body is not parsed again."""
    retreat, source = (f'"{id}"' if id else "null" for id in (row.retreat, row.source))
    return (
        f'{{"seq":{row.seq},"at":"{row.at}","author":"{row.author}","command":"{row.command}",'
        f'"retreat":{retreat},"source":{source},"body":{row.body}}}'
    )


@cache
def _statements(dialect: str) -> dict[str, tuple[str, list[str] | None]]:
    """SQL and the order of its parameters, by what is written; `None` where they go by name."""
    module, driver = _DIALECTS[dialect]
    statements = {kind.__name__: _upsert(module, TABLES[kind], kind) for kind in KEYS}
    statements |= {f"drop {kind.__name__}": _drop(TABLES[kind], kind) for kind in KEYS}
    statements |= {_APPEND: insert(_EVENT), _REMEMBER: insert(_COMMAND)}
    compiled = {name: it.compile(dialect=driver()) for name, it in statements.items()}
    return {name: (str(it), it.positiontup) for name, it in compiled.items()}


def _drop(table: Table, kind: Kind) -> Any:
    return delete(table).where(*(table.c[name] == bindparam(name) for name in ("programme", *KEYS[kind])))


def _upsert(dialect: Any, table: Table, kind: Kind) -> Any:
    statement = dialect.insert(table)
    keys = ["programme", *KEYS[kind]]
    changed = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
