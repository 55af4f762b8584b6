"""The programme beyond its retreats: people, organisations, excerpts; and what this installation offers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from server.archive.excerpt_table import ExcerptTable, read_table
from server.domain.access import Actor, access
from server.domain.parts import Block, ProgrammePart
from server.http.answers import Installation
from server.http.dependencies import TheActor, TheServices, TheSignIn, read_body, same_origin
from transcription.engines import WHISPER

router = APIRouter(prefix="/api")

MOST_BYTES = 8 << 20


class May:
    """Whoever may do `name` anywhere in the programme."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, actor: TheActor) -> Actor:
        access(actor, self._name)
        return actor


Manager = Annotated[Actor, Depends(May("read_programme"))]
Curator = Annotated[Actor, Depends(May("read_excerpts"))]


@router.get("/programme")
def programme(actor: Manager, services: TheServices, sign_in: TheSignIn) -> ProgrammePart:
    with services.database.read() as connection:
        return services.snapshots.programme(connection, sign_in.programme, actor)


@router.get("/programme/excerpts/{source}")
def excerpt(source: str, actor: Curator, services: TheServices, sign_in: TheSignIn) -> Block:
    """An excerpt's words; its marks are the retreats' own."""
    with services.database.read() as connection:
        return services.snapshots.excerpt(connection, sign_in.programme, source)


async def _table(request: Request) -> bytes:
    return await read_body(request, MOST_BYTES)


@router.post("/excerpts/preview", dependencies=[Depends(same_origin)])
def preview(actor: Curator, content: Annotated[bytes, Depends(_table)]) -> ExcerptTable:
    """How a CSV file is understood; nothing is kept."""
    return read_table(content)


@router.get("/installation")
def installation(actor: Manager, services: TheServices) -> Installation:
    return Installation(engines=list(WHISPER), engine=services.settings.engine)
