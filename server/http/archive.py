"""Taking away a retreat, a part of it, or a programme: first what would leave, then the zip, written as it is sent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from server.archive.contents import of_programme, of_retreat
from server.archive.names import file_name
from server.archive.options import Options
from server.archive.packing import Entry, packed
from server.archive.part import part_of
from server.archive.preview import ArchiveSeen, preview
from server.archive.taken import Taken
from server.domain.access import access
from server.domain.text import Id
from server.errors import NotReady
from server.http.dependencies import ExportableRetreat, Services, TheServices, TheSignIn
from server.store.rows import read_actor
from server.store.taking import every_retreat, everything, is_unsilenced, with_sounds

router = APIRouter(prefix="/api")


class TakenBack(NotReady):
    """Somebody took back what they said while this archive was on its way. Take it away again: it is then without."""


class NothingToTake(NotReady):
    """There is no retreat to take away yet. Create one first, or ask for a role in one."""


def taken_of_retreat(
    retreat: ExportableRetreat,
    services: TheServices,
    sign_in: TheSignIn,
    session: Annotated[Id | None, Query()] = None,
    recording: Annotated[Id | None, Query()] = None,
) -> Taken:
    """The retreat, or of it a session or a recording, read in one transaction."""
    programme = sign_in.programme
    with services.database.read() as connection:
        taken = everything(connection, services.ledger, services.snapshots, programme, sign_in.member, retreat)
        taken = with_sounds(connection, programme, taken, services.media.of(programme))
    return part_of(taken, session, recording)


def taken_of_programme(services: TheServices, sign_in: TheSignIn) -> list[Taken]:
    """All retreats that whoever asks may take away, read in one transaction."""
    programme, media = sign_in.programme, services.media.of(sign_in.programme)
    with services.database.read() as connection:
        actor = read_actor(connection, programme, sign_in.member)
        access(actor, "export")
        all_of_it = every_retreat(connection, services.ledger, services.snapshots, programme, actor, media)
    if not all_of_it:
        raise NothingToTake
    return all_of_it


TheTaken = Annotated[Taken, Depends(taken_of_retreat)]
AllTaken = Annotated[list[Taken], Depends(taken_of_programme)]
Chosen = Annotated[Options, Depends(Options)]


@router.get("/retreats/{retreat}/archive/preview")
def retreat_preview(taken: TheTaken) -> ArchiveSeen:
    return preview([taken])


@router.get("/retreats/{retreat}/archive")
def retreat_archive(taken: TheTaken, options: Chosen, services: TheServices) -> StreamingResponse:
    """A zip; docs/archive.md says what is in it."""
    return _zip(in_turn(services, [taken], of_retreat(taken, options)), taken, taken.name)


@router.get("/programme/archive/preview")
def programme_preview(all_of_it: AllTaken) -> ArchiveSeen:
    return preview(all_of_it)


@router.get("/programme/archive")
def programme_archive(all_of_it: AllTaken, options: Chosen, services: TheServices) -> StreamingResponse:
    first, entries = all_of_it[0], of_programme(all_of_it, options)
    return _zip(in_turn(services, all_of_it, entries), first, first.frame.programme.name)


def in_turn(services: Services, all_of_it: list[Taken], entries: list[Entry]) -> Iterator[Entry]:
    """The entries, each when its turn comes, which can be long after they were read; TakenBack for sound that holds
    something that must not leave any more: the archive breaks off there, and made anew it is without."""
    programme = all_of_it[0].frame.programme.id
    sound = {it.file: it.recording for taken in all_of_it for it in taken.sounds if it.file}
    recordings = {it.id: it for taken in all_of_it for it in taken.frame.recordings}
    for entry in entries:
        if isinstance(entry.make, Path):
            with services.database.read() as connection:
                it = recordings[sound[entry.make]]
                if is_unsilenced(connection, programme, it, services.media.of(programme)):
                    raise TakenBack
        yield entry


def _zip(entries: Iterator[Entry], taken: Taken, title: str) -> StreamingResponse:
    name = f"{file_name(title)}, {taken.at[:10]}.zip"
    plain = "".join(it if it.isascii() else "-" for it in name)
    headers = {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}
    return StreamingResponse(packed(entries, taken.at), media_type="application/zip", headers=headers)
