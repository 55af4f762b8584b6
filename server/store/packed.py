"""Parts of a source packed as they are sent, and kept in memory for as long as nothing happens to the source.

They are the same for all who may read the source in this retreat. Whether somebody may is asked before, every time.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from sqlalchemy import Connection, Table, bindparam, func, select

from server.domain.events import Imported, RecordingDeleted, Withdrawn
from server.domain.parts import Part
from server.store.ledger import Ledger
from server.store.snapshot import Snapshots
from server.store.tables import EventRow

# Bytes that are kept: of what was asked for last.
MOST = 64 << 20
# After these, what was packed before may hold words that somebody took back.
LETTING_GO = tuple(it.model_fields["type"].default for it in (Withdrawn, RecordingDeleted, Imported))
_EVENT: Table = EventRow.__table__  # type: ignore[attr-defined]
_LEVEL = 6
# Built once: they are asked for every part.
_OF_PROGRAMME = _EVENT.c.programme == bindparam("programme")
_LAST = select(func.max(_EVENT.c.seq)).where(_OF_PROGRAMME, _EVENT.c.source == bindparam("source"))
_LATER = select(_EVENT.c.seq).where(_OF_PROGRAMME, _EVENT.c.seq > bindparam("since"))
_TAKEN_BACK = _LATER.where(_EVENT.c.type.in_(LETTING_GO)).limit(1)

# Programme, retreat and source, as Snapshots are asked.
Of = tuple[str, str, str]
# Which part, of which epoch.
Key = tuple[Of, str, str]


@dataclass(frozen=True, slots=True)
class Packed:
    """`content` is JSON by gzip, and holds everything up to `seq`: perhaps the part in it names an earlier one, since
    when nothing happened to its source."""

    seq: int
    content: bytes


@dataclass(frozen=True, slots=True)
class _Looked:
    """Up to where a programme was looked for what is to be let go, and up to where everything was."""

    epoch: str
    upto: int
    let_go: int


class PackedParts:
    """Outlines and blocks, in one process of the app."""

    def __init__(self, ledger: Ledger, snapshots: Snapshots, most: int = MOST) -> None:
        self._ledger, self._snapshots, self._most = ledger, snapshots, most
        self._looked: dict[str, _Looked] = {}
        # What was asked for last is at the end.
        self._kept: OrderedDict[Key, Packed] = OrderedDict()
        self._lock = threading.Lock()
        # What many ask for at once is made once, and nobody waits for what somebody else asked for.
        self._making: WeakValueDictionary[Key, threading.Lock] = WeakValueDictionary()

    def outline(self, connection: Connection, of: Of) -> Packed:
        return self._get(connection, of, "outline", lambda: [self._snapshots.outline(connection, *of)])

    def block(self, connection: Connection, of: Of, n: int) -> Packed:
        return self._get(connection, of, f"{n}", lambda: [self._snapshots.block(connection, *of, n)])

    def blocks(self, connection: Connection, of: Of, first: int, last: int) -> Packed:
        """Those from `first` to `last`, both included, as a list."""
        numbers = range(first, last + 1)

        def make() -> list[Part]:
            return [self._snapshots.block(connection, *of, n) for n in numbers]

        return self._get(connection, of, f"{first}-{last}", make)

    def _get(self, connection: Connection, of: Of, name: str, make: Callable[[], list[Part]]) -> Packed:
        epoch, now = self._ledger.stands(connection, of[0])
        key = (of, name, epoch)
        with self._lock:
            self._let_go(connection, of[0], epoch, now)
            making = self._making.setdefault(key, threading.Lock())
        with making:
            kept = self._kept.get(key)
            if kept is None or kept.seq < _last(connection, of):
                kept = Packed(now, gzip.compress(_json(make(), "-" in name), _LEVEL, mtime=0))
            self._keep(key, kept)
        return replace(kept, seq=max(kept.seq, now))

    def _keep(self, key: Key, packed: Packed) -> None:
        """Unless something was taken back while it was made."""
        (programme, *_), _, epoch = key
        with self._lock:
            looked = self._looked[programme]
            if looked.epoch != epoch or packed.seq < looked.let_go:
                return
            self._kept[key] = packed
            self._kept.move_to_end(key)
            while sum(len(it.content) for it in self._kept.values()) > self._most:
                self._kept.popitem(last=False)

    def _let_go(self, connection: Connection, programme: str, epoch: str, now: int) -> None:
        """All that is kept of a programme that was restored, or of which something was taken back."""
        before = self._looked.get(programme) or _Looked(epoch, now, 0)
        restored = epoch != before.epoch
        upto = now if restored else max(before.upto, now)
        if restored or (upto > before.upto and _taken_back(connection, programme, before.upto)):
            for key in [key for key in self._kept if key[0][0] == programme]:
                del self._kept[key]
            before = _Looked(epoch, upto, now)
        self._looked[programme] = _Looked(epoch, upto, before.let_go)


def _json(parts: list[Part], listed: bool) -> bytes:
    each = [it.model_dump_json().encode() for it in parts]
    return b"[" + b",".join(each) + b"]" if listed else each[0]


def _last(connection: Connection, of: Of) -> int:
    """When something happened to this source last."""
    programme, _, source = of
    return connection.execute(_LAST, {"programme": programme, "source": source}).scalar() or 0


def _taken_back(connection: Connection, programme: str, since: int) -> bool:
    return connection.execute(_TAKEN_BACK, {"programme": programme, "since": since}).first() is not None
