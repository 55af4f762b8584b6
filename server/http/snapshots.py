"""Snapshots in parts."""

from typing import Annotated

from fastapi import APIRouter, Path

from server.domain.parts import Block, Frame, Outline, Revisions, WordBlock
from server.http.dependencies import TheServices
from server.http.readers import BY_TOKEN, ReadableRetreat, TheActor, TheReader
from server.store.snapshot import source_in_retreat

router = APIRouter(prefix="/api/retreats/{retreat}", dependencies=[BY_TOKEN])

N = Annotated[int, Path(ge=0, le=10_000)]


@router.get("/frame")
def frame(retreat: ReadableRetreat, services: TheServices, reader: TheReader, actor: TheActor) -> Frame:
    """The retreat without its texts: people, sessions, sources, speakers, codes, how many marks each source has."""
    with services.database.read() as connection:
        return services.snapshots.frame(connection, reader.programme, retreat, actor)


@router.get("/sources/{source}/outline")
def outline(retreat: ReadableRetreat, source: str, services: TheServices, reader: TheReader) -> Outline:
    """The blocks of a source, each of ten minutes: how long they are, how many marks begin in them."""
    with services.database.read() as connection:
        source_in_retreat(connection, reader.programme, retreat, source)
        return services.snapshots.outline(connection, reader.programme, retreat, source)


@router.get("/sources/{source}/blocks/{n}")
def block(retreat: ReadableRetreat, source: str, n: N, services: TheServices, reader: TheReader) -> Block:
    """Ten minutes of a source: segments in order, marks, replies, stances, what happened to the words."""
    with services.database.read() as connection:
        source_in_retreat(connection, reader.programme, retreat, source)
        return services.snapshots.block(connection, reader.programme, retreat, source, n)


@router.get("/sources/{source}/words/{n}")
def words(retreat: ReadableRetreat, source: str, n: N, services: TheServices, reader: TheReader) -> WordBlock:
    """When each word of a block was said, as far as that is known."""
    with services.database.read() as connection:
        source_in_retreat(connection, reader.programme, retreat, source)
        return services.snapshots.words(connection, reader.programme, source, n)


@router.get("/sources/{source}/segments/{segment}/revisions")
def revisions(
    retreat: ReadableRetreat, source: str, segment: str, services: TheServices, reader: TheReader
) -> Revisions:
    """Everything that the words of a segment have been."""
    with services.database.read() as connection:
        source_in_retreat(connection, reader.programme, retreat, source)
        return services.snapshots.revisions(connection, reader.programme, source, segment)
