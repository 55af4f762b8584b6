"""Compression of what is text: sound is compressed already, and a range of a compressed file would be nonsense."""

from typing import Any

from starlette.middleware.gzip import GZipMiddleware

_AS_THEY_ARE = ("/sound", "/original", "/archive")


class CompressText(GZipMiddleware):
    """gzip for all answers but those that carry files."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, minimum_size=1_000, compresslevel=5)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not scope["path"].endswith(_AS_THEY_ARE):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
