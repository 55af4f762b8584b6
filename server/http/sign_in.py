"""Signing in by a link, signing out, and who one is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter

from server.domain.nouns import Closed
from server.domain.parts import Me
from server.http.dependencies import COOKIE, TheServices, TheSignIn, read_body, same_origin
from server.live.reading import read_json
from server.store import sign_ins

router = APIRouter(prefix="/api", dependencies=[Depends(same_origin)])


class Token(Closed):
    token: str


_TOKEN = TypeAdapter(Token)


async def _body(request: Request) -> bytes:
    return await read_body(request, 1 << 12)


@router.post("/sign-in", status_code=204)
def sign_in(request: Request, services: TheServices, body: Annotated[bytes, Depends(_body)]) -> Response:
    """Take the token of a sign-in link and set the cookie."""
    days = services.settings.sign_in_days
    with services.database.write() as connection:
        token = sign_ins.use_link(connection, read_json(_TOKEN, body).token, days)
    response = Response(status_code=204)
    response.set_cookie(
        COOKIE, token, max_age=days * 86_400, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return response


@router.post("/sign-out", status_code=204)
def sign_out(services: TheServices, sign_in: TheSignIn) -> Response:
    """Forget this sign-in; its open sockets are cut within a second."""
    with services.database.write() as connection:
        sign_ins.sign_out(connection, sign_in.digest)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


@router.get("/me")
def me(services: TheServices, sign_in: TheSignIn) -> Me:
    with services.database.read() as connection:
        return services.snapshots.me(connection, sign_in.programme, sign_in.member)
