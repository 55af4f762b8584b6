"""What routes are given: the services of this process, who is signed in, the bodies of requests."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, WebSocket
from fastapi.requests import HTTPConnection
from starlette.requests import ClientDisconnect

from server.config import Settings
from server.database import Database
from server.errors import Malformed, NotByToken, NotSignedIn, TooLarge, WrongOrigin
from server.jobs.queue import Jobs
from server.live.handle import Committer
from server.live.rooms import Rooms
from server.store import sign_ins
from server.store.ledger import Ledger
from server.store.media import Media
from server.store.packed import PackedParts
from server.store.snapshot import Snapshots
from server.store.tokens import PREFIX

COOKIE = "retreat_sign_in"


@dataclass(slots=True)
class Services:
    """What one process of the app holds, made by `create_app` when it starts."""

    settings: Settings
    database: Database
    ledger: Ledger
    committer: Committer
    rooms: Rooms
    media: Media
    snapshots: Snapshots
    packed: PackedParts
    jobs: Jobs


def services_of(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


TheServices = Annotated[Services, Depends(services_of)]


def token_of(connection: HTTPConnection) -> str | None:
    """The token that a program shows. Other credentials are none of ours: a proxy may have its own."""
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" and given.strip().startswith(PREFIX) else None


def _sign_in(connection: HTTPConnection, services: Services) -> sign_ins.SignIn:
    if token_of(connection):
        raise NotByToken
    token = connection.cookies.get(COOKIE)
    if not token:
        raise NotSignedIn
    with services.database.read() as it:
        return sign_ins.who(it, sign_ins.digest_of(token))


def signed_in(request: Request, services: TheServices) -> sign_ins.SignIn:
    """Whoever asks; NotSignedIn for strangers, NotByToken for programs."""
    return _sign_in(request, services)


TheSignIn = Annotated[sign_ins.SignIn, Depends(signed_in)]


def signed_in_to_socket(websocket: WebSocket, services: Services) -> sign_ins.SignIn:
    """The same for a socket, which answers refusals in its own form."""
    return _sign_in(websocket, services)


def allowed_origin(connection: HTTPConnection, services: Services) -> None:
    """Only pages of this server may use a visitor's cookie: a browser names its page in Origin."""
    origin = connection.headers.get("origin")
    if origin is None or origin in services.settings.origins:
        return
    if urlsplit(origin).netloc != connection.headers.get("host"):
        raise WrongOrigin


def same_origin(request: Request, services: TheServices) -> None:
    allowed_origin(request, services)


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request; TooLarge, and read no further, once it is longer than `most` bytes."""
    content = bytearray()
    try:
        async for piece in request.stream():
            content += piece
            if len(content) > most:
                raise TooLarge
    except ClientDisconnect:  # an everyday thing on a train, and no failure of this server
        raise Malformed("The connection broke off. Send it again.") from None
    return bytes(content)
