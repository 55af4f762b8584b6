"""What links open beside signing in: setting a password, setting this installation up; and mail for who forgot."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from sqlalchemy import Connection

from server.domain.nouns import Closed, Member
from server.domain.text import Name
from server.errors import Refusal
from server.http.answers import LinkSeen
from server.http.bodies import Email, Password, Token, posted
from server.http.dependencies import TheServices, same_origin
from server.http.sign_in import as_last_time, give_cookie
from server.http.tries import TheTries
from server.store import accounts, sign_ins
from server.store.rows import find_row
from server.store.sign_ins import Link, LinkUnknown, LinkUsed
from server.ways_in import passwords
from server.ways_in.founding import found
from server.ways_in.mail import send_link

router = APIRouter(prefix="/api", dependencies=[Depends(same_origin)])


class OneLink(Closed):
    token: Token


class NewPassword(Closed):
    token: Token
    password: Password


class First(Closed):
    """Whoever sets this installation up: themselves, and the programme that they found."""

    token: Token
    name: Name
    email: Email
    password: Password
    programme: Name


class Forgotten(Closed):
    email: Email


class NoMail(Refusal):
    """This server sends no mail. Ask a steward of your programme for a new link."""

    status = 404


@router.post("/links/look")
def look(body: Annotated[Any, posted(OneLink)], tries: TheTries) -> LinkSeen:
    """What a link is good for; looking uses nothing up."""
    with tries.guarded() as connection:
        link = sign_ins.look(connection, body.token)
        name, email = _whose(connection, link)
    return LinkSeen(purpose=link.purpose, name=name, email=email)


@router.post("/links/password", status_code=204)
def set_password(
    body: Annotated[Any, posted(NewPassword)],
    request: Request,
    response: Response,
    services: TheServices,
    tries: TheTries,
) -> None:
    """Set the password of a link's account and sign in; all its other sign-ins end."""
    days = services.settings.sign_in_days
    with tries.guarded() as connection:
        account = accounts.by_id(connection, _for_password(connection, body.token))
    text = passwords.fit(body.password, account.email, account.name)
    with passwords.in_turn():
        kept = passwords.hash_of(text)
    with tries.guarded() as connection:
        sign_ins.use(connection, body.token, "password")
        accounts.change(connection, account.id, password=kept)
        sign_ins.sign_out_everywhere(connection, account.id)
        token = as_last_time(connection, account, days)
    tries.remember(response, account.email)
    give_cookie(request, response, token, days)


@router.post("/first", status_code=204)
def first(
    body: Annotated[Any, posted(First)], request: Request, response: Response, services: TheServices, tries: TheTries
) -> None:
    """Make the first account, found its programme, and sign in. Ids are made from the link, so that whoever was cut
    off half way can send the same again."""
    days = services.settings.sign_in_days
    with tries.guarded() as connection:
        link = sign_ins.look(connection, body.token)
        if link.purpose != "first":
            raise LinkUnknown
        if accounts.everybody(connection):
            raise LinkUsed
    text = passwords.fit(body.password, body.email, body.name)
    with passwords.in_turn():
        kept = passwords.hash_of(text)
    programme, steward = found(services.committer, link.digest, body.programme, body.name)
    with tries.guarded() as connection:
        sign_ins.use(connection, body.token, "first")
        account = accounts.add(connection, body.email, body.name)
        accounts.change(connection, account.id, password=kept)
        accounts.join(connection, account.id, programme, steward)
        token = sign_ins.sign_in(connection, programme, steward, days, account.id)
    tries.remember(response, body.email)
    give_cookie(request, response, token, days)


@router.post("/forgotten", status_code=204)
def forgotten(
    body: Annotated[Any, posted(Forgotten)], services: TheServices, tries: TheTries, later: BackgroundTasks
) -> None:
    """Mail a link, if there is such an account: the answer is the same, and as quick, if there is none."""
    if not services.settings.smtp_host:
        raise NoMail
    with tries.guarded(tries.for_mail(body.email)):
        pass
    tries.failed(tries.for_mail(body.email))
    later.add_task(send_link, services.settings, services.database, body.email)


def _for_password(connection: Connection, token: str) -> str:
    link = sign_ins.look(connection, token)
    if link.purpose != "password" or link.account is None:
        raise LinkUnknown
    return link.account


def _whose(connection: Connection, link: Link) -> tuple[str | None, str | None]:
    if link.account is not None:
        account = accounts.by_id(connection, link.account)
        return account.name, account.email
    if link.programme and link.member:
        return find_row(connection, link.programme, Member, link.member).name, None
    return None, None
