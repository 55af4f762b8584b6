"""An archive is brought back into the programme: first what it would do, then the doing."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from server.domain.access import Actor
from server.errors import Malformed, TooLarge
from server.http.dependencies import Services, TheServices, TheSignIn, same_origin
from server.http.readers import May
from server.store.arrivals import Arrival, Arriving, arriving

router = APIRouter(prefix="/api/programme/arrivals", dependencies=[Depends(same_origin)])

MOST_BYTES = 16 << 30
_PIECE = 1 << 20

Bringer = Annotated[Actor, Depends(May("bring_back"))]


async def _file(request: Request, actor: Bringer, services: TheServices) -> AsyncIterator[Path]:
    """The body in a file, beside the data: it may hold days of sound. It is gone once the answer is given."""
    with tempfile.NamedTemporaryFile(dir=services.settings.data, prefix=".arriving.") as file:
        size, waiting = 0, bytearray()
        try:
            async for piece in request.stream():
                size += len(piece)
                if size > MOST_BYTES:
                    raise TooLarge("This archive is larger than can be brought back here. Whoever runs the server can.")
                waiting += piece
                if len(waiting) >= _PIECE:
                    await run_in_threadpool(file.write, bytes(waiting))
                    waiting.clear()
        except ClientDisconnect:
            raise Malformed("The connection broke off. Send it again.") from None
        await run_in_threadpool(file.write, bytes(waiting))
        await run_in_threadpool(file.flush)
        yield Path(file.name)


Body = Annotated[Path, Depends(_file)]


@contextmanager
def _opened(path: Path, services: Services) -> Iterator[Arriving]:
    with arriving(path, services.database, services.ledger, services.media) as it:
        yield it


@router.post("/preview")
def preview(path: Body, services: TheServices, sign_in: TheSignIn) -> Arrival:
    """What is in the archive, and what bringing it back would do; nothing is kept."""
    with _opened(path, services) as it:
        return it.look(sign_in.programme)


@router.post("")
def bring_back(path: Body, actor: Bringer, services: TheServices, sign_in: TheSignIn) -> Arrival:
    """All of it in one transaction, or nothing."""
    with _opened(path, services) as it:
        return it.bring_back(sign_in.programme, actor.id, services.jobs.enqueue)
