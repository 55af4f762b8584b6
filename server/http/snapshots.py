"""Snapshots in parts."""

from typing import Annotated

from fastapi import APIRouter, Path

from server.domain.parts import Block, Frame, Outline, Revisions, WordBlock
from server.http.dependencies import ReadableRetreat, TheActor, TheServices, TheSignIn
from server.store.snapshot import source_in_retreat

router = APIRouter(prefix="/api/retreats/{retreat}")

N = Annotated[int, Path(ge=0, le=10_000)]


@router.get("/frame")
def frame(retreat: ReadableRetreat, services: TheServices, sign_in: TheSignIn, actor: TheActor) -> Frame:
    with services.database.read() as connection:
        return services.snapshots.frame(connection, sign_in.programme, retreat, actor)


@router.get("/sources/{source}/outline")
def outline(retreat: ReadableRetreat, source: str, services: TheServices, sign_in: TheSignIn) -> Outline:
    with services.database.read() as connection:
        source_in_retreat(connection, sign_in.programme, retreat, source)
        return services.snapshots.outline(connection, sign_in.programme, retreat, source)


@router.get("/sources/{source}/blocks/{n}")
def block(retreat: ReadableRetreat, source: str, n: N, services: TheServices, sign_in: TheSignIn) -> Block:
    with services.database.read() as connection:
        source_in_retreat(connection, sign_in.programme, retreat, source)
        return services.snapshots.block(connection, sign_in.programme, retreat, source, n)


@router.get("/sources/{source}/words/{n}")
def words(retreat: ReadableRetreat, source: str, n: N, services: TheServices, sign_in: TheSignIn) -> WordBlock:
    with services.database.read() as connection:
        source_in_retreat(connection, sign_in.programme, retreat, source)
        return services.snapshots.words(connection, sign_in.programme, source, n)


@router.get("/sources/{source}/segments/{segment}/revisions")
def revisions(
    retreat: ReadableRetreat, source: str, segment: str, services: TheServices, sign_in: TheSignIn
) -> Revisions:
    with services.database.read() as connection:
        source_in_retreat(connection, sign_in.programme, retreat, source)
        return services.snapshots.revisions(connection, sign_in.programme, source, segment)
