"""Sign-in links and sign-ins: only digests of their tokens are kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Table, delete, insert, select

from server.errors import NotSignedIn
from server.store.tables import SignInLinkRow, SignInRow

_LINK: Table = SignInLinkRow.__table__  # type: ignore[attr-defined]
_SIGN_IN: Table = SignInRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who is behind a sign-in token."""

    digest: str
    programme: str
    member: str


class LinkExpired(NotSignedIn):
    """This sign-in link is unknown here or has expired. Ask a facilitator of your retreat for a new one."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(connection: Connection, programme: str, member: str, days: int = 7) -> str:
    """The token of a new link, good until it expires."""
    return _issue(connection, _LINK, programme, member, days)


def use_link(connection: Connection, token: str, days: int) -> str:
    """A new sign-in's token for whoever the link is for; LinkExpired otherwise."""
    link = _valid(connection, _LINK, digest_of(token))
    if link is None:
        raise LinkExpired
    return _issue(connection, _SIGN_IN, link.programme, link.member, days)


def who(connection: Connection, digest: str) -> SignIn:
    """Whose sign-in this is; NotSignedIn once it has expired or was ended."""
    found = _valid(connection, _SIGN_IN, digest)
    if found is None:
        raise NotSignedIn
    return found


def sign_out(connection: Connection, digest: str) -> None:
    connection.execute(delete(_SIGN_IN).where(_SIGN_IN.c.digest == digest))


def still_valid(connection: Connection, digests: set[str]) -> set[str]:
    """Those of these sign-ins that are still in force."""
    statement = select(_SIGN_IN.c.digest).where(_SIGN_IN.c.digest.in_(digests), _SIGN_IN.c.expires > _now())
    return set(connection.execute(statement).scalars())


def _issue(connection: Connection, table: Table, programme: str, member: str, days: int) -> str:
    token = secrets.token_urlsafe(32)
    row = {
        "digest": digest_of(token),
        "programme": programme,
        "member": member,
        "expires": (datetime.now(UTC) + timedelta(days=days)).isoformat(),
    }
    connection.execute(insert(table).values(**row))
    return token


def _valid(connection: Connection, table: Table, digest: str) -> SignIn | None:
    statement = select(table).where(table.c.digest == digest, table.c.expires > _now())
    row = connection.execute(statement).first()
    return None if row is None else SignIn(digest, row.programme, row.member)


def _now() -> str:
    return datetime.now(UTC).isoformat()
