"""Commands by POST: the same union to the same handler as over the socket, for programs and tests."""

import asyncio

from fastapi import APIRouter, Depends, Request

from server.domain.commands import COMMAND
from server.errors import NotFound
from server.http.dependencies import TheServices, TheSignIn, read_body, same_origin
from server.live.messages import Accepted
from server.live.reading import read_json

router = APIRouter(dependencies=[Depends(same_origin)])

MOST_BYTES = 8 << 20


@router.post("/api/programmes/{programme}/commands")
async def post_command(programme: str, request: Request, services: TheServices, sign_in: TheSignIn) -> Accepted:
    if programme != sign_in.programme:
        raise NotFound
    command = read_json(COMMAND, await read_body(request, MOST_BYTES))
    return await asyncio.wrap_future(services.committer.submit(programme, sign_in.member, command))
