"""Sign-in links and sign-ins: only digests of their tokens are kept."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Table, delete, insert, select, update

from server.errors import NotSignedIn
from server.store import accounts
from server.store.rows import same_person
from server.store.tables import ReceiptRow, SignInLinkRow, SignInRow, TokenRow

_LINK: Table = SignInLinkRow.__table__  # type: ignore[attr-defined]
_SIGN_IN: Table = SignInRow.__table__  # type: ignore[attr-defined]
_RECEIPT: Table = ReceiptRow.__table__  # type: ignore[attr-defined]
_TOKEN: Table = TokenRow.__table__  # type: ignore[attr-defined]
# Days after which an expired link is forgotten; until then whoever opens it is told that it expired.
_REMEMBERED = 90

Purpose = Literal["sign_in", "password", "first"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who is behind a sign-in token."""

    digest: str
    programme: str
    member: str
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is good for."""

    digest: str
    purpose: Purpose
    once: bool
    programme: str | None
    member: str | None
    account: str | None


class WrongGuess(NotSignedIn):
    """This is not known here. Check it, or ask a facilitator of your retreat for a new link."""


class LinkUnknown(WrongGuess):
    """This link is not known here, or not whole. Open it again, or ask a facilitator for a new one."""


class LinkExpired(NotSignedIn):
    """This link has expired. Ask a facilitator of your retreat for a new one."""


class LinkUsed(NotSignedIn):
    """This link was used already: it works once. Ask a facilitator of your retreat for a new one."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    connection: Connection,
    programme: str,
    member: str,
    days: float = 7,
    once: bool = False,
    account: str | None = None,
) -> str:
    """The token of a new link that signs this member in until it expires, or once; with an account, for another device
    of whoever is signed in with it."""
    whose = {"programme": programme, "member": member, "account": account}
    return _new_link(connection, days, purpose="sign_in", once=once, **whose)


def make_password_link(connection: Connection, account: str, days: float = 7) -> str:
    """The token of a new link to set an account's password."""
    return _new_link(connection, days, purpose="password", once=True, account=account)


def make_first_link(connection: Connection) -> str | None:
    """The token to set this installation up with, those before are void; None once somebody lives here."""
    connection.execute(delete(_LINK).where(_LINK.c.purpose == "first"))
    return _new_link(connection, 7, purpose="first", once=True) if accounts.nobody_yet(connection) else None


def look(connection: Connection, token: str) -> Link:
    """What this token's link is good for; raises the refusal where it is good for nothing."""
    row = connection.execute(select(_LINK).where(_LINK.c.digest == digest_of(token))).first()
    if row is None:
        raise LinkUnknown
    if row.used:
        raise LinkUsed
    if row.expires <= _now():
        raise LinkExpired
    return Link(row.digest, row.purpose, row.once, row.programme, row.member, row.account)


def use(connection: Connection, token: str, purpose: Purpose) -> Link:
    """The same for whoever uses it now: a link that works once is used up with this transaction."""
    link = look(connection, token)
    if link.purpose != purpose:
        raise LinkUnknown
    if link.once:
        unused = update(_LINK).where(_LINK.c.digest == link.digest, _LINK.c.used.is_(False))
        if connection.execute(unused.values(used=True)).rowcount != 1:  # somebody else was quicker
            raise LinkUsed
    return link


def use_link(connection: Connection, token: str, days: float) -> str:
    """A new sign-in's token for the member that the link is for."""
    link = use(connection, token, "sign_in")
    assert link.programme and link.member
    return sign_in(connection, link.programme, link.member, days, link.account)


def sign_in(connection: Connection, programme: str, member: str, days: float, account: str | None = None) -> str:
    """The token of a new sign-in. Whoever has an account comes in with it alone: a link or a receipt that somebody
    else may hold opens no account. Refused where the account is disabled."""
    held = accounts.of_person(connection, programme, member)
    if (held and held.id) != account:
        raise accounts.UseYourEmail
    if account is not None:
        accounts.enter(connection, programme, member)
    whose = {"programme": programme, "member": member, "account": account}
    return _issue(connection, _SIGN_IN, days, whose)


