"""Files by ranges, whose refusals have our form; and what a file is called where it is kept."""

from typing import Any
from urllib.parse import quote

from fastapi.responses import FileResponse, JSONResponse

from server.errors import Malformed, Refusal


class NoSuchRange(Refusal):
    """This part of the file is not there. Reload the page."""

    status = 416


def called(name: str) -> dict[str, str]:
    """The headers by which a browser keeps what comes as a file of this name (RFC 6266)."""
    plain = "".join(it if it.isascii() else "-" for it in name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}


_REFUSALS = {it.status: it for it in (Malformed(), NoSuchRange())}


class FileByRanges(FileResponse):
    """What the framework answers to a range that it cannot read or give is plain text; here it is a refusal."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        answer: JSONResponse | None = None

        async def in_form(message: Any) -> None:
            nonlocal answer
            if message["type"] == "http.response.start" and message["status"] in _REFUSALS:
                refusal = _REFUSALS[message["status"]]
                answer = JSONResponse({"kind": refusal.kind, "message": refusal.message}, refusal.status)
                answer.raw_headers += [it for it in message["headers"] if it[0] == b"content-range"]
                await answer(scope, receive, send)
            elif answer is None:
                await send(message)

        await super().__call__(scope, receive, in_form)
