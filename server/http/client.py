"""The browser client: built files, and its one page for every address that is not a file."""

from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

# The page itself names what its scripts and styles may be (a hash of the inline script is in it); these are the
# rules that only a header can give. What is no page has no use for most of them, and there are a hundred such files.
_OF_FILES = {"X-Content-Type-Options": "nosniff"}
_OF_PAGES = _OF_FILES | {
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}


# Files under immutable/ have their content's hash in their name; all else is asked for again.
_NAMED, _FOR_EVER, _ASK_AGAIN = "_app/immutable/", "public, max-age=31536000, immutable", "no-cache"
# How the build left them packed beside themselves, the smallest first.
_PACKED = {"br": ".br", "gzip": ".gz", "": ""}


class Client(StaticFiles):
    """Serves the folder that `npm run build` made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False, html=False)
        self._built = (folder / "index.html").is_file

    async def check_config(self) -> None:
        """Nothing to check: the folder may be built later, and until then its page says so."""

    async def get_response(self, path: str, scope: Any) -> Response:
        if path.startswith("api/"):  # no page: a route that was asked in a way that it does not take
            raise HTTPException(405)
        if not self._built():
            return PlainTextResponse("The client is not built yet: run `make client`, then reload.", 503)
        if path.startswith(_NAMED):
            return self._named(path, Headers(scope=scope).get("accept-encoding", ""))
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("_app/"):
                raise
            response = await super().get_response("index.html", scope)
        response.headers.update(_OF_PAGES | {"Cache-Control": _ASK_AGAIN})
        return response

    def _named(self, path: str, accepted: str) -> Response:
        """A page asks for fifty of these: they are kept in memory."""
        encodings = {"", *(it.partition(";")[0].strip() for it in accepted.split(","))}
        for encoding, ending in _PACKED.items():
            full, found = self.lookup_path(path + ending) if encoding in encodings else ("", None)
            if found:
                headers = _OF_FILES | {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
                headers |= {"Content-Encoding": encoding} if encoding else {}
                return Response(_content(full, found.st_mtime), media_type=guess_type(path)[0], headers=headers)
        raise HTTPException(404)


@lru_cache(maxsize=1_000)
def _content(path: str, modified: float) -> bytes:
    return Path(path).read_bytes()
