"""Nouns to table rows and back, and the loading of what commands need."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import Connection, Table, bindparam, or_, select, tuple_
from sqlmodel import SQLModel

from server.domain import nouns
from server.domain.access import Actor, actor_of, needs_actor
from server.domain.deeds import member_and_source
from server.domain.needs import needs
from server.domain.nouns import Closed
from server.domain.rows import KEYS, Kind, Need, Rows, Those
from server.errors import NotFound
from server.store import tables
from server.store.prepared import Prepared, sized

_MODELS: dict[Kind, type[SQLModel]] = {kind: getattr(tables, f"{kind.__name__}Row") for kind in KEYS}
TABLES: dict[Kind, Table] = {kind: model.__table__ for kind, model in _MODELS.items()}  # type: ignore[attr-defined]
_EVENT: Table = tables.EventRow.__table__  # type: ignore[attr-defined]

# Fields that hold more than a value, as text.
_IN_JSON: dict[Kind, tuple[str, ...]] = {
    nouns.Recording: ("agreement",),
    nouns.WordTimes: ("words",),
    nouns.Deed: ("segments",),
    nouns.Step: ("cut", "joined", "edits"),
}

Values = dict[str, Any]
T = TypeVar("T", bound=Closed)


def to_values(noun: Closed, programme: str) -> Values:
    """Column values of a noun. What lies in its fields is taken as it is: to dump each costs more than to write it."""
    values = {"programme": programme, **noun.__dict__}
    if isinstance(noun, nouns.Annotation):
        values |= _flat_passage(values.pop("passage"))
    for name in _IN_JSON.get(type(noun), ()):
        values[name] = _json(values[name])
    return values


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return orjson.dumps(value.__dict__ if isinstance(value, Closed) else value).decode()


def _flat_passage(passage: nouns.Passage) -> Values:
    start, end = passage.start, passage.end
    return {
        "source": passage.source,
        "start_segment": start.segment,
        "start_revision": start.revision,
        "start_offset": start.offset,
        "end_segment": end.segment,
        "end_revision": end.revision,
        "end_offset": end.offset,
    }


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


def _step(row: Values) -> Closed:
    edits = [tuple(edit) for edit in orjson.loads(row.pop("edits"))]
    cut, joined = row.pop("cut"), row.pop("joined")
    return nouns.Step.model_construct(
        edits=edits,
        cut=nouns.Cut.model_construct(**orjson.loads(cut)) if cut else None,
        joined=nouns.Joined.model_construct(**orjson.loads(joined)) if joined else None,
        **row,
    )


def _deed(row: Values) -> Closed:
    return nouns.Deed.model_construct(segments=orjson.loads(row.pop("segments")), **row)


_MAKE: dict[Kind, Callable[[Values], Closed]] = {
    nouns.Annotation: _annotation,
    nouns.Recording: _recording,
    nouns.Step: _step,
    nouns.Deed: _deed,
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


def same_person(connection: Connection, programme: str, member: str) -> list[str]:
    """Every member of this programme who turned out to be the same person as this one, and that one."""
    table = TABLES[nouns.Member]
    here = table.c.programme == programme
    merged_into = connection.execute(select(table.c.merged_into).where(here, table.c.id == member)).scalar()
    person = merged_into or member
    theirs = select(table.c.id).where(here, or_(table.c.id == person, table.c.merged_into == person))
    return list(connection.execute(theirs).scalars()) or [member]


def read_actor(connection: Connection, programme: str, member: str) -> Actor:
    """The member as they are now; NotSignedIn if they are gone."""
    return actor_of(load(connection, programme, [], [member]), member)


def load(
    connection: Connection,
    programme: str,
    asked: Iterable[tuple[str, Any]],
    members: Iterable[str],
    also: Iterable[Need] = (),
    rows: Rows | None = None,
) -> Rows:
    """All rows that these commands, each by an actor, need; with these members and what else is wanted; beside those
    that are here. One query per kind and round."""
    rows, asked, members, also = rows or Rows(), list(asked), list(members), list(also)
    while _load(connection, programme, rows, chain(_needed(rows, asked, members), also)):
        pass
    return rows


def _load(connection: Connection, programme: str, rows: Rows, needed: Iterable[Need]) -> bool:
    """Read what of this is not known yet; whether anything was found, from which more may follow."""
    wanted: dict[Kind, set[Any]] = {}
    for kind, key in needed:
        if not rows.knows(kind, key):
            wanted.setdefault(kind, set()).add(key)
    fetched = [(kind, keys, _fetch(connection, programme, kind, keys)) for kind, keys in wanted.items()]
    for kind, keys, found in fetched:
        rows.load(kind, keys, found)
    return any(found for _, _, found in fetched)


def _needed(rows: Rows, asked: Iterable[tuple[str, Any]], members: Iterable[str]) -> Iterator[Need]:
    known = set(members)
    for member in known:
        yield from needs_actor(member, rows)
    for actor, command in asked:
        yield from needs(command, rows, actor if actor in known else None)


def _fetch(connection: Connection, programme: str, kind: Kind, keys: set[Any]) -> list[Closed]:
    keys = _by_the_ledger(connection, programme, keys) if kind is nouns.Deed else keys
    found = []
    for part in _parts(list(keys)):
        wanted = {names: sized(values) for names, values in _by_columns(kind, part).items()}
        wanted = {} if () in wanted else wanted
        ways = tuple((names, len(values)) for names, values in wanted.items())
        values = [it for names, of in wanted.items() for it in (of if len(names) == 1 else chain(*of))]
        rows = _select(connection.dialect.name, kind, ways).rows(connection, programme, *values)
        found += [to_noun(kind, row) for row in rows]
    return found


def _by_the_ledger(connection: Connection, programme: str, keys: set[Any]) -> set[Any]:
    """Deeds of a stack by their ids: what somebody did in a source, the ledger knows."""
    stacks = {it for it in keys if isinstance(it, Those) and it.field == "stack"}
    ids: set[Any] = set()
    for member, source in {member_and_source(str(it.value)) for it in stacks}:
        theirs = (_EVENT.c.programme == programme, _EVENT.c.source == source, _EVENT.c.author == member)
        ids |= {(id,) for id in connection.execute(select(_EVENT.c.command).where(*theirs)).scalars()}
    return keys - stacks | ids


def _by_columns(kind: Kind, keys: list[Any]) -> dict[tuple[str, ...], list[Any]]:
    """What is wanted, by the columns that it is wanted by; by none where everything is."""
    wanted: dict[tuple[str, ...], list[Any]] = {}
    for key in keys:
        if isinstance(key, Those):
            wanted.setdefault((key.field,) if key.field else (), []).append(key.value)
        else:
            wanted.setdefault(KEYS[kind], []).append(key if len(key) > 1 else key[0])
    return wanted


@cache
def _select(dialect: str, kind: Kind, ways: tuple[tuple[tuple[str, ...], int], ...]) -> Prepared:
    """By each of these columns, so many values; everything of the programme where there are none."""
    table = TABLES[kind]
    statement = select(table).where(table.c.programme == bindparam("of", ""))
    conditions = []
    for n, (names, many) in enumerate(ways):
        columns = [table.c[name] for name in names]
        alone = len(columns) == 1
        some: Any = ["" if alone else ("",) * len(columns)] * many
        values: Any = bindparam(f"in_{n}", some, type_=columns[0].type if alone else None, expanding=True)
        conditions.append((columns[0] if alone else tuple_(*columns)).in_(values))
    return Prepared(statement.where(or_(*conditions)) if conditions else statement, dialect, several=True)


def _parts(keys: list[Any], size: int = 400) -> Iterable[list[Any]]:
    """Below SQLite's limits on the depth of an expression and the number of parameters."""
    return (keys[n : n + size] for n in range(0, len(keys), size))
