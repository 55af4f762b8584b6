"""Who one is: one's programmes, another device of one's own, a receipt to come back with."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import StringConstraints
from sqlalchemy import Connection

from server.domain.nouns import Closed
from server.domain.parts import Me, Programme
from server.domain.text import Id, Sha256
from server.errors import NotAllowed, NotFound
from server.http.answers import LinkMade
from server.http.bodies import Password, posted
from server.http.dependencies import Services, TheServices, TheSignIn, same_origin
from server.http.links import NOT_KEPT, link_made, picture, site_of
from server.http.sign_in import give_cookie
from server.http.tries import TheTries
from server.store import accounts, receipts, sign_ins
from server.ways_in import passwords

router = APIRouter(prefix="/api/me", dependencies=[Depends(same_origin)])

_TEN_MINUTES = 10 / 1440  # in days


class WhichProgramme(Closed):
    programme: Id


class ChangedPassword(Closed):
    old: Password
    password: Password


class WrongPassword(NotAllowed):
    """That is not your password now. Try again, or ask a steward for a new link."""


class DeviceToken(Closed):
    token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class NewReceipt(Closed):
    sha256: Sha256


@router.get("")
def me(services: TheServices, sign_in: TheSignIn) -> Me:
    with services.database.read() as connection:
        return me_of(services, connection, sign_in)


@router.post("/programme")
def switch(
    sign_in: TheSignIn,
    body: Annotated[Any, posted(WhichProgramme)],
    request: Request,
    response: Response,
    services: TheServices,
) -> Me:
    """Go on in another programme of one's account."""
    days = services.settings.sign_in_days
    with services.database.write() as connection:
        token = sign_ins.move(connection, sign_in, body.programme, days)
        me = me_of(services, connection, sign_ins.who(connection, sign_ins.digest_of(token)))
    give_cookie(request, response, token, days)
    return me


@router.post("/device-link")
def device_link(request: Request, response: Response, services: TheServices, sign_in: TheSignIn) -> LinkMade:
    """A link that signs another device in as the same person: once, within ten minutes."""
    with services.database.write() as connection:
        whose = (sign_in.programme, sign_in.member)
        token = sign_ins.make_link(connection, *whose, days=_TEN_MINUTES, once=True, account=sign_in.account)
    response.headers.update(NOT_KEPT)
    return link_made(site_of(request, services), "sign-in", token, _TEN_MINUTES)


@router.post("/device-link/qr.svg", response_class=Response)
def device_link_picture(
    sign_in: TheSignIn, body: Annotated[Any, posted(DeviceToken)], request: Request, services: TheServices
) -> Response:
    """The same link for a camera. Its token comes in the body: an address would be logged on the way."""
    return picture(f"{site_of(request, services)}/sign-in#{body.token}")


@router.post("/password", status_code=204)
def change_password(
    sign_in: TheSignIn,
    body: Annotated[Any, posted(ChangedPassword)],
    request: Request,
    response: Response,
    services: TheServices,
    tries: TheTries,
) -> None:
    """A new password for one's own account: this device stays signed in, all others are signed out."""
    with services.database.read() as connection:
        account = accounts.by_id(connection, sign_in.account) if sign_in.account else None
    if account is None:
        raise NotFound
    text = passwords.fit(body.password, account.email, account.name)
    with tries.guarded(tries.for_account(account.email)):
        pass
    with passwords.in_turn():
        right, _ = passwords.matches(body.old, account.password)
        kept = passwords.hash_of(text) if right else None
    if kept is None:
        tries.failed(tries.for_account(account.email))
        raise WrongPassword
    with services.database.write() as connection:
        accounts.change(connection, account.id, password=kept)
        sign_ins.sign_out_everywhere(connection, account.id)
        days = services.settings.sign_in_days
        token = sign_ins.sign_in(connection, sign_in.programme, sign_in.member, days, account.id)
    give_cookie(request, response, token, days)


@router.post("/receipt", status_code=204)
def new_receipt(sign_in: TheSignIn, body: Annotated[Any, posted(NewReceipt)], services: TheServices) -> None:
    """Keep the digest of a receipt that the device made; the one before is void. Receipts are for guests."""
    if sign_in.account is not None:
        raise accounts.UseYourEmail
    with services.database.write() as connection:
        receipts.keep(connection, body.sha256, sign_in.programme, sign_in.member)


def me_of(services: Services, connection: Connection, sign_in: sign_ins.SignIn) -> Me:
    """What a client is told of whoever signed in."""
    it = services.snapshots.me(connection, sign_in.programme, sign_in.member)
    theirs = accounts.programmes(connection, sign_in.account) if sign_in.account else {}
    programmes = [Programme(id=id, name=name) for id, name in theirs.items()] or [it.programme]
    return it.model_copy(update={"programmes": programmes, "account": sign_in.account is not None})
