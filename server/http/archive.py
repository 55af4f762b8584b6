"""Taking a retreat away."""

from fastapi import APIRouter
from fastapi.responses import Response

from server.archive.bundle import bundle
from server.http.dependencies import ExportableRetreat, TheServices, TheSignIn
from server.store.taking import everything

router = APIRouter(prefix="/api/retreats/{retreat}")


@router.get("/archive")
def archive(retreat: ExportableRetreat, services: TheServices, sign_in: TheSignIn) -> Response:
    """A zip with the retreat as JSON, its transcripts as WebVTT and plain text, its marks as CSV."""
    with services.database.read() as connection:
        taken = everything(connection, services.ledger, services.snapshots, sign_in.programme, sign_in.member, retreat)
    name = "".join(it if it.isascii() and it.isalnum() else "-" for it in taken.frame.retreat.name).strip("-").lower()
    headers = {"Content-Disposition": f'attachment; filename="{name or "retreat"}.zip"'}
    return Response(bundle(taken), media_type="application/zip", headers=headers)
