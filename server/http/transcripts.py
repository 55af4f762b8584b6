"""Transcripts that were made elsewhere: how a file is understood. What is brought in of it is a command."""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from server.archive.transcripts import zipped
from server.archive.transcripts.reading import TranscriptFile, read_transcript
from server.archive.transcripts.zipped import Unpacked, unpacked
from server.domain.access import access
from server.domain.nouns import Retreat
from server.http.dependencies import TheServices, TheSignIn, read_body, same_origin
from server.http.readers import TheActor
from server.store.rows import find_row

router = APIRouter(prefix="/api/retreats/{retreat}/transcripts")

MOST_BYTES = 8 << 20


def may_bring_in(retreat: str, actor: TheActor, sign_in: TheSignIn, services: TheServices) -> str:
    """The retreat of the path, for those who may bring a transcript in."""
    access(actor, "bring_in_transcript", retreat)
    with services.database.read() as connection:
        find_row(connection, sign_in.programme, Retreat, retreat)
    return retreat


async def _file(request: Request) -> bytes:
    return await read_body(request, MOST_BYTES)


@router.post("/preview", dependencies=[Depends(same_origin), Depends(may_bring_in)])
def preview(content: Annotated[bytes, Depends(_file)]) -> TranscriptFile:
    """How a transcript's file is understood; nothing is kept."""
    return read_transcript(content)


async def _zip(request: Request) -> bytes:
    return await read_body(request, zipped.MOST_BYTES)


@router.post("/unpack", dependencies=[Depends(same_origin), Depends(may_bring_in)])
def unpack(content: Annotated[bytes, Depends(_zip)]) -> Unpacked:
    """The transcripts in a zip, each to be looked at by itself; nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "transcripts.zip"
        path.write_bytes(content)
        return unpacked(path)
