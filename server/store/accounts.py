"""Accounts: people of the installation who sign in with an e-mail, each a member of one programme or several."""

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, func, insert, select, update

from server.clock import now
from server.errors import AlreadyThere, NotFound, NotSignedIn
from server.store.rows import same_person
from server.store.tables import AccountMemberRow, AccountRow, ProgrammeRow
from server.store.unique import insert_unique

_ACCOUNT: Table = AccountRow.__table__  # type: ignore[attr-defined]
_MEMBER: Table = AccountMemberRow.__table__  # type: ignore[attr-defined]
_PROGRAMME: Table = ProgrammeRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    email: str
    name: str
    password: str | None
    disabled: bool
    subject: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as a programme's stewards see it."""

    member: str
    email: str
    disabled: bool
    has_password: bool
    last_sign_in: str | None


class AccountDisabled(NotSignedIn):
    """Your account here is closed. Ask a steward of your programme to open it again."""

    status = 403


class UseYourEmail(NotSignedIn):
    """You sign in here with your e-mail. Use that and your password, or ask a steward for a new link."""

    status = 403


class HasAccount(AlreadyThere):
    """This person has an account with another e-mail already. Make a new link for that one."""


class EmailTaken(AlreadyThere):
    """Somebody else in this programme has this e-mail. Check the spelling, or give this person another one."""


def folded(email: str) -> str:
    """The one form in which an e-mail is kept and compared."""
    return unicodedata.normalize("NFKC", email).casefold()


def nobody_yet(connection: Connection) -> bool:
    """Whether this installation has neither accounts nor programmes: somebody has to be the first."""
    tables = (_ACCOUNT, _PROGRAMME)
    return all(connection.execute(select(table.c.id).limit(1)).first() is None for table in tables)


def add(connection: Connection, email: str, name: str) -> Account:
    """A new account, which nobody can sign in with until its password is set; EmailTaken if there is one."""
    if by_email(connection, email):
        raise EmailTaken
    it = Account(str(uuid4()), folded(email), name, None, False, None)
    insert_unique(connection, insert(_ACCOUNT).values(**asdict(it)), EmailTaken())
    return it


def join(connection: Connection, account: str, programme: str, member: str) -> None:
    """From now on this account is this member; in one programme it is no other one."""
    if (other := of_member(connection, programme, member)) and other.id != account:
        raise HasAccount
    there = [it for it in members(connection, account) if it[0] == programme]
    if there and there != [(programme, member)]:
        raise EmailTaken
    if not there:
        values = {"programme": programme, "member": member, "account": account}
        insert_unique(connection, insert(_MEMBER).values(**values, disabled=False, used=None), EmailTaken())


def by_id(connection: Connection, id: str) -> Account:
    return _one(connection, _ACCOUNT.c.id == id) or _raise(NotFound())


def by_email(connection: Connection, email: str) -> Account | None:
    return _one(connection, _ACCOUNT.c.email == folded(email))


def by_subject(connection: Connection, subject: str) -> Account | None:
    return _one(connection, _ACCOUNT.c.subject == subject)


def of_member(connection: Connection, programme: str, member: str) -> Account | None:
    joined = select(_MEMBER.c.account).where(_MEMBER.c.programme == programme, _MEMBER.c.member == member)
    return _one(connection, _ACCOUNT.c.id.in_(joined))


def of_person(connection: Connection, programme: str, member: str) -> Account | None:
    """The account of this member, or of another who is the same person."""
    found = (of_member(connection, programme, it) for it in same_person(connection, programme, member))
    return next((it for it in found if it), None)


def members(connection: Connection, account: str) -> list[tuple[str, str]]:
    """(programme, member) of an account, the one used last first, those that are closed to it at the end."""
    statement = select(_MEMBER.c.programme, _MEMBER.c.member).where(_MEMBER.c.account == account)
    ordered = statement.order_by(_MEMBER.c.disabled, func.coalesce(_MEMBER.c.used, "").desc(), _MEMBER.c.programme)
    return [(row.programme, row.member) for row in connection.execute(ordered)]


def programmes(connection: Connection, account: str) -> dict[str, str]:
    """The names of the programmes that are open to an account by their ids, in the order of their names."""
    joined = select(_PROGRAMME.c.id, _PROGRAMME.c.name).join(_MEMBER, _MEMBER.c.programme == _PROGRAMME.c.id)
    open_ = joined.where(_MEMBER.c.account == account, _MEMBER.c.disabled.is_(False))
    statement = open_.order_by(_PROGRAMME.c.name, _PROGRAMME.c.id)
    return {row.id: row.name for row in connection.execute(statement)}


def programme_name(connection: Connection, programme: str) -> str:
    return str(connection.execute(select(_PROGRAMME.c.name).where(_PROGRAMME.c.id == programme)).scalar_one())


def member_in(connection: Connection, account: str | None, programme: str) -> str:
    """The account's member in this programme, or NotFound."""
    there = dict(members(connection, account)) if account else {}
    return there.get(programme) or _raise(NotFound())


def in_programme(connection: Connection, programme: str) -> list[Seen]:
    """Everybody in a programme who has an account."""
    closed = (_ACCOUNT.c.disabled | _MEMBER.c.disabled).label("closed")
    known = _ACCOUNT.c.password.is_not(None).label("known")
    joined = select(_MEMBER.c.member, _ACCOUNT.c.email, closed, known, _MEMBER.c.used)
    statement = joined.join(_ACCOUNT, _ACCOUNT.c.id == _MEMBER.c.account).where(_MEMBER.c.programme == programme)
    rows = connection.execute(statement.order_by(_ACCOUNT.c.email))
    return [Seen(row.member, row.email, bool(row.closed), bool(row.known), row.used) for row in rows]


def everybody(connection: Connection) -> list[Account]:
    return [_account(row) for row in connection.execute(select(_ACCOUNT).order_by(_ACCOUNT.c.email))]


def change(connection: Connection, account: str, **values: Any) -> None:
    """New values of an account's password, subject or whether it is disabled."""
    connection.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account).values(**values))


def open_or_close(connection: Connection, programme: str, member: str, disabled: bool) -> None:
    """Let an account's member into this programme, or no longer; its other programmes are none of our business."""
    statement = update(_MEMBER).where(_MEMBER.c.programme == programme, _MEMBER.c.member == member)
    connection.execute(statement.values(disabled=disabled))


def enter(connection: Connection, programme: str, member: str) -> str | None:
    """The account that a member signs in with, noted as used now; None for a guest, AccountDisabled for a closed one.

    Both rows are held until the transaction ends: whoever disables one of them comes before, or ends this one too.
    """
    here = (_MEMBER.c.programme == programme, _MEMBER.c.member == member)
    joined = select(_ACCOUNT.c.id, _ACCOUNT.c.disabled | _MEMBER.c.disabled)
    statement = joined.join(_MEMBER, _ACCOUNT.c.id == _MEMBER.c.account).where(*here).with_for_update()
    row = connection.execute(statement).first()
    if row is None:
        return None
    account, closed = row
    if closed:
        raise AccountDisabled
    connection.execute(update(_MEMBER).where(*here).values(used=now()))
    return str(account)


def _one(connection: Connection, condition: Any) -> Account | None:
    row = connection.execute(select(_ACCOUNT).where(condition)).first()
    return None if row is None else _account(row)


def _account(row: Any) -> Account:
    return Account(row.id, row.email, row.name, row.password, row.disabled, row.subject)


def _raise(error: Exception) -> Any:
    raise error
