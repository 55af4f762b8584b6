"""The browser client: built files, and its one page for every address that is not a file."""

from pathlib import Path
from typing import Any

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
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("_app/"):
                raise
            response = await super().get_response("index.html", scope)
        # Files under immutable/ have their content's hash in their name; all else is asked for again.
        named = path.startswith("_app/immutable/")
        response.headers.update(_OF_FILES if named else _OF_PAGES)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        return response
