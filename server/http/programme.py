"""The programme beyond its retreats: people, organisations, excerpts; and what this installation offers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from server.archive.excerpt_table import ExcerptTable, read_table
from server.domain.access import Actor
from server.domain.parts import Block, ProgrammePart
from server.http.answers import Installation
from server.http.dependencies import TheServices, read_body, same_origin
from server.http.readers import BY_TOKEN, May, TheReader
from transcription.engines import WHISPER

router = APIRouter(prefix="/api")

MOST_BYTES = 8 << 20


Manager = Annotated[Actor, Depends(May("read_programme"))]
Curator = Annotated[Actor, Depends(May("read_excerpts"))]


@router.get("/programme", dependencies=[BY_TOKEN])
def programme(actor: Manager, services: TheServices, reader: TheReader) -> ProgrammePart:
    """People, organisations, consent items, retreats and excerpts: all for stewards, else those that one curates."""
    with services.database.read() as connection:
        return services.snapshots.programme(connection, reader.programme, actor)


@router.get("/programme/excerpts/{source}", dependencies=[BY_TOKEN])
def excerpt(source: str, actor: Curator, services: TheServices, reader: TheReader) -> Block:
    """An excerpt's words; its marks are the retreats' own."""
    with services.database.read() as connection:
        return services.snapshots.excerpt(connection, reader.programme, source)


async def _table(request: Request) -> bytes:
    return await read_body(request, MOST_BYTES)


@router.post("/excerpts/preview", dependencies=[Depends(same_origin)])
def preview(actor: Curator, content: Annotated[bytes, Depends(_table)]) -> ExcerptTable:
    """How a CSV file is understood; nothing is kept."""
    return read_table(content)


@router.get("/installation", dependencies=[BY_TOKEN])
def installation(actor: Manager, services: TheServices) -> Installation:
    """The speech engines to choose between."""
    return Installation(engines=list(WHISPER), engine=services.settings.engine)
