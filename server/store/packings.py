"""Archives that are packed on the server: who asked for which, how far each is, and the file on disk."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, true, update

from server.clock import now
from server.domain.access import WHO, Actor, columns
from server.errors import NotFound
from server.store.tables import PackingRow

_TABLE: Table = PackingRow.__table__  # type: ignore[attr-defined]
DAYS = 7
"""For how long an archive is kept that was packed."""

State = Literal["waiting", "packing", "ready", "failed", "outdated"]
Seen = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Packing:
    """An archive that is packed for `member`; see PackingRow. One is outdated when something in it was taken back."""

    programme: str
    id: str
    member: str
    retreat: str | None
    session: str | None
    recording: str | None
    sound: bool
    marks: bool
    name: str
    seen: Seen
    total: int
    at: str
    expires: str
    state: State = "waiting"
    done: int = 0


def seen_as(actor: Actor, retreats: list[str]) -> Seen:
    """In which columns of the permission table this actor stands, by retreat: what is in an archive follows from it."""
    return {it: sorted(columns(actor, it)) for it in retreats}


def may_still(actor: Actor, it: Packing) -> bool:
    """Whether this actor would get the same if it was packed now."""
    retreats = list(it.seen)
    return seen_as(actor, retreats) == it.seen and all(columns(actor, one) & WHO["export"] for one in retreats)


def place(connection: Connection, it: Packing) -> None:
    connection.execute(insert(_TABLE).values(**asdict(it)))


def of_member(connection: Connection, programme: str, members: frozenset[str]) -> list[Packing]:
    """What these asked for and was not let go of, the latest first."""
    mine = _TABLE.c.programme == programme, _TABLE.c.member.in_(members), _TABLE.c.expires > now()
    return [_packing(row) for row in connection.execute(select(_TABLE).where(*mine).order_by(_TABLE.c.at.desc()))]


def find(connection: Connection, programme: str, id: str) -> Packing:
    """NotFound for what is not there, or past its time."""
    row = connection.execute(select(_TABLE).where(*_this(programme, id), _TABLE.c.expires > now())).first()
    if row is None:
        raise NotFound
    return _packing(row)


def begin(connection: Connection, programme: str, id: str) -> bool:
    """A worker packs it, from the beginning; whether anybody still wants it."""
    return _change(connection, programme, id, ("waiting", "packing"), state="packing", done=0)


def note(connection: Connection, programme: str, id: str, done: int) -> bool:
    """So many bytes are packed; whether to go on."""
    return _change(connection, programme, id, ("packing",), done=done)


def finish(connection: Connection, programme: str, id: str, size: int) -> bool:
    """The file is there, of `size` bytes; whether it may be given out."""
    return _change(connection, programme, id, ("packing",), state="ready", done=size, total=size)


def fail(connection: Connection, programme: str, id: str) -> None:
    _change(connection, programme, id, ("waiting", "packing"), state="failed")


def set_aside(connection: Connection, programme: str, id: str) -> None:
    """It would hold something that must not leave any more."""
    _change(connection, programme, id, ("packing",), state="outdated")


def outdate(connection: Connection, programme: str, retreat: str | None, sound_alone: bool = False) -> bool:
    """Something of this retreat was taken back (or, of those with sound alone, may be): no archive with it that was
    packed, or is being packed, is given out. Whether there was any."""
    begun = _TABLE.c.programme == programme, _TABLE.c.state.in_(("packing", "ready"))
    with_it = true() if retreat is None else or_(_TABLE.c.retreat == retreat, _TABLE.c.retreat.is_(None))
    heard = _TABLE.c.sound if sound_alone else true()
    return bool(connection.execute(update(_TABLE).where(*begun, with_it, heard).values(state="outdated")).rowcount)


def count(connection: Connection, programme: str, member: str) -> int:
    """How many archives of this member's are packed, or are to be."""
    theirs = _TABLE.c.programme == programme, _TABLE.c.member == member, _TABLE.c.expires > now()
    on_disk = _TABLE.c.state.in_(("waiting", "packing", "ready"))
    return int(connection.execute(select(func.count()).where(*theirs, on_disk)).scalar_one())


def let_go(connection: Connection, programme: str, id: str) -> None:
    connection.execute(delete(_TABLE).where(*_this(programme, id)))


def in_use(connection: Connection, programme: str) -> frozenset[str]:
    """Of which there may be files; what is past its time is forgotten with this."""
    connection.execute(delete(_TABLE).where(_TABLE.c.programme == programme, _TABLE.c.expires <= now()))
    used = or_(_TABLE.c.state == "packing", _TABLE.c.state == "ready")
    return frozenset(connection.execute(select(_TABLE.c.id).where(_TABLE.c.programme == programme, used)).scalars())


class Packed:
    """The files: one folder per programme."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "archives"

    def path(self, programme: str, id: str) -> Path:
        return self._folder / programme / f"{id}.zip"

    def programmes(self) -> list[str]:
        """Those of which there are files."""
        return [it.name for it in self._folder.iterdir() if it.is_dir()] if self._folder.is_dir() else []

    def all(self, programme: str) -> Iterator[Path]:
        folder = self._folder / programme
        return folder.iterdir() if folder.is_dir() else iter(())

    def begun(self, programme: str, id: str) -> Iterator[Path]:
        """What was written of this one and not finished."""
        return (it for it in self.all(programme) if it.name.startswith(f".{id}."))

    def let_go(self, paths: Iterable[Path], kept: frozenset[str]) -> None:
        """Of these, all but the files of those that are kept."""
        for path in paths:
            if path.name.lstrip(".").partition(".")[0] not in kept:
                path.unlink(missing_ok=True)


def _change(connection: Connection, programme: str, id: str, states: tuple[State, ...], **values: Any) -> bool:
    this = *_this(programme, id), _TABLE.c.state.in_(states)
    return bool(connection.execute(update(_TABLE).where(*this).values(**values)).rowcount)


def _this(programme: str, id: str) -> Any:
    return _TABLE.c.programme == programme, _TABLE.c.id == id


def _packing(row: Any) -> Packing:
    return Packing(**row._mapping)
