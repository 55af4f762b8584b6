"""Who is signed in to a programme and what they are there: no more than it takes to notice, every second, that it
changed."""

from collections.abc import Hashable
from functools import cache

from sqlalchemy import Connection, bindparam, select

from server.clock import later
from server.domain.nouns import Attendance, Member
from server.store.prepared import Prepared
from server.store.rows import TABLES
from server.store.tables import SignInRow

_SIGN_IN = SignInRow.__table__  # type: ignore[attr-defined]


def standing(connection: Connection, programme: str) -> Hashable:
    """Equal to what it was as long as nobody has another right, or another sign-in in force."""
    statements = zip(_statements(connection.dialect.name), ((), (), (later(0),)), strict=True)
    return tuple(frozenset(it.tuples(connection, programme, *more)) for it, more in statements)


@cache
def _statements(dialect: str) -> tuple[Prepared, ...]:
    member, attendance = TABLES[Member].c, TABLES[Attendance].c
    statements = (
        select(member.id, member.merged_into, member.steward).where(member.programme == bindparam("of")),
        select(attendance.retreat, attendance.member, attendance.role).where(attendance.programme == bindparam("of")),
        select(_SIGN_IN.c.digest).where(_SIGN_IN.c.programme == bindparam("of"), _SIGN_IN.c.expires > bindparam("now")),
    )
    return tuple(Prepared(it, dialect) for it in statements)
