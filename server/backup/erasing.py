"""What was erased after a backup was made is erased from what is restored of it."""

import logging
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import select

from server.config import Settings, secret
from server.database import Database
from server.domain.events import Happening, Withdrawn
from server.errors import Refusal
from server.jobs.queue import Jobs
from server.live.handle import Committer
from server.store import erased
from server.store.silences import silences_of
from server.store.tables import RecordingRow

log = logging.getLogger(__name__)

_RECORDING = RecordingRow.__table__  # type: ignore[attr-defined]


def erase_again(settings: Settings, backup: Path) -> None:
    """Give every command once more that erased something, by the lists beside this installation's sound, in the backup,
    and beside it: what the backup knows is answered from its ledger. Sound is silenced by the jobs that follow."""
    here = settings.data / erased.NAME
    lists = [here, backup / erased.NAME, backup.parent / erased.NAME]
    if settings.backups:
        lists.append(settings.backups / erased.NAME)
    database = Database(settings.database_url)
    jobs = Jobs(database)
    committer = Committer(database, secret(settings), jobs.enqueue)
    try:
        for it in erased.read(lists):
            _again(committer, it)
        _silence(database, jobs)
        erased.merge(here, [line for path in lists for line in erased.lines_of(path)])
        database.settle()
    finally:
        committer.close()
        jobs.close()
        database.close()


def _again(committer: Committer, it: erased.Erasing) -> None:
    """By each of those who are one person now, as the backup may not know it yet. Who was not there then has nothing
    there to erase."""
    for n, person in enumerate(it.people):
        id = it.command.id if n == 0 else str(uuid5(UUID(it.command.id), person))
        try:
            committer.submit(it.programme, person, it.command.model_copy(update={"id": id})).result()
        except Refusal as refusal:
            log.info("nothing was erased again by %s: %s", id, refusal.kind)


def _silence(database: Database, jobs: Jobs) -> None:
    """Of recordings whose sound came from the backup, what is to be silent is made so once more."""
    with database.write() as connection:
        for row in list(connection.execute(select(_RECORDING.c.programme, _RECORDING.c.id, _RECORDING.c.source))):
            if silences_of(connection, row.programme, row.source):
                again = Withdrawn(command=str(uuid5(UUID(row.id), "restored")), recordings=[row.id])
                jobs.enqueue(connection, row.programme, Happening(again))
