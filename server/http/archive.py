"""Taking away a retreat, a part of it, or a programme: first what would leave, then the zip, written as it is sent."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from server.archive.names import zip_name
from server.archive.options import Options
from server.archive.packing import Entry, packed
from server.archive.preview import ArchiveSeen, preview
from server.archive.taken import Taken
from server.domain.access import access
from server.domain.text import Id
from server.http.dependencies import Services, TheServices
from server.http.files import called
from server.http.readers import BY_TOKEN, ExportableRetreat, TheReader
from server.store.leaving import Leaving

router = APIRouter(prefix="/api", dependencies=[BY_TOKEN])


class Zip(StreamingResponse):
    media_type = "application/zip"


def leaving(services: Services) -> Leaving:
    return Leaving(services.database, services.ledger, services.snapshots, services.media)


def taken_of_retreat(
    retreat: ExportableRetreat,
    services: TheServices,
    reader: TheReader,
    session: Annotated[Id | None, Query()] = None,
    recording: Annotated[Id | None, Query()] = None,
) -> Taken:
    """The retreat, or of it a session or a recording, read in one transaction."""
    with services.database.read() as connection:
        actor = reader.actor(connection)
        return leaving(services).of_retreat(connection, reader.programme, actor, retreat, session, recording)


def taken_of_programme(services: TheServices, reader: TheReader) -> list[Taken]:
    """All retreats that whoever asks may take away, read in one transaction."""
    with services.database.read() as connection:
        actor = reader.actor(connection)
        access(actor, "export")
        return leaving(services).of_programme(connection, reader.programme, actor)


TheTaken = Annotated[Taken, Depends(taken_of_retreat)]
AllTaken = Annotated[list[Taken], Depends(taken_of_programme)]
Chosen = Annotated[Options, Depends(Options)]


@router.get("/retreats/{retreat}/archive/preview")
def retreat_preview(taken: TheTaken) -> ArchiveSeen:
    """What would leave of a retreat, or of a session or a recording of it."""
    return preview([taken])


@router.get("/retreats/{retreat}/archive", response_class=Zip)
def retreat_archive(taken: TheTaken, options: Chosen, services: TheServices) -> Zip:
    """A zip; docs/archive.md says what is in it."""
    return _zip(leaving(services).of_one(taken, options), taken, taken.name)


@router.get("/programme/archive/preview")
def programme_preview(all_of_it: AllTaken) -> ArchiveSeen:
    """What would leave of all retreats that whoever asks may take away."""
    return preview(all_of_it)


@router.get("/programme/archive", response_class=Zip)
def programme_archive(all_of_it: AllTaken, options: Chosen, services: TheServices) -> Zip:
    """A zip of all retreats that whoever asks may take away, a folder each."""
    first = all_of_it[0]
    return _zip(leaving(services).of_all(all_of_it, options), first, first.frame.programme.name)


def _zip(entries: Iterator[Entry], taken: Taken, title: str) -> Zip:
    return Zip(packed(entries, taken.at), headers=called(zip_name(title, taken.at)))
