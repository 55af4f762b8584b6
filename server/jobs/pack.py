"""The job that packs an archive for whoever asked for it, and the one that lets go of those that nobody may have."""

import logging
import time
from collections.abc import Iterable, Iterator

from dbos import DBOS
from sqlalchemy import Connection

from server.archive.options import Options
from server.archive.packing import packed
from server.errors import NotFound
from server.jobs.queue import PACK, SWEEP
from server.jobs.tools import tools, working_on
from server.store import packings
from server.store.leaving import Leaving, TakenBack
from server.store.ledger import Ledger
from server.store.media import write_durably
from server.store.packings import Packed, Packing
from server.store.rows import read_actor
from server.store.snapshot import Snapshots

log = logging.getLogger(__name__)

_EVERY = 0.5  # seconds between two notes of how far it is


class Outdated(Exception):
    """Something was taken back, or nobody waits for it any more."""


@DBOS.workflow(name=PACK)
def pack(programme: str, id: str) -> None:
    """Begun anew if the worker dies: nothing of it is given out before it is whole."""
    with working_on(id):
        try:
            write(programme, id)
        except Exception as error:  # being taken over is none: DBOS raises BaseException for that
            log.warning("archive %s could not be packed", id, exc_info=error)
            give_up(programme, id)


@DBOS.workflow(name=SWEEP)
def sweep(programme: str) -> None:
    let_go(programme)


@DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=5)
def write(programme: str, id: str) -> None:
    database, files = tools().database, Packed(tools().settings.data)
    for begun in files.begun(programme, id):
        begun.unlink(missing_ok=True)
    with database.write() as connection:
        # Whoever takes something back at this moment comes before, and is read; or after, and outdates what is packed.
        Ledger(database.engine).lock(connection, programme)
        wanted = packings.begin(connection, programme, id)
    if not wanted:
        return _sweep(programme)
    path = files.path(programme, id)
    try:
        write_durably(path, _noted(programme, id, _pieces(programme, id)))
    except (Outdated, TakenBack):
        return _pack_again(programme, id)
    with database.write() as connection:
        wanted = packings.finish(connection, programme, id, path.stat().st_size)
    if not wanted:
        path.unlink()


def _pack_again(programme: str, id: str) -> None:
    """Whoever asked is told so."""
    with tools().database.write() as connection:
        packings.set_aside(connection, programme, id)


def _pieces(programme: str, id: str) -> Iterator[bytes]:
    """The zip, of what whoever asked for it may see, read in one transaction."""
    ledger = Ledger(tools().database.engine)
    leaving = Leaving(tools().database, ledger, Snapshots(ledger), tools().media)
    with tools().database.read() as connection:
        it = _still_there(connection, programme, id)
        actor = read_actor(connection, programme, it.member)
        if not packings.may_still(actor, it):
            raise Outdated
        options = Options(sound=it.sound, marks=it.marks)
        if it.retreat:
            taken = leaving.of_retreat(connection, programme, actor, it.retreat, it.session, it.recording)
            entries = leaving.of_one(taken, options)
        else:
            all_of_it = leaving.of_programme(connection, programme, actor)
            if {one.frame.retreat.id for one in all_of_it} != it.seen.keys():
                raise Outdated
            taken, entries = all_of_it[0], leaving.of_all(all_of_it, options)
    yield from packed(entries, taken.at)


def _still_there(connection: Connection, programme: str, id: str) -> Packing:
    try:
        return packings.find(connection, programme, id)
    except NotFound as error:
        raise Outdated from error


def _noted(programme: str, id: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, with how far they are told now and then; Outdated when they are for nobody any more."""
    done, told = 0, time.monotonic()
    for piece in pieces:
        yield piece
        done += len(piece)
        if time.monotonic() - told > _EVERY:
            told = time.monotonic()
            with tools().database.write() as connection:
                if not packings.note(connection, programme, id, done):
                    raise Outdated


@DBOS.step()
def give_up(programme: str, id: str) -> None:
    with tools().database.write() as connection:
        packings.fail(connection, programme, id)


@DBOS.step(retries_allowed=True, max_attempts=10, interval_seconds=5)
def let_go(programme: str) -> None:
    _sweep(programme)


def tidy() -> None:
    """What a killed worker or another installation left in the folder goes before this one begins."""
    for programme in Packed(tools().settings.data).programmes():
        _sweep(programme)


def _sweep(programme: str) -> None:
    """Files go whose words were taken back, whose time is over, or that a killed worker left."""
    files = Packed(tools().settings.data)
    there = list(files.all(programme))  # first: what comes after this is none of these
    with tools().database.write() as connection:
        kept = packings.in_use(connection, programme)
    files.let_go(there, kept)
