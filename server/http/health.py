"""Whether this server can do its work: asked by proxies and by whoever watches over it. Says nothing else."""

from typing import Literal

from fastapi import APIRouter
from sqlalchemy import text

from server.domain.nouns import Closed
from server.http.dependencies import TheServices

router = APIRouter(prefix="/api")


class Health(Closed):
    state: Literal["well"] = "well"


@router.get("/health")
def health(services: TheServices) -> Health:
    """Answers once the database does."""
    with services.database.read() as connection:
        connection.execute(text("SELECT 1"))
    return Health()
