"""What browsers may keep of answers: nothing, unless an answer says otherwise. Others use the same computer."""

from typing import Any


class KeepNothing:
    """`Cache-Control: no-store` for everything under /api that says nothing itself."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def marked(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                if not any(name.lower() == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
            await send(message)

        is_answer = scope["type"] == "http" and scope["path"].startswith("/api/")
        await self._app(scope, receive, marked if is_answer else send)
