"""The accounts of a programme's people, as its stewards see to them."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection

from server.domain.access import access
from server.domain.nouns import Closed, Member
from server.domain.text import Id
from server.errors import NotAllowed, NotFound, Refusal
from server.http.answers import AccountMade, AccountShown, LinkMade
from server.http.bodies import Email, posted
from server.http.dependencies import TheServices, TheSignIn, same_origin
from server.http.links import NOT_KEPT, link_made, site_of
from server.http.readers import TheActor
from server.store import accounts, sign_ins
from server.store.accounts import Account
from server.store.rows import find_row

_DAYS = 7


class NewAccount(Closed):
    member: Id
    email: Email


class AccountElsewhere(Refusal):
    """This e-mail has an account in another programme here. Whoever runs this server can bring it in: ask them."""

    status = 409


class OwnAccount(NotAllowed):
    """You cannot close your own account: nobody might be left to open it. Ask another steward."""


def _steward(actor: TheActor) -> None:
    access(actor, "manage_accounts")


router = APIRouter(prefix="/api/accounts", dependencies=[Depends(same_origin), Depends(_steward)])


@router.get("")
def every_account(services: TheServices, sign_in: TheSignIn) -> list[AccountShown]:
    with services.database.read() as connection:
        return [AccountShown(**asdict(it)) for it in accounts.in_programme(connection, sign_in.programme)]


@router.post("")
def make_account(
    sign_in: TheSignIn,
    body: Annotated[Any, posted(NewAccount)],
    request: Request,
    response: Response,
    services: TheServices,
) -> AccountMade:
    """Let a member in by e-mail. Nobody has shown that an e-mail is theirs, nor who set its password: so one that
    another programme uses is brought in by whoever runs this server, and by nobody else."""
    with services.database.write() as connection:
        person = find_row(connection, sign_in.programme, Member, body.member)
        account = accounts.by_email(connection, body.email) or accounts.add(connection, body.email, person.name)
        if {it for it, _ in accounts.members(connection, account.id)} - {sign_in.programme}:
            raise AccountElsewhere
        sign_ins.give_account(connection, account.id, sign_in.programme, person.id)
        response.headers.update(NOT_KEPT)
        link = _new_link(connection, account, site_of(request, services))
        return AccountMade(account=_read(connection, sign_in.programme, person.id), link=link)


@router.post("/{member}/link")
def new_link(member: str, sign_in: TheSignIn, request: Request, response: Response, services: TheServices) -> LinkMade:
    """For somebody who forgot their password, or lost the link; those that are out are void."""
    with services.database.write() as connection:
        account = _theirs(connection, sign_in.programme, member)
        if _is_elsewhere(connection, account):
            raise AccountElsewhere
        response.headers.update(NOT_KEPT)
        return _new_link(connection, account, site_of(request, services))


@router.post("/{member}/disable")
def disable(member: str, sign_in: TheSignIn, services: TheServices) -> AccountShown:
    """Close this programme to an account: its sign-ins end now, its open sockets within a second."""
    with services.database.write() as connection:
        if _theirs(connection, sign_in.programme, member).id == sign_in.account:
            raise OwnAccount
        accounts.open_or_close(connection, sign_in.programme, member, disabled=True)
        sign_ins.sign_out_of(connection, sign_in.programme, member)
        return _read(connection, sign_in.programme, member)


@router.post("/{member}/enable")
def enable(member: str, sign_in: TheSignIn, services: TheServices) -> AccountShown:
    with services.database.write() as connection:
        _theirs(connection, sign_in.programme, member)
        accounts.open_or_close(connection, sign_in.programme, member, disabled=False)
        return _read(connection, sign_in.programme, member)


def _theirs(connection: Connection, programme: str, member: str) -> Account:
    account = accounts.of_member(connection, programme, member)
    if account is None:
        raise NotFound
    return account


def _is_elsewhere(connection: Connection, account: Account) -> bool:
    return len(accounts.members(connection, account.id)) > 1


def _new_link(connection: Connection, account: Account, site: str) -> LinkMade:
    sign_ins.void_links(connection, account.id)
    return link_made(site, "password", sign_ins.make_password_link(connection, account.id, _DAYS), _DAYS)


def _read(connection: Connection, programme: str, member: str) -> AccountShown:
    seen = next(it for it in accounts.in_programme(connection, programme) if it.member == member)
    return AccountShown(**asdict(seen))
