"""The ledger: the only writer of events and of the rows that follow from them, and their reader in order. What was
withdrawn is taken out of them by `erasing.py`."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Table,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from server.domain.events import Erased
from server.domain.nouns import Closed
from server.domain.rows import KEYS, Key, Kind
from server.errors import NotFound
from server.store.prepared import Prepared, sized
from server.store.rows import TABLES, to_values
from server.store.tables import CommandRow, EventRow, ProgrammeRow

_PROGRAMME: Table = ProgrammeRow.__table__  # type: ignore[attr-defined]
_EVENT: Table = EventRow.__table__  # type: ignore[attr-defined]
_COMMAND: Table = CommandRow.__table__  # type: ignore[attr-defined]
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_THIS = _PROGRAMME.c.id == bindparam("of")
_REACHED = update(_PROGRAMME).where(_THIS).values(seq=bindparam("reached"))
_APPEND, _REMEMBER, _LOCK, _REACH, _SINCE = "events", "commands", "lock", "reach", "since"


class Sent(NamedTuple):
    """An event as it is sent: the envelope's JSON, and who it is for."""

    seq: int
    audience: str
    type: str
    json: str
    retreat: str | None = None


class Ledger:
    """The ORM, and a fresh `execute` per row, cost many times more than the rest of a commit: what every command needs
    is prepared. SQLite is given the rows of each table by one `executemany`, PostgreSQL all that a commit writes in one
    statement: each that it is sent costs more than what is in it."""

    def __init__(self, engine: Engine) -> None:
        self._prepared = _prepared(engine.dialect.name)

    def found(self, connection: Connection, programme: str, name: str, epoch: str) -> None:
        """The row of a programme, if it is new."""
        row = _INSERT[connection.dialect.name](_PROGRAMME).values(id=programme, name=name, epoch=epoch, seq=0)
        connection.execute(row.on_conflict_do_nothing())

    def rename(self, connection: Connection, programme: str, name: str) -> None:
        connection.execute(update(_PROGRAMME).where(_PROGRAMME.c.id == programme).values(name=name))

    def lock(self, connection: Connection, programme: str) -> tuple[str, int]:
        """Take the programme's row until the transaction ends; returns where its ledger stands: (epoch, seq)."""
        found = self._prepared[_LOCK].tuples(connection, programme)
        if not found:
            raise NotFound
        epoch, seq = found[0]
        return epoch, seq

    def known(self, connection: Connection, programme: str, commands: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Digest and seq of those of these commands that were applied already."""
        ids = sized(list(commands))
        found = _known(connection.dialect.name, len(ids)).tuples(connection, programme, *ids)
        return {id: (digest, seq) for id, digest, seq in found}

    def forget(
        self, connection: Connection, programme: str, dropped: dict[Kind, list[Key]], erased: Sequence[str]
    ) -> None:
        """Delete rows, and the content of every event so far of these sources: its place in the ledger stays."""
        for kind, keys in dropped.items():
            rows = [{"programme": programme, **dict(zip(KEYS[kind], key, strict=True))} for key in keys]
            self._prepared[f"drop {kind.__name__}"].run(connection, rows)
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
        rows = {kind.__name__: [to_values(noun, programme) for noun in nouns] for kind, nouns in written.items()}
        rows |= {_APPEND: events} if events else {}
        rows |= {_REMEMBER: commands} if commands else {}
        reached = {"of": programme, "reached": seq}
        if connection.dialect.name == "postgresql":
            packed = {name: orjson.dumps(it).decode() for name, it in rows.items()}
            _together(tuple(rows)).run(connection, [packed | reached])
            return
        for name, some in rows.items():
            self._prepared[name].run(connection, some)
        self._prepared[_REACH].run(connection, [reached])

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
        ids = sized(list(programmes))
        return dict(_reached(connection.dialect.name, len(ids)).tuples(connection, *ids))

    def since(self, connection: Connection, programme: str, retreat: str, seq: int, limit: int = 256) -> Sequence[Sent]:
        """Events after `seq` that concern this retreat or the whole programme, in order, at most `limit`."""
        rows = self._prepared[_SINCE].rows(connection, programme, seq, retreat, limit)
        return [sent(row) for row in rows]


def sent(row: Mapping[Any, Any]) -> Sent:
    """An event's row as it is sent."""
    return Sent(row["seq"], row["audience"], row["type"], envelope(row), row["retreat"])


def envelope(row: Mapping[Any, Any]) -> str:
    """The event's JSON on the wire: the stored body is not parsed again."""
    retreat, source = (f'"{id}"' if id else "null" for id in (row["retreat"], row["source"]))
    return (
        f'{{"seq":{row["seq"]},"at":"{row["at"]}","author":"{row["author"]}","command":"{row["command"]}",'
        f'"retreat":{retreat},"source":{source},"body":{row["body"]}}}'
    )


@cache
def _prepared(dialect: str) -> dict[str, Prepared]:
    """By what is written or read."""
    statements = {kind.__name__: _upsert(_INSERT[dialect](TABLES[kind]), TABLES[kind], kind) for kind in KEYS}
    statements |= {f"drop {kind.__name__}": _drop(TABLES[kind], kind) for kind in KEYS}
    statements |= {_APPEND: insert(_EVENT), _REMEMBER: insert(_COMMAND)}
    statements |= {_LOCK: select(_PROGRAMME.c.epoch, _PROGRAMME.c.seq).where(_THIS).with_for_update()}
    statements |= {_REACH: _REACHED, _SINCE: _since()}
    return {name: Prepared(it, dialect) for name, it in statements.items()}


@cache
def _together(names: tuple[str, ...]) -> Prepared:
    """For PostgreSQL: rows of all these, each a JSON array, and the place that the ledger has reached."""
    kinds = {kind.__name__: kind for kind in KEYS}
    statement = _REACHED
    for n, name in enumerate(names):
        table = TABLES[kinds[name]] if name in kinds else {_APPEND: _EVENT, _REMEMBER: _COMMAND}[name]
        rows = _unpacked(table, name)
        written = postgresql.insert(table).from_select(list(table.c.keys()), rows)
        written = _upsert(written, table, kinds[name]) if name in kinds else written
        statement = statement.add_cte(written.cte(f"written_{n}"))
    return Prepared(statement, "postgresql")


def _unpacked(table: Table, name: str) -> Any:
    """The rows of a table that are in the JSON array of this name."""
    array = cast(bindparam(name), JSON)
    like: Any = literal_column(f'NULL::"{table.name}"')
    rows = func.json_populate_recordset(like, array).table_valued(*table.c.keys(), name="rows")
    return select(*(rows.c[column.name] for column in table.c))


@cache
def _reached(dialect: str, many: int) -> Prepared:
    ids: Any = bindparam("ids", [""] * many, expanding=True)
    return Prepared(select(_PROGRAMME.c.id, _PROGRAMME.c.seq).where(_PROGRAMME.c.id.in_(ids)), dialect, several=True)


@cache
def _known(dialect: str, many: int) -> Prepared:
    ids: Any = bindparam("ids", [""] * many, expanding=True)
    statement = select(_COMMAND.c.id, _COMMAND.c.digest, _COMMAND.c.seq)
    statement = statement.where(_COMMAND.c.programme == bindparam("of", ""), _COMMAND.c.id.in_(ids))
    return Prepared(statement, dialect, several=True)


def _since() -> Any:
    return (
        select(_EVENT)
        .where(_EVENT.c.programme == bindparam("of"), _EVENT.c.seq > bindparam("since"))
        .where((_EVENT.c.retreat == bindparam("in")) | _EVENT.c.retreat.is_(None))
        .order_by(_EVENT.c.seq)
        .limit(bindparam("most"))
    )


def _drop(table: Table, kind: Kind) -> Any:
    return delete(table).where(*(table.c[name] == bindparam(name) for name in ("programme", *KEYS[kind])))


def _upsert(statement: Any, table: Table, kind: Kind) -> Any:
    keys = ["programme", *KEYS[kind]]
    changed = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
