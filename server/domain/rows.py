"""The rows that a batch of commands needs: loaded by the store, changed by `apply_`, written back once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from server.domain.nouns import (
    Annotation,
    Answer,
    Attendance,
    Chunk,
    Closed,
    Code,
    ConsentItem,
    Deed,
    Group,
    Invitation,
    Member,
    Memo,
    Organisation,
    Placement,
    Recording,
    Reply,
    Retreat,
    Revision,
    Run,
    Seat,
    Sector,
    Segment,
    Session,
    Source,
    Speaker,
    Stance,
    Step,
    Suggestion,
    WordTimes,
)
from server.errors import NotFound

Key = tuple[str | int, ...]
Kind = type[Closed]
T = TypeVar("T", bound=Closed)

# What identifies a row within its programme; every other kind has an id of its own.
KEYS: dict[Kind, tuple[str, ...]] = {
    Sector: ("id",),
    Organisation: ("id",),
    Member: ("id",),
    ConsentItem: ("id",),
    Retreat: ("id",),
    Attendance: ("retreat", "member"),
    Answer: ("retreat", "member", "item"),
    Session: ("id",),
    Group: ("id",),
    Seat: ("session", "member"),
    Invitation: ("id",),
    Speaker: ("id",),
    Source: ("id",),
    Placement: ("retreat", "source"),
    Recording: ("id",),
    Chunk: ("recording", "n"),
    Run: ("id",),
    Segment: ("id",),
    Revision: ("segment", "id"),
    Step: ("segment", "id"),
    Suggestion: ("id",),
    WordTimes: ("segment",),
    Code: ("id",),
    Annotation: ("id",),
    Reply: ("id",),
    Stance: ("annotation", "member"),
    Memo: ("id",),
    Deed: ("id",),
}

# What is not written by commands alone: pieces of sound come by themselves.
FROM_ELSEWHERE: tuple[Kind, ...] = (Chunk,)


@dataclass(frozen=True, slots=True)
class Those:
    """Every row of a kind whose `field` has this value; without a field, every row of the programme."""

    field: str | None = None
    value: str | bool | None = None


Need = tuple[Kind, Key | Those]


def key_of(noun: Closed) -> Key:
    return tuple(getattr(noun, field) for field in KEYS[type(noun)])


class Rows:
    """Rows by kind and key; a key that was looked for and is not there is known as absent."""

    def __init__(self) -> None:
        self._known: defaultdict[Kind, dict[Key, Closed | None]] = defaultdict(dict)
        self._sets: dict[Kind, set[Those]] = {}
        # What is known, by kind and field, for `those`: many ask for one each.
        self._grouped: dict[Kind, dict[str, dict[Any, dict[Key, Closed | None]]]] = {}
        self._written: dict[Kind, dict[Key, Closed | None]] = {}
        # Who somebody is by these rows, until anything else is known about anybody (see `access.actor_of`).
        self.actors: dict[str, Any] = {}
        # What changed since it was last emptied, before and after: by it the store knows what one command did.
        self.journal: dict[tuple[Kind, Key], tuple[Closed | None, Closed | None]] = {}

    def load(self, kind: Kind, wanted: Iterable[Key | Those], found: Iterable[Closed]) -> None:
        """Take in what the store found for what was wanted; what is known here is newer."""
        known = self._known[kind]
        for noun in found:
            key = key_of(noun)
            if key not in known:
                known[key] = noun
                self._forget_actors(kind)
                self._regroup(kind, key, None, noun)
        for it in wanted:
            if isinstance(it, Those):
                self._sets.setdefault(kind, set()).add(it)
            else:
                known.setdefault(it, None)

    def _forget_actors(self, kind: Kind) -> None:
        if kind in (Member, Attendance):
            self.actors.clear()

    def knows(self, kind: Kind, key: Key | Those) -> bool:
        return key in self._sets.get(kind, ()) if isinstance(key, Those) else key in self._known[kind]

    def get(self, kind: type[T], *key: str | int) -> T | None:
        noun = self._known[kind].get(key)
        return noun if isinstance(noun, kind) else None

    def find(self, kind: type[T], *key: str | int) -> T:
        """The row, or NotFound: nobody learns whether it exists elsewhere."""
        noun = self.get(kind, *key)
        if noun is None:
            raise NotFound
        return noun

    def all(self, kind: type[T]) -> Iterator[T]:
        return (noun for noun in self._known[kind].values() if isinstance(noun, kind))

    def those(self, kind: type[T], field: str, value: str | bool) -> list[T]:
        """Every row of a kind whose `field` has this value: all of them must have been asked for."""
        groups = self._grouped.setdefault(kind, {}).get(field)
        if groups is None:
            groups = self._grouped[kind][field] = {}
            for key, noun in self._known[kind].items():
                if noun is not None:
                    groups.setdefault(getattr(noun, field), {})[key] = noun
        return cast(list[T], [it for it in groups.get(value, {}).values() if it is not None])

    def _regroup(self, kind: Kind, key: Key, before: Closed | None, after: Closed | None) -> None:
        for field, groups in self._grouped.get(kind, {}).items():
            if before is not None:
                groups[getattr(before, field)][key] = None  # should it come back, then to its place
            if after is not None:
                groups.setdefault(getattr(after, field), {})[key] = after

    def put(self, noun: Closed) -> None:
        self._set(type(noun), key_of(noun), noun)

    def drop(self, kind: Kind, *key: str | int) -> None:
        """There is no such row any more."""
        self._set(kind, key, None)

    def _set(self, kind: Kind, key: Key, noun: Closed | None) -> None:
        known = self._known[kind].get(key)
        self._forget_actors(kind)
        self._regroup(kind, key, known, noun)
        before, _ = self.journal.get((kind, key), (known, None))
        self.journal[kind, key] = (before, noun)
        self._known[kind][key] = noun
        self._written.setdefault(kind, {})[key] = noun

    def written(self) -> dict[Kind, list[Closed]]:
        """What was put since loading, by kind in the order of KEYS (so that references exist before use)."""
        put = {kind: [it for it in self._written[kind].values() if it] for kind in KEYS if kind in self._written}
        return {kind: nouns for kind, nouns in put.items() if nouns}

    def dropped(self) -> dict[Kind, list[Key]]:
        """The keys of what was dropped since loading, by kind."""
        gone = {kind: [key for key, it in rows.items() if it is None] for kind, rows in self._written.items()}
        return {kind: keys for kind, keys in gone.items() if keys}

    def settled(self, most: int) -> None:
        """What was written is in the store: what is known here is as it is there, but for what comes there by other
        ways, which is known no more. Of more than `most`, those kinds are let go of which there is the most."""
        for kind in FROM_ELSEWHERE:
            self._let_go(kind)
        self._written.clear()
        self.journal.clear()
        while sum(map(len, self._known.values())) + sum(map(len, self._sets.values())) > most:
            self._let_go(max(self._known, key=self._many))

    def _many(self, kind: Kind) -> int:
        return len(self._known[kind]) + len(self._sets.get(kind, ()))

    def _let_go(self, kind: Kind) -> None:
        for known in (self._known, self._sets, self._grouped):
            known.pop(kind, None)
        self._forget_actors(kind)
