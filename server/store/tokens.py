"""Tokens by which programs read: only digests are kept, and for a while what became of them."""

import secrets
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, delete, insert, select, update

from server.clock import later, now
from server.errors import NotFound, NotSignedIn
from server.store.sign_ins import SignIn, WrongGuess, digest_of
from server.store.tables import SignInRow, TokenRow

_TOKEN: Table = TokenRow.__table__  # type: ignore[attr-defined]
_SIGN_IN: Table = SignInRow.__table__  # type: ignore[attr-defined]
# By it scanners for secrets recognise a token that somebody published.
PREFIX = "dr_"
# Days after its end for which a token is known, so that whoever still uses it is told so.
_REMEMBERED = 90
# RFC 6750, section 3.1
_INVALID = MappingProxyType({"WWW-Authenticate": 'Bearer error="invalid_token"'})


@dataclass(frozen=True, slots=True)
class Token:
    """`retreat` is none where it reads the programme; `used` is the day (UTC) of its last use; `made` and `expires`
    are instants."""

    digest: str
    id: str
    programme: str
    member: str
    retreat: str | None
    name: str
    made: str
    used: str | None
    expires: str
    revoked: bool

    @property
    def ended(self) -> bool:
        return self.expires <= now()


class TokenUnknown(WrongGuess):
    """This token is not known here, or not whole. Copy it again where it was kept, or make another."""

    headers = _INVALID


class TokenEnded(NotSignedIn):
    """This token has ended. Make another where the retreat or the programme is taken away."""

    headers = _INVALID


class TokenRevoked(NotSignedIn):
    """This token was revoked. Make another where the retreat or the programme is taken away."""

    headers = _INVALID


def make(connection: Connection, maker: SignIn, retreat: str | None, name: str, days: int) -> tuple[Token, str]:
    """A new token of whoever is signed in, and what is shown of it once; NotSignedIn where they no longer are.

    The sign-in's row is held until the transaction ends: whoever ends it comes before, or revokes this one too.
    """
    held = select(_SIGN_IN.c.digest).where(_SIGN_IN.c.digest == maker.digest).with_for_update()
    if connection.execute(held).first() is None:
        raise NotSignedIn
    connection.execute(delete(_TOKEN).where(_TOKEN.c.expires < later(-_REMEMBERED)))
    secret = PREFIX + secrets.token_urlsafe(32)
    whose = (maker.programme, maker.member, retreat, name)
    it = Token(digest_of(secret), str(uuid4()), *whose, now(), None, later(days), revoked=False)
    connection.execute(insert(_TOKEN).values(**asdict(it)))
    return it, secret


def find(connection: Connection, secret: str) -> Token:
    """The token that this is; TokenUnknown, TokenRevoked or TokenEnded where it is good for nothing."""
    row = connection.execute(select(_TOKEN).where(_TOKEN.c.digest == digest_of(secret))).first()
    if row is None:
        raise TokenUnknown
    it = _token(row)
    if it.revoked:
        raise TokenRevoked
    if it.ended:
        raise TokenEnded
    return it


def by_id(connection: Connection, programme: str, id: str) -> Token:
    """The token of this id in this programme, or NotFound."""
    row = connection.execute(select(_TOKEN).where(_TOKEN.c.programme == programme, _TOKEN.c.id == id)).first()
    if row is None:
        raise NotFound
    return _token(row)


def in_programme(connection: Connection, programme: str, retreat: str | None = None) -> list[Token]:
    """Those that were not revoked, the latest first; of one retreat where it is named."""
    statement = select(_TOKEN).where(_TOKEN.c.programme == programme, _TOKEN.c.revoked.is_(False))
    if retreat is not None:
        statement = statement.where(_TOKEN.c.retreat == retreat)
    return [_token(row) for row in connection.execute(statement.order_by(_TOKEN.c.made.desc(), _TOKEN.c.id))]


def note_use(connection: Connection, it: Token, day: str) -> None:
    connection.execute(update(_TOKEN).where(_TOKEN.c.digest == it.digest).values(used=day))


def revoke(connection: Connection, it: Token) -> None:
    """From now on it reads nothing."""
    connection.execute(update(_TOKEN).where(_TOKEN.c.digest == it.digest).values(revoked=True))


def _token(row: Any) -> Token:
    return Token(**row._mapping)
