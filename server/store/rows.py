"""Nouns to table rows and back, and the loading of what commands need."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import Connection, Table, and_, or_, select
from sqlmodel import SQLModel

from server.domain import nouns
from server.domain.access import Actor, actor_of, needs_actor
from server.domain.needs import needs
from server.domain.nouns import Closed
from server.domain.rows import KEYS, Kind, Need, Rows, Those
from server.errors import NotFound
from server.store import tables

_MODELS: dict[Kind, type[SQLModel]] = {kind: getattr(tables, f"{kind.__name__}Row") for kind in KEYS}
TABLES: dict[Kind, Table] = {kind: model.__table__ for kind, model in _MODELS.items()}  # type: ignore[attr-defined]

Values = dict[str, Any]
T = TypeVar("T", bound=Closed)


def to_values(noun: Closed, programme: str) -> Values:
    """Column values of a noun."""
    values = noun.model_dump()
    if isinstance(noun, nouns.Annotation):
        values |= _flat_passage(values.pop("passage"))
    elif isinstance(noun, nouns.Recording):
        values["agreement"] = values["agreement"] and orjson.dumps(values["agreement"]).decode()
    elif isinstance(noun, nouns.WordTimes):
        values["words"] = orjson.dumps(values["words"]).decode()
    return {"programme": programme, **values}


def _flat_passage(passage: Values) -> Values:
    ends = {f"{end}_{field}": passage[end][field] for end in ("start", "end") for field in passage[end]}
    return {"source": passage["source"], **ends}


def _annotation(row: Values) -> Closed:
    def place(end: str) -> nouns.Place:
        fields = {field: row.pop(f"{end}_{field}") for field in ("segment", "revision", "offset")}
        return nouns.Place.model_construct(**fields)

    passage = nouns.Passage.model_construct(
        source=row.pop("source"), start=place("start"), end=place("end"), exact=None
    )
    return nouns.Annotation.model_construct(passage=passage, **row)


def _recording(row: Values) -> Closed:
    agreement = row.pop("agreement")
    return nouns.Recording.model_construct(
        agreement=nouns.Agreement.model_construct(**orjson.loads(agreement)) if agreement else None, **row
    )


def _word_times(row: Values) -> Closed:
    words = [tuple(word) for word in orjson.loads(row.pop("words"))]
    return nouns.WordTimes.model_construct(words=words, **row)


_MAKE: dict[Kind, Callable[[Values], Closed]] = {
    nouns.Annotation: _annotation,
    nouns.Recording: _recording,
    nouns.WordTimes: _word_times,
}


def to_noun(kind: type[T], row: Mapping[Any, Any]) -> T:
    """A noun from its row. What is in the database was checked on its way in, so it is not checked again."""
    values = dict(row)
    values.pop("programme")
    make = _MAKE.get(kind)
    return cast(T, make(values)) if make else kind.model_construct(**values)


def find_row(connection: Connection, programme: str, kind: type[T], id: str) -> T:
    """The noun of this id in this programme, or NotFound."""
    table = TABLES[kind]
    statement = select(table).where(table.c.programme == programme, table.c.id == id)
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound
    return to_noun(kind, row)


def read_actor(connection: Connection, programme: str, member: str) -> Actor:
    """The member as they are now; NotSignedIn if they are gone."""
    return actor_of(load(connection, programme, [], [member]), member)


def load(
    connection: Connection, programme: str, commands: Iterable[Any], actors: Iterable[str], also: Iterable[Need] = ()
) -> Rows:
    """All rows that these commands by these members need, and others: one query per kind and round."""
    rows, commands, actors, also = Rows(), list(commands), list(actors), list(also)
    while wanted := _wanted(rows, commands, actors, also):
        for kind, keys in wanted.items():
            rows.load(kind, keys, _fetch(connection, programme, kind, keys))
    return rows


def _wanted(rows: Rows, commands: Iterable[Any], actors: Iterable[str], also: Iterable[Need]) -> dict[Kind, set[Any]]:
    """What is still to be loaded, by kind."""
    wanted: dict[Kind, set[Any]] = {}
    needed = chain(
        chain.from_iterable(needs_actor(actor, rows) for actor in actors),
        chain.from_iterable(needs(command, rows) for command in commands),
        also,
    )
    for kind, key in needed:
        if not rows.knows(kind, key):
            wanted.setdefault(kind, set()).add(key)
    return wanted


def _fetch(connection: Connection, programme: str, kind: Kind, keys: set[Any]) -> list[Closed]:
    table, found = TABLES[kind], []
    for part in _parts(list(keys)):
        statement = select(table).where(table.c.programme == programme, or_(*_conditions(table, kind, part)))
        found += [to_noun(kind, row) for row in connection.execute(statement).mappings()]
    return found


def _conditions(table: Table, kind: Kind, keys: list[Any]) -> list[Any]:
    """One IN list for single keys; a pair of columns or a whole set is a condition of its own."""
    single = [key[0] for key in keys if isinstance(key, tuple) and len(key) == 1]
    conditions: list[Any] = [table.c[KEYS[kind][0]].in_(single)] if single else []
    for key in keys:
        if isinstance(key, Those):
            conditions.append(table.c[key.field] == key.value if key.field else table.c.programme.is_not(None))
        elif len(key) > 1:
            conditions.append(and_(*(table.c[field] == part for field, part in zip(KEYS[kind], key, strict=True))))
    return conditions


def _parts(keys: list[Any], size: int = 400) -> Iterable[list[Any]]:
    """Below SQLite's limits on the depth of an expression and the number of parameters."""
    return (keys[n : n + size] for n in range(0, len(keys), size))
