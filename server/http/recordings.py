"""Sound in and out: chunks as they come, the playback copy with ranges, its peaks, and the file as it came."""

import os
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import FileResponse
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from server.domain import nouns
from server.domain.access import access
from server.domain.nouns import Chunk, Recording
from server.errors import Malformed, NotFound, NotHeard, NotReady, OtherContent, TooLarge
from server.http.dependencies import Services, TheActor, TheServices, TheSignIn, read_body, same_origin
from server.store.rows import TABLES, to_noun

router = APIRouter(prefix="/api/recordings/{recording}")

# A chunk is held in memory while it is checked; browsers send 4 MiB.
MOST_BYTES = 16 << 20

_CHUNK, _RECORDING = TABLES[Chunk], TABLES[Recording]

N = Annotated[int, Path(ge=0, lt=1_000_000)]
Hash = Annotated[str, Header(alias="X-Chunk-SHA256", pattern="^[0-9a-fA-F]{64}$")]


class Access:
    """The recording of the path, for those who may do `name` with it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, recording: str, services: TheServices, sign_in: TheSignIn, actor: TheActor) -> Recording:
        found = _find(services, sign_in.programme, recording)
        access(actor, self._name, found.retreat)
        return found


Sendable = Annotated[Recording, Depends(Access("send_chunks"))]
Hearable = Annotated[Recording, Depends(Access("hear"))]
Ownable = Annotated[Recording, Depends(Access("export"))]


def _find(services: Services, programme: str, id: str) -> Recording:
    with services.database.read() as connection:
        statement = select(_RECORDING).where(_RECORDING.c.programme == programme, _RECORDING.c.id == id)
        row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound
    return to_noun(Recording, row)


@router.put("/chunks/{n}", dependencies=[Depends(same_origin)])
async def put_chunk(
    n: N, sha256: Hash, request: Request, it: Sendable, services: TheServices, sign_in: TheSignIn
) -> Chunk:
    """Keep part n of a recording; answered once it is on the disk. Sending the same again changes nothing."""
    content = await read_body(request, MOST_BYTES)
    if not content:
        raise Malformed("This part of the file is empty. Send it again.")
    return await run_in_threadpool(_keep, services, sign_in.programme, it, n, content, sha256)


def _keep(services: Services, programme: str, it: Recording, n: int, content: bytes, sha256: str) -> Chunk:
    chunk = Chunk(recording=it.id, n=n, bytes=len(content), sha256=sha256.lower())
    there = {known.n: known for known in chunks_of(services, programme, it.id)}
    if there.get(n) == chunk:
        return chunk
    if n in there:
        raise OtherContent("Other bytes were sent as this part before: the file has changed. Begin it anew.")
    if it.state != "receiving":
        raise NotReady("This recording was closed already.")
    if sum(known.bytes for known in there.values()) + chunk.bytes > it.bytes:
        raise TooLarge("More was sent than was announced: the file has changed. Begin it anew.")
    services.media.put_chunk(it.id, n, content, chunk.sha256)
    with services.database.write() as connection:
        _remember(connection, programme, chunk)
    return chunk


def _remember(connection: Connection, programme: str, chunk: Chunk) -> None:
    known = select(_CHUNK).where(
        _CHUNK.c.programme == programme, _CHUNK.c.recording == chunk.recording, _CHUNK.c.n == chunk.n
    )
    if connection.execute(known).first() is None:  # two tabs may have sent it at once
        connection.execute(_CHUNK.insert().values(programme=programme, **chunk.model_dump()))


def chunks_of(services: Services, programme: str, recording: str) -> list[Chunk]:
    """The parts that are safely here, in order."""
    statement = select(_CHUNK).where(_CHUNK.c.programme == programme, _CHUNK.c.recording == recording)
    with services.database.read() as connection:
        rows = connection.execute(statement.order_by(_CHUNK.c.n)).mappings().all()
    return [to_noun(Chunk, row) for row in rows]


@router.get("/chunks")
def chunks(it: Sendable, services: TheServices, sign_in: TheSignIn) -> list[nouns.Chunk]:
    return chunks_of(services, sign_in.programme, it.id)


@router.get("/sound")
@router.head("/sound")
def sound(it: Hearable, services: TheServices) -> FileResponse:
    """The playback copy; browsers ask for ranges of it."""
    return _file(services.media.sound(it.id), it, "audio/mp4")


@router.get("/peaks")
def peaks(it: Hearable, services: TheServices) -> FileResponse:
    return _file(services.media.peaks(it.id), it, "application/json")


def _file(path: os.PathLike[str], it: Recording, media_type: str) -> FileResponse:
    if it.agreement is None:
        raise NotHeard
    if not os.path.isfile(path):
        raise NotReady("This sound is still being prepared. It will be here in a moment.")
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "private, no-cache"})


@router.get("/original")
def original(it: Ownable, services: TheServices) -> FileResponse:
    """The file as it came, byte by byte, under the name that it had."""
    path = services.media.existing(services.media.original(it.id))
    return FileResponse(path, media_type="application/octet-stream", filename=it.filename)
