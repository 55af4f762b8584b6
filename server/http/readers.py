"""Who reads: somebody who is signed in, or a program with a token of theirs; and whether they may."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from sqlalchemy import Connection

from server.clock import now
from server.domain.access import Actor, access, by_token
from server.errors import DiskFull, NotByToken, OutOfReach
from server.http.dependencies import Services, TheServices, signed_in, token_of
from server.http.tries import Tries
from server.store import tokens
from server.store.packed import Of
from server.store.rows import read_actor
from server.store.snapshot import source_in_retreat
from server.store.tokens import Token

# Says of a route that a token is enough; that it is, says the permission table.
BY_TOKEN = Security(
    HTTPBearer(
        scheme_name="token",
        bearerFormat="dr_…",
        description="A token that reads one retreat or a programme. It is made where those are taken away. Browsers "
        "that are signed in need none.",
        auto_error=False,
    )
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A member; or a program that reads for them, with a token."""

    programme: str
    member: str
    token: Token | None = None

    def actor(self, connection: Connection) -> Actor:
        """As just read. A program may at most what the token is for, and its maker may now."""
        actor = read_actor(connection, self.programme, self.member)
        return by_token(actor, self.token.retreat) if self.token else actor


def reading(request: Request, services: TheServices) -> Reader:
    """Whoever asks; NotSignedIn for strangers."""
    secret = token_of(request)
    if secret is None:
        sign_in = signed_in(request, services)
        return Reader(sign_in.programme, sign_in.member)
    if request.method not in ("GET", "HEAD"):
        raise NotByToken
    with Tries(request, services).of_tokens() as connection:
        token = tokens.find(connection, secret)
    _note_use(services, token)
    return Reader(token.programme, token.member, token)


TheReader = Annotated[Reader, Depends(reading)]


def _note_use(services: Services, token: Token) -> None:
    """Once a day; where that cannot be kept, reading goes on."""
    today = now()[:10]
    if token.used != today:
        with suppress(DiskFull, OutOfReach), services.database.write() as connection:
            tokens.note_use(connection, token, today)


def the_actor(reader: TheReader, services: TheServices) -> Actor:
    """The member who asks, as just read."""
    with services.database.read() as connection:
        return reader.actor(connection)


TheActor = Annotated[Actor, Depends(the_actor)]


class May:
    """Whoever may do `name` anywhere in the programme."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, actor: TheActor) -> Actor:
        access(actor, self._name)
        return actor


class MayThere:
    """The retreat of the path, for those who may do `name` there."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, retreat: str, actor: TheActor) -> str:
        access(actor, self._name, retreat)
        return retreat


# What follows asks in one go what the above asks one by one, each in a thread of its turn: whoever comes new to a
# retreat asks for many parts of it.


def reading_here(retreat: str, request: Request, services: TheServices) -> tuple[Reader, Actor]:
    """Whoever asks, who may read the retreat of the path."""
    reader = reading(request, services)
    with services.database.read() as connection:
        actor = reader.actor(connection)
    access(actor, "read_retreat", retreat)
    return reader, actor


def the_source(retreat: str, source: str, request: Request, services: TheServices) -> Of:
    """The source of the path as its retreat reads it, for those who may read there."""
    reader = reading(request, services)
    with services.database.read() as connection:
        access(reader.actor(connection), "read_retreat", retreat)
        source_in_retreat(connection, reader.programme, retreat, source)
    return reader.programme, retreat, source


ReadingHere = Annotated[tuple[Reader, Actor], Depends(reading_here)]
ReadableSource = Annotated[Of, Depends(the_source)]
ReadableRetreat = Annotated[str, Depends(MayThere("read_retreat"))]
ExportableRetreat = Annotated[str, Depends(MayThere("export"))]
