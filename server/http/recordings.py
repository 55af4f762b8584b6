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
from server.errors import Malformed, NotHeard, NotReady, OtherContent, TooLarge
from server.http.dependencies import Services, TheServices, TheSignIn, read_body, same_origin
from server.http.files import FileByRanges
from server.http.readers import BY_TOKEN, TheActor, TheReader
from server.store.media import Media
from server.store.rows import TABLES, find_row, to_noun
from server.store.silences import silences_of

router = APIRouter(prefix="/api/recordings/{recording}")

# A chunk is held in memory while it is checked; browsers send 4 MiB.
MOST_BYTES = 16 << 20

_CHUNK = TABLES[Chunk]

N = Annotated[int, Path(ge=0, lt=1_000_000)]
Hash = Annotated[str, Header(alias="X-Chunk-SHA256", pattern="^[0-9a-fA-F]{64}$")]


class BeingSilenced(NotReady):
    """Somebody took back what they said in this recording. It can be heard again once that is taken out of it."""


class Access:
    """The recording of the path, for those who may do `name` with it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, recording: str, services: TheServices, reader: TheReader, actor: TheActor) -> Recording:
        with services.database.read() as connection:
            found = find_row(connection, reader.programme, Recording, recording)
        access(actor, self._name, found.retreat)
        return found


Sendable = Annotated[Recording, Depends(Access("send_chunks"))]
Hearable = Annotated[Recording, Depends(Access("hear"))]
Ownable = Annotated[Recording, Depends(Access("export"))]


@router.put("/chunks/{n}", dependencies=[Depends(same_origin)])
async def put_chunk(
    n: N, sha256: Hash, request: Request, it: Sendable, services: TheServices, sign_in: TheSignIn
) -> Chunk:
    """Keep part n of a recording; answered once it is on the disk. Sending the same again changes nothing."""
    content = await read_body(request, MOST_BYTES)
    if not content:
        raise Malformed("This part of the file is empty. Send it again.")
    return await run_in_threadpool(_keep, services, sign_in.programme, it.id, n, content, sha256)


def _keep(services: Services, programme: str, recording: str, n: int, content: bytes, sha256: str) -> Chunk:
    """The bytes go to the disk first; whether they may have this place is decided while nobody else can take it."""
    chunk = Chunk(recording=recording, n=n, bytes=len(content), sha256=sha256.lower())
    media = services.media.of(programme)
    received = media.receive(recording, content, chunk.sha256)
    try:
        with services.database.write() as connection:
            there = _chunks(connection, programme, recording)
            if _may_be_kept(connection, programme, chunk, there):
                if not there:
                    media.begin_anew(recording)
                media.keep_chunk(received, recording, n)
                connection.execute(_CHUNK.insert().values(programme=programme, **chunk.model_dump()))
    finally:
        received.unlink(missing_ok=True)
    return chunk


def _may_be_kept(connection: Connection, programme: str, chunk: Chunk, there: list[Chunk]) -> bool:
    """Whether this part is new; a Refusal if it cannot be part of what was announced. `there`: the parts before it."""
    known = next((it for it in there if it.n == chunk.n), None)
    if known is not None:
        if known == chunk:
            return False
        raise OtherContent("Other bytes were sent as this part before: the file has changed. Begin it anew.")
    it = find_row(connection, programme, Recording, chunk.recording)
    if it.state != "receiving":
        raise NotReady("This recording was closed already.")
    if sum(part.bytes for part in there) + chunk.bytes > it.bytes:
        raise TooLarge("More was sent than was announced: the file has changed. Begin it anew.")
    return True


def _chunks(connection: Connection, programme: str, recording: str) -> list[Chunk]:
    """The parts that are safely here, in order."""
    statement = select(_CHUNK).where(_CHUNK.c.programme == programme, _CHUNK.c.recording == recording)
    return [to_noun(Chunk, row) for row in connection.execute(statement.order_by(_CHUNK.c.n)).mappings()]


@router.get("/chunks")
def chunks(it: Sendable, services: TheServices, sign_in: TheSignIn) -> list[nouns.Chunk]:
    with services.database.read() as connection:
        return _chunks(connection, sign_in.programme, it.id)


@router.get("/sound", dependencies=[BY_TOKEN])
@router.head("/sound", dependencies=[BY_TOKEN])
def sound(it: Hearable, services: TheServices, reader: TheReader) -> FileResponse:
    """The playback copy; browsers ask for ranges of it."""
    return _file(_media(services, reader.programme, it).sound(it.id), it, "audio/mp4")


@router.get("/peaks", dependencies=[BY_TOKEN])
def peaks(it: Hearable, services: TheServices, reader: TheReader) -> FileResponse:
    """How loud it is, evenly spaced over the recording: `{"duration": s, "peaks": [0..255, ...]}`."""
    return _file(_media(services, reader.programme, it).peaks(it.id), it, "application/json")


def _media(services: Services, programme: str, it: Recording) -> Media:
    """Where its sound lies; BeingSilenced while there is something in it that nobody may hear any more."""
    media = services.media.of(programme)
    with services.database.read() as connection:
        if not media.is_silenced(it.id, silences_of(connection, programme, it.source)):
            raise BeingSilenced
    return media


def _file(path: os.PathLike[str], it: Recording, media_type: str) -> FileResponse:
    if it.agreement is None:
        raise NotHeard
    if not os.path.isfile(path):
        raise NotReady("This sound is still being prepared. It will be here in a moment.")
    return FileByRanges(path, media_type=media_type, headers={"Cache-Control": "private, no-cache"})


@router.get("/original", dependencies=[BY_TOKEN])
def original(it: Ownable, services: TheServices, reader: TheReader) -> FileResponse:
    """The file as it came, or as withdrawals left it, under the name that it had; as little as its copy without an
    agreement."""
    if it.agreement is None:
        raise NotHeard
    media = _media(services, reader.programme, it)
    path = media.existing(media.original(it.id))
    return FileByRanges(path, media_type="application/octet-stream", filename=it.filename)
