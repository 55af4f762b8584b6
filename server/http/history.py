"""What became of the codebook, or of one mark: the events that whoever asks was told, or might have been."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from server.domain.parts import History
from server.http.dependencies import ReadableRetreat, TheActor, TheServices, TheSignIn
from server.store import history

router = APIRouter(prefix="/api/retreats/{retreat}")

Before = Annotated[int | None, Query(gt=0, lt=1 << 62)]
_ANSWER = {200: {"model": History}}


@router.get("/codebook/history", response_class=Response, responses=_ANSWER)  # type: ignore[arg-type]
def codebook(
    retreat: ReadableRetreat, services: TheServices, sign_in: TheSignIn, actor: TheActor, before: Before = None
) -> Response:
    with services.database.read() as connection:
        return _answer(*history.of_codebook(connection, sign_in.programme, retreat, actor, before))


@router.get("/annotations/{annotation}/history", response_class=Response, responses=_ANSWER)  # type: ignore[arg-type]
def mark(
    retreat: ReadableRetreat,
    annotation: str,
    services: TheServices,
    sign_in: TheSignIn,
    actor: TheActor,
    before: Before = None,
) -> Response:
    with services.database.read() as connection:
        return _answer(*history.of_mark(connection, sign_in.programme, retreat, annotation, actor, before))


def _answer(events: list[str], earlier: bool) -> Response:
    """As on the socket, what is stored is not parsed again."""
    content = f'{{"earlier":{"true" if earlier else "false"},"events":[{",".join(events)}]}}'
    return Response(content, media_type="application/json")
