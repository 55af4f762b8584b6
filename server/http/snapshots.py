"""Snapshots in parts."""

import gzip
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from server.domain.parts import Block, Frame, Outline, Revisions, WordBlock
from server.errors import Malformed
from server.http.dependencies import TheServices
from server.http.readers import BY_TOKEN, ReadableSource, ReadingHere
from server.store.packed import Packed

router = APIRouter(prefix="/api/retreats/{retreat}", dependencies=[BY_TOKEN])

N = Annotated[int, Path(ge=0, le=10_000)]
Bound = Annotated[int, Query(ge=0, le=10_000)]
# How many blocks may be asked for at once: two hours.
MOST_BLOCKS = 12


@router.get("/frame", response_model=Frame)
def frame(retreat: str, here: ReadingHere, services: TheServices) -> Response:
    """The retreat without its texts: people, sessions, sources, speakers, codes, how many marks each source has."""
    reader, actor = here
    with services.database.read() as connection:
        found = services.snapshots.frame(connection, reader.programme, retreat, actor)
    return Response(found.model_dump_json(), media_type="application/json")


@router.get("/sources/{source}/outline", response_model=Outline)
def outline(of: ReadableSource, services: TheServices, request: Request) -> Response:
    """The blocks of a source, each of ten minutes: how long they are, how many marks begin in them."""
    with services.database.read() as connection:
        return _as_it_is_kept(services.packed.outline(connection, of), request)


@router.get("/sources/{source}/blocks/{n}", response_model=Block)
def block(of: ReadableSource, n: N, services: TheServices, request: Request) -> Response:
    """Ten minutes of a source: segments in order, marks, replies, stances, what happened to the words."""
    with services.database.read() as connection:
        return _as_it_is_kept(services.packed.block(connection, of, n), request)


@router.get("/sources/{source}/blocks", response_model=list[Block])
def blocks(
    of: ReadableSource, services: TheServices, request: Request, first: Bound = 0, last: Bound = MOST_BLOCKS - 1
) -> Response:
    """Several blocks in order, those that are empty too: from `first` to `last`, both included, at most twelve."""
    if not 0 <= last - first < MOST_BLOCKS:
        raise Malformed("Ask for one to twelve blocks: `last` is the number of the last one.")
    with services.database.read() as connection:
        return _as_it_is_kept(services.packed.blocks(connection, of, first, last), request)


def _as_it_is_kept(it: Packed, request: Request) -> Response:
    """`X-Seq` says up to where it holds everything."""
    headers = {"X-Seq": str(it.seq), "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(it.content), media_type="application/json", headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(it.content, media_type="application/json", headers=headers)


@router.get("/sources/{source}/words/{n}")
def words(of: ReadableSource, n: N, services: TheServices) -> WordBlock:
    """When each word of a block was said, as far as that is known."""
    programme, _, source = of
    with services.database.read() as connection:
        return services.snapshots.words(connection, programme, source, n)


@router.get("/sources/{source}/segments/{segment}/revisions")
def revisions(of: ReadableSource, segment: str, services: TheServices) -> Revisions:
    """Everything that the words of a segment have been."""
    programme, _, source = of
    with services.database.read() as connection:
        return services.snapshots.revisions(connection, programme, source, segment)