def who(connection: Connection, digest: str) -> SignIn:
    """Whose sign-in this is; NotSignedIn once it has expired or was ended."""
    statement = select(_SIGN_IN).where(_SIGN_IN.c.digest == digest, _SIGN_IN.c.expires > _now())
    row = connection.execute(statement).first()
    if row is None:
        raise NotSignedIn
    return SignIn(digest, row.programme, row.member, row.account)


def sign_out(connection: Connection, digest: str) -> None:
    connection.execute(delete(_SIGN_IN).where(_SIGN_IN.c.digest == digest))


def sign_out_everywhere(connection: Connection, account: str) -> None:
    """End all sign-ins of an account, and whatever links could start new ones."""
    void_links(connection, account)
    for programme, member in accounts.members(connection, account):
        sign_out_of(connection, programme, member)


def sign_out_of(connection: Connection, programme: str, member: str) -> None:
    """End all sign-ins of a person, the links and receipts that could start new ones, and the tokens that they made."""
    for it in same_person(connection, programme, member):
        _forget(connection, programme, it)


def _forget(connection: Connection, programme: str, member: str) -> None:
    for table in (_SIGN_IN, _LINK, _RECEIPT):
        connection.execute(delete(table).where(table.c.programme == programme, table.c.member == member))
    theirs = update(_TOKEN).where(_TOKEN.c.programme == programme, _TOKEN.c.member == member)
    connection.execute(theirs.values(revoked=True))


def give_account(connection: Connection, account: str, programme: str, member: str) -> None:
    """From now on this member comes in by this account, and by nothing that was handed out before."""
    accounts.join(connection, account, programme, member)
    sign_out_of(connection, programme, member)


def became_one(connection: Connection, programme: str, members: Iterable[str]) -> None:
    """These members are one person now: if one of them has an account, the devices of the others are signed out."""
    members = list(members)
    with_account = {it for it in members if accounts.of_member(connection, programme, it)}
    if with_account:
        for it in set(members) - with_account:
            _forget(connection, programme, it)


def void_links(connection: Connection, account: str) -> None:
    """Links to set this account's password are good for nothing any more."""
    connection.execute(delete(_LINK).where(_LINK.c.account == account, _LINK.c.used.is_(False)))


def move(connection: Connection, it: SignIn, programme: str, days: float) -> str:
    """The token of a sign-in as the account's member in another of its programmes; NotFound if it has none there. The
    old one ends, with every socket that is open on it."""
    member = accounts.member_in(connection, it.account, programme)
    sign_out(connection, it.digest)
    return sign_in(connection, programme, member, days, it.account)


def still_valid(connection: Connection, digests: set[str]) -> set[str]:
    """Those of these sign-ins that are still in force."""
    statement = select(_SIGN_IN.c.digest).where(_SIGN_IN.c.digest.in_(digests), _SIGN_IN.c.expires > _now())
    return set(connection.execute(statement).scalars())


def _new_link(connection: Connection, days: float, **about: Any) -> str:
    connection.execute(delete(_LINK).where(_LINK.c.expires < _in(-_REMEMBERED)))
    connection.execute(delete(_SIGN_IN).where(_SIGN_IN.c.expires < _now()))
    nobody = {"programme": None, "member": None, "account": None}
    return _issue(connection, _LINK, days, {**nobody, "used": False, **about})


def _issue(connection: Connection, table: Table, days: float, row: dict[str, Any]) -> str:
    token = secrets.token_urlsafe(32)
    connection.execute(insert(table).values(digest=digest_of(token), expires=_in(days), **row))
    return token


def _in(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def _now() -> str:
    return _in(0)
