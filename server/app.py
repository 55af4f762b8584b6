"""create_app(settings): assembles the web application and returns it."""

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from server.config import Settings, secret
from server.database import Database
from server.errors import Failed, Malformed, NotFound, Refusal, WrongMethod
from server.http import (
    accounts,
    archive,
    arrivals,
    by_program,
    commands,
    giving,
    guests,
    health,
    history,
    join,
    me,
    oidc,
    packings,
    programme,
    recordings,
    set_up,
    sign_in,
    snapshots,
    tokens,
    transcripts,
)
from server.http.client import Client
from server.http.compression import CompressText
from server.http.dependencies import Services
from server.http.not_kept import KeepNothing
from server.jobs.queue import Jobs
from server.live import socket
from server.live.batch import News
from server.live.bell import bell_of
from server.live.handle import Committer
from server.live.messages import Why
from server.live.observed_protocol import FindProtocol
from server.live.on_loop import LoopCommitter
from server.live.rooms import Rooms
from server.store.erased import Erased
from server.store.ledger import Ledger
from server.store.media import Media
from server.store.packed import PackedParts
from server.store.snapshot import Snapshots

log = logging.getLogger(__name__)

ROUTERS = (
    health,
    sign_in,
    set_up,
    me,
    accounts,
    guests,
    join,
    oidc,
    commands,
    snapshots,
    transcripts,
    history,
    giving,
    programme,
    recordings,
    by_program,
    archive,
    packings,
    tokens,
    arrivals,
    socket,
)

# Of every route, whatever it answers otherwise.
REFUSED: dict[str, Any] = {
    "description": "Refused",
    "content": {"application/json": {"schema": Why.model_json_schema()}},
}


def create_app(settings: Settings) -> FastAPI:
    """The application; its services live from start-up to shut-down."""
    # No pages of documentation: theirs fetch scripts from other people's servers.
    app = FastAPI(
        title="Data Retreat",
        lifespan=lambda app: _running(app, settings),
        description="How a retreat is read by program; docs/http.md says more. Every refusal says why, in words.",
        openapi_url="/api/openapi.json",
        responses={"4XX": REFUSED},
        docs_url=None,
        redoc_url=None,
    )
    for router in ROUTERS:
        app.include_router(router.router, tags=[router.__name__.rpartition(".")[2].replace("_", " ")])
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _no_such_request)
    app.add_exception_handler(Exception, _failed)
    app.add_api_route("/api/{path:path}", _nowhere, include_in_schema=False)
    app.mount("/", Client(settings.client))
    app.add_middleware(KeepNothing)
    app.add_middleware(CompressText)
    app.add_middleware(FindProtocol)  # the last one added is the outermost
    return app


@asynccontextmanager
async def _running(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    loop, home = asyncio.get_running_loop(), threading.get_ident()
    database = Database(settings.database_url)
    ledger, jobs, bell = Ledger(database.engine), Jobs(database), bell_of(database)
    rooms = Rooms(database, ledger, bell)

    def ring(news: News) -> None:
        if not rooms.alone:
            bell.ring(news)
        if threading.get_ident() == home:
            rooms.hear(news)
        else:
            loop.call_soon_threadsafe(rooms.hear, news)

    commits = LoopCommitter if database.kind == "sqlite" else Committer
    committer = commits(database, secret(settings), jobs.enqueue, ring, Erased(settings.data, settings.backups).note)
    media = Media(settings.data / "recordings")
    snapshots = Snapshots(ledger)
    packed = PackedParts(ledger, snapshots)
    app.state.services = Services(settings, database, ledger, committer, rooms, media, snapshots, packed, jobs)
    rooms.start()
    gc.collect()
    gc.freeze()  # what is there now stays: looking through it again and again would make everybody wait
    gc.set_threshold(20_000, 20, 20)  # a command makes a thousand things that are gone by themselves
    yield
    await rooms.stop()
    await asyncio.to_thread(committer.close)
    bell.close()
    jobs.close()
    database.close()


async def _refusal(request: Request, refusal: Any) -> JSONResponse:
    log.info("refused %s %s: %s", request.method, request.url.path, refusal.kind)
    return JSONResponse({"kind": refusal.kind, "message": refusal.message}, refusal.status, refusal.headers)


async def _malformed(request: Request, error: Any) -> JSONResponse:
    """A path or header that does not fit: said without repeating what was sent."""
    where = ".".join(str(part) for part in error.errors()[0]["loc"])
    return await _refusal(request, Malformed(f"{Malformed().message} ({where})"))


async def _no_such_request(request: Request, error: Any) -> JSONResponse:
    """What the framework refuses by itself, in our form."""
    answer = await _refusal(request, NotFound() if error.status_code == 404 else WrongMethod())
    answer.status_code = error.status_code
    answer.headers.update(error.headers or {})
    return answer


async def _failed(request: Request, error: Exception) -> JSONResponse:
    return await _refusal(request, Failed())


async def _nowhere(path: str) -> None:
    raise NotFound
