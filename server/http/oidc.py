"""Signing in by an OpenID provider, where one is configured: only for those who have an account here already."""

import hashlib
import hmac
import logging
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Annotated

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from server.config import secret
from server.errors import NotFound, NotSignedIn, Refusal
from server.http.dependencies import Services, TheServices
from server.http.links import site_of
from server.http.sign_in import as_last_time, give_cookie
from server.http.tries import TheTries
from server.store import accounts, sign_ins
from server.store.accounts import Account
from server.ways_in.provider import Person, ProviderFailed, Started

if TYPE_CHECKING:
    from server.ways_in.oidc import Provider

log = logging.getLogger(__name__)
router = APIRouter(prefix="/api/oidc")

STARTED = "retreat_oidc"
_SECONDS = 600

Given = Annotated[str, Query(max_length=4_096)]


class ProviderRefused(NotSignedIn):
    """You were not signed in there. Try again, or sign in here with your e-mail and password."""


class ComeBackLate(NotSignedIn):
    """This took too long, or was begun in another browser. Start again from the sign-in page."""


class EmailNotVerified(NotSignedIn):
    """Your provider has not checked your e-mail. Sign in here with your e-mail and password."""

    status = 403


class NoAccount(NotSignedIn):
    """You have no account here. Ask a steward of your programme to make one with the e-mail that you use there."""

    status = 403


class OtherAccount(NotSignedIn):
    """The account with your e-mail belongs to somebody else there. Ask a steward of your programme to look into it."""

    status = 403


@cache
def _provider(issuer: str, client_id: str, client_secret: str) -> "Provider":
    from server.ways_in.oidc import Provider

    return Provider(issuer, client_id, client_secret)


def provider_of(services: Services) -> "Provider":
    settings = services.settings
    if not settings.oidc_issuer:
        raise NotFound
    return _provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)


@router.get("/start", status_code=303, response_class=RedirectResponse)
def start(request: Request, services: TheServices) -> RedirectResponse:
    """Off to the provider. What has to fit on the way back waits in a cookie of this browser."""
    try:
        address, started = provider_of(services).start(_back(request, services))
    except ProviderFailed as refusal:
        return _to_sign_in(refusal)
    response = RedirectResponse(address, 303)
    value = _sealed(services, {**asdict(started), "until": time.time() + _SECONDS})
    secure = request.url.scheme == "https"
    response.set_cookie(
        STARTED, value, max_age=_SECONDS, path="/api/oidc", httponly=True, samesite="lax", secure=secure
    )
    return response


@router.get("/callback", status_code=303, response_class=RedirectResponse)
def callback(
    request: Request, services: TheServices, tries: TheTries, code: Given = "", state: Given = ""
) -> RedirectResponse:
    """Back from the provider: to the first page, or to the sign-in page, which says what `refused` means."""
    provider, days = provider_of(services), services.settings.sign_in_days
    try:
        started = _opened(services, request.cookies.get(STARTED, ""))
        if not hmac.compare_digest(started.state.encode(), state.encode()):
            raise ComeBackLate
        if not code:
            raise ProviderRefused
        person = provider.finish(code, started, _back(request, services))
        with services.database.write() as connection:
            account = account_of(connection, person)
            token = as_last_time(connection, account, days)
    except Refusal as refusal:
        return _to_sign_in(refusal)
    response = RedirectResponse("/", 303)
    response.delete_cookie(STARTED, path="/api/oidc")
    tries.remember(response, account.email)
    give_cookie(request, response, token, days)
    return response


def account_of(connection: Connection, person: Person) -> Account:
    """The account of whoever the provider knows. The first time it is found by e-mail, from then on by who they are
    there: an address may pass to somebody else."""
    if known := accounts.by_subject(connection, person.subject):
        return known
    if person.email is None:
        raise EmailNotVerified
    # Letters that look alike fold into one another: the provider may know two people where we know one.
    account = accounts.by_email(connection, person.email) if person.email.isascii() else None
    if account is None:
        raise NoAccount
    if account.subject is not None:
        raise OtherAccount
    # Whoever set its password before may not have been the owner of this e-mail.
    accounts.change(connection, account.id, subject=person.subject, password=None)
    sign_ins.sign_out_everywhere(connection, account.id)
    return account


def _to_sign_in(refusal: Refusal) -> RedirectResponse:
    """A person is on their way here, not a program: the page finds the words for the kind of refusal."""
    log.info("refused to sign in by a provider: %s", refusal.kind)
    response = RedirectResponse(f"/sign-in?refused={refusal.kind}", 303)
    response.delete_cookie(STARTED, path="/api/oidc")
    return response


def _back(request: Request, services: Services) -> str:
    return f"{site_of(request, services)}/api/oidc/callback"


def _sealed(services: Services, content: dict[str, object]) -> str:
    body = urlsafe_b64encode(orjson.dumps(content)).decode()
    return f"{body}.{_seal(services, body)}"


def _opened(services: Services, value: str) -> Started:
    body, _, seal = value.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(services, body).encode()):
        raise ComeBackLate
    content = orjson.loads(urlsafe_b64decode(body))
    if content.pop("until") < time.time():
        raise ComeBackLate
    return Started(**content)


def _seal(services: Services, body: str) -> str:
    return hmac.new(secret(services.settings), f"oidc {body}".encode(), hashlib.sha256).hexdigest()
