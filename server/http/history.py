"""What became of the codebook, or of one mark: the events that whoever asks was told, or might have been."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from server.domain.parts import History
from server.http.dependencies import TheServices
from server.http.readers import BY_TOKEN, ReadableRetreat, TheActor, TheReader
from server.store import history

router = APIRouter(prefix="/api/retreats/{retreat}", dependencies=[BY_TOKEN])

Before = Annotated[int | None, Query(gt=0, lt=1 << 62)]
_ANSWER = {200: {"model": History}}


@router.get("/codebook/history", response_class=Response, responses=_ANSWER)  # type: ignore[arg-type]
def codebook(
    retreat: ReadableRetreat, services: TheServices, reader: TheReader, actor: TheActor, before: Before = None
) -> Response:
    """What became of the codebook: at most 200 events, the latest before `before`."""
    with services.database.read() as connection:
        return _answer(*history.of_codebook(connection, reader.programme, retreat, actor, before))


@router.get("/annotations/{annotation}/history", response_class=Response, responses=_ANSWER)  # type: ignore[arg-type]
def mark(
    retreat: ReadableRetreat,
    annotation: str,
    services: TheServices,
    reader: TheReader,
    actor: TheActor,
    before: Before = None,
) -> Response:
    """The same of a mark, its replies, and how people saw it."""
    with services.database.read() as connection:
        return _answer(*history.of_mark(connection, reader.programme, retreat, annotation, actor, before))


def _answer(events: list[str], earlier: bool) -> Response:
    """As on the socket, what is stored is not parsed again."""
    content = f'{{"earlier":{"true" if earlier else "false"},"events":[{",".join(events)}]}}'
    return Response(content, media_type="application/json")
