"""Signing in by link, password or receipt, and signing out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Discriminator, Tag
from sqlalchemy import Connection

from server.domain.nouns import Closed
from server.errors import NotSignedIn
from server.http.answers import WaysIn
from server.http.bodies import Email, Password, Token, Typed, posted
from server.http.dependencies import COOKIE, TheServices, TheSignIn, same_origin
from server.http.tries import TheTries, Tries
from server.store import accounts, receipts, sign_ins
from server.ways_in import passwords

router = APIRouter(prefix="/api", dependencies=[Depends(same_origin)])


class ByLink(Closed):
    token: Token


class ByPassword(Closed):
    email: Email
    password: Password


class ByReceipt(Closed):
    receipt: Typed


def _way(body: Any) -> str | None:
    return next((it for it in ("token", "email", "receipt") if isinstance(body, dict) and it in body), None)


Way = Annotated[
    Annotated[ByLink, Tag("token")] | Annotated[ByPassword, Tag("email")] | Annotated[ByReceipt, Tag("receipt")],
    Discriminator(_way),
]


class NoMatch(sign_ins.WrongGuess):
    """That e-mail and password don't match. Check the spelling, or ask your facilitator for a new link."""


class NoProgramme(NotSignedIn):
    """Your account is in no programme now. Ask the steward of yours to bring you in again."""

    status = 403


@router.get("/ways-in")
def ways_in(services: TheServices) -> WaysIn:
    settings = services.settings
    with services.database.read() as connection:
        first = accounts.nobody_yet(connection)
    return WaysIn(
        password=True,
        oidc=settings.oidc_name if settings.oidc_issuer else None,
        mail=bool(settings.smtp_host),
        first=first,
    )


@router.post("/sign-in", status_code=204)
def sign_in(
    body: Annotated[Any, posted(Way)], request: Request, response: Response, services: TheServices, tries: TheTries
) -> None:
    """Take the token of a sign-in link, an e-mail and its password, or a receipt, and set the cookie."""
    days = services.settings.sign_in_days
    if isinstance(body, ByPassword):
        token = _by_password(body, days, tries)
        tries.remember(response, body.email)
    else:
        with tries.guarded() as connection:
            if isinstance(body, ByLink):
                token = sign_ins.use_link(connection, body.token, days)
            else:
                token = sign_ins.sign_in(connection, *receipts.member_of(connection, body.receipt), days)
    give_cookie(request, response, token, days)


@router.post("/sign-out", status_code=204)
def sign_out(response: Response, services: TheServices, sign_in: TheSignIn) -> None:
    """Forget this sign-in; its open sockets are cut within a second."""
    with services.database.write() as connection:
        sign_ins.sign_out(connection, sign_in.digest)
    response.delete_cookie(COOKIE)


def give_cookie(request: Request, response: Response, token: str, days: int) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=days * 86_400, httponly=True, samesite="lax", secure=secure)


def as_last_time(connection: Connection, account: accounts.Account, days: int) -> str:
    """Sign an account in to the programme that it used last."""
    there = accounts.members(connection, account.id)
    if not there:
        raise NoProgramme
    return sign_ins.sign_in(connection, *there[0], days, account.id)


def _by_password(body: ByPassword, days: int, tries: Tries) -> str:
    """Unknown e-mail and wrong password get the same answer after the same time. Whoever is in turn sees the failures
    of those before, and no transaction is held while a hash is made."""
    whose = tries.for_account(body.email)
    with passwords.in_turn():
        with tries.guarded(whose) as connection:
            account = accounts.by_email(connection, body.email)
        right, better = passwords.matches(body.password, account.password if account else None)
        with tries.guarded(whose) as connection:
            if account is None or not right or accounts.by_email(connection, body.email) != account:
                raise NoMatch
            if better:
                accounts.change(connection, account.id, password=better)
            return as_last_time(connection, account, days)
