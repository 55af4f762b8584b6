"""Archives that are packed on the server, for connections that break: asked for, looked at, fetched in pieces."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query

from server.archive.names import zip_name
from server.archive.options import Options
from server.archive.preview import preview
from server.archive.taken import Taken
from server.clock import later, now
from server.domain.access import Actor
from server.domain.text import Id
from server.errors import NotFound, NotReady
from server.http.answers import PackingShown
from server.http.archive import AllTaken, Chosen, TheTaken
from server.http.dependencies import Services, TheServices, TheSignIn, same_origin
from server.http.files import FileByRanges, called
from server.http.readers import TheActor
from server.store import packings
from server.store.packings import DAYS, Packed, Packing, may_still, seen_as

# Of one person at a time: each may be as large as all recordings together.
MOST = 5

router = APIRouter(prefix="/api", dependencies=[Depends(same_origin)])


class NotPacked(NotReady):
    """This archive is not packed yet, or could not be. Look at how far it is where it was asked for."""


class PackedEnough(NotReady):
    """You had five archives packed that are still here. Let one of them go first."""


class PackedBefore(NotReady):
    """Since this archive was packed, somebody took something back, or your role changed. Have it packed again."""


@router.post("/retreats/{retreat}/archives")
def pack_retreat(
    taken: TheTaken,
    options: Chosen,
    services: TheServices,
    actor: TheActor,
    session: Annotated[Id | None, Query()] = None,
    recording: Annotated[Id | None, Query()] = None,
) -> PackingShown:
    """Have the archive of a retreat packed here, or that of a session or a recording of it."""
    about = {"retreat": taken.frame.retreat.id, "session": session, "recording": recording, "name": taken.name}
    return _pack(services, actor, [taken], about, options)


@router.post("/programme/archives")
def pack_programme(all_of_it: AllTaken, options: Chosen, services: TheServices, actor: TheActor) -> PackingShown:
    """Have the archive of all retreats packed that whoever asks may take away."""
    about = {"retreat": None, "session": None, "recording": None, "name": all_of_it[0].frame.programme.name}
    return _pack(services, actor, all_of_it, about, options)


@router.get("/archives")
def packed_here(services: TheServices, sign_in: TheSignIn, actor: TheActor) -> list[PackingShown]:
    """What whoever asks had packed, the latest first."""
    with services.database.read() as connection:
        mine = packings.of_member(connection, sign_in.programme, actor.doubles | {actor.id})
    return [_shown(it, actor) for it in mine]


@router.get("/archives/{archive}")
def fetch(archive: Id, services: TheServices, sign_in: TheSignIn, actor: TheActor) -> FileByRanges:
    """The zip; a download that broke off goes on where it was."""
    it = _mine(services, sign_in.programme, actor, archive)
    state = _shown(it, actor).state
    path = Packed(services.settings.data).path(it.programme, it.id)
    if state == "outdated":
        raise PackedBefore
    if state != "ready" or not path.is_file():
        raise NotPacked
    headers = {**called(zip_name(it.name, it.at)), "Cache-Control": "private, no-store"}
    return FileByRanges(path, media_type="application/zip", headers=headers)


@router.post("/archives/{archive}/remove", status_code=204)
def remove(archive: Id, services: TheServices, sign_in: TheSignIn, actor: TheActor) -> None:
    """It is not wanted any more."""
    it = _mine(services, sign_in.programme, actor, archive)
    with services.database.write() as connection:
        packings.let_go(connection, it.programme, it.id)
        services.jobs.sweep(connection, it.programme)


def _pack(
    services: Services, actor: Actor, all_of_it: Sequence[Taken], about: dict[str, Any], options: Options
) -> PackingShown:
    seen = preview(all_of_it)
    size = seen.bytes + (sum(it.bytes for it in seen.sounds) if options.sound else 0)
    it = Packing(
        programme=all_of_it[0].frame.programme.id,
        id=str(uuid4()),
        member=actor.id,
        sound=options.sound,
        marks=options.marks,
        seen=seen_as(actor, [one.frame.retreat.id for one in all_of_it]),
        total=size,
        at=now(),
        expires=later(DAYS),
        **about,
    )
    with services.database.write() as connection:
        if packings.count(connection, it.programme, it.member) >= MOST:
            raise PackedEnough
        packings.place(connection, it)
        services.jobs.pack(connection, it.programme, it.id)
    return _shown(it, actor)


def _mine(services: Services, programme: str, actor: Actor, archive: str) -> Packing:
    with services.database.read() as connection:
        it = packings.find(connection, programme, archive)
    if not actor.is_(it.member):
        raise NotFound
    return it


def _shown(it: Packing, actor: Actor) -> PackingShown:
    return PackingShown(
        id=it.id,
        name=it.name,
        retreat=it.retreat,
        sound=it.sound,
        at=it.at,
        until=it.expires,
        state=it.state if it.state == "failed" or may_still(actor, it) else "outdated",
        done=it.done,
        total=it.total,
    )
