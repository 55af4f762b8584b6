"""What one gave in a retreat: for oneself alone, also once one has left."""

from fastapi import APIRouter

from server.domain.parts import Given
from server.http.dependencies import TheServices, TheSignIn
from server.http.readers import TheActor
from server.store.giving import given

router = APIRouter(prefix="/api/retreats/{retreat}")


@router.get("/given")
def what_i_gave(retreat: str, services: TheServices, sign_in: TheSignIn, actor: TheActor) -> Given:
    """What they wrote, also what was removed since, and what they are heard saying."""
    with services.database.read() as connection:
        return given(connection, sign_in.programme, actor, retreat)
