"""Tokens for programs: made where a retreat or the programme is taken away, shown once, listed, and revoked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlalchemy import Connection

from server.domain.access import WHO, Actor, access, actor_of, by_token, columns
from server.domain.nouns import Closed, Member, Retreat
from server.domain.text import Name
from server.errors import MakerMayNot
from server.http.answers import TokenMade, TokenShown
from server.http.bodies import posted
from server.http.dependencies import Services, TheServices, TheSignIn, same_origin
from server.http.links import NOT_KEPT
from server.http.readers import May, MayThere, TheActor
from server.store import tokens
from server.store.rows import find_row, load
from server.store.sign_ins import SignIn
from server.store.tokens import Token

router = APIRouter(prefix="/api", dependencies=[Depends(same_origin)])


class NewToken(Closed):
    """What it is for, in its maker's words, and after how many days it ends."""

    name: Name
    days: Annotated[int, Field(ge=1, le=365)] = 90


TheRetreat = Annotated[str, Depends(MayThere("make_token"))]
TheSteward = Annotated[Actor, Depends(May("make_programme_token"))]
Posted = Annotated[Any, posted(NewToken)]


@router.get("/retreats/{retreat}/tokens")
def of_retreat(retreat: TheRetreat, actor: TheActor, services: TheServices, sign_in: TheSignIn) -> list[TokenShown]:
    """The tokens that read this retreat and no other, whoever made them; the latest first."""
    with services.database.read() as connection:
        find_row(connection, sign_in.programme, Retreat, retreat)
        return [_shown(connection, actor, it) for it in tokens.in_programme(connection, sign_in.programme, retreat)]


@router.post("/retreats/{retreat}/tokens")
def make_for_retreat(
    retreat: TheRetreat,
    actor: TheActor,
    sign_in: TheSignIn,
    body: Posted,
    response: Response,
    services: TheServices,
) -> TokenMade:
    """A token that reads this retreat. What it is, is shown now and never again."""
    response.headers.update(NOT_KEPT)
    return _make(services, sign_in, actor, retreat, body)


@router.get("/programme/tokens")
def of_programme(actor: TheSteward, services: TheServices, sign_in: TheSignIn) -> list[TokenShown]:
    """All tokens of the programme, those of its retreats too."""
    with services.database.read() as connection:
        return [_shown(connection, actor, it) for it in tokens.in_programme(connection, sign_in.programme)]


@router.post("/programme/tokens")
def make_for_programme(
    actor: TheSteward, sign_in: TheSignIn, body: Posted, response: Response, services: TheServices
) -> TokenMade:
    """A token that reads the programme and all its retreats."""
    response.headers.update(NOT_KEPT)
    return _make(services, sign_in, actor, None, body)


@router.post("/tokens/{token}/revoke", status_code=204)
def revoke(token: str, actor: TheActor, services: TheServices, sign_in: TheSignIn) -> None:
    """From now on this token reads nothing: for whoever made it, and for stewards."""
    with services.database.write() as connection:
        it = tokens.by_id(connection, sign_in.programme, token)
        if not actor.is_(it.member):  # one's own, also once one has left
            access(actor, "revoke_token", it.retreat)
        tokens.revoke(connection, it)


def _make(services: Services, sign_in: SignIn, actor: Actor, retreat: str | None, body: NewToken) -> TokenMade:
    with services.database.write() as connection:
        if retreat is not None:
            find_row(connection, sign_in.programme, Retreat, retreat)  # a steward may ask for any
        it, secret = tokens.make(connection, sign_in, retreat, body.name, body.days)
        return TokenMade(token=_shown(connection, actor, it), secret=secret)


def _shown(connection: Connection, reader: Actor, it: Token) -> TokenShown:
    rows = load(connection, it.programme, [], [it.member])
    maker = actor_of(rows, it.member)
    return TokenShown(
        id=it.id,
        name=it.name,
        retreat=it.retreat,
        maker=rows.find(Member, maker.id).name,
        used=it.used,
        ends=it.expires,
        state="ended" if it.ended else "reads" if _reads(maker, it.retreat) else "rests",
        mine_to_revoke=bool(columns(reader, it.retreat, it.member) & WHO["revoke_token"]),
    )


def _reads(maker: Actor, retreat: str | None) -> bool:
    try:
        by_token(maker, retreat)
    except MakerMayNot:
        return False
    return True
