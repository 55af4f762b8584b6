"""Addresses to hand over: links, and the pictures that phones read them from."""

import io

import segno
from fastapi import Request, Response

from server.clock import later
from server.http.answers import LinkMade
from server.http.dependencies import Services

NOT_KEPT = {"Cache-Control": "no-store"}


def site_of(request: Request, services: Services) -> str:
    """Where people find this server: the first of its origins, or as whoever asks found it."""
    origins = services.settings.origins
    return origins[0] if origins else str(request.base_url).rstrip("/")


def link_made(site: str, page: str, token: str, days: float) -> LinkMade:
    """The token stands after #: browsers keep that to themselves, so it gets into no log."""
    return LinkMade(url=f"{site}/{page}#{token}", token=token, until=later(days))


def picture(text: str) -> Response:
    """A QR code as SVG, without script or style, black on white in any theme."""
    out = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True, light="#fff")
    return Response(out.getvalue(), media_type="image/svg+xml", headers=NOT_KEPT)
