"""The jobs that let go: of a deleted recording's sound, every file that was made of it; of what the database's log
still has of words that are gone."""

from dbos import DBOS

from server.jobs.queue import DISCARD, SETTLE, discarding
from server.jobs.tools import tools, working_on


@DBOS.workflow(name=DISCARD)
def discard(programme: str, recording: str) -> None:
    """What cannot be deleted now, because the disk is away, is tried again when a worker starts."""
    with working_on(discarding(programme, recording)):
        remove(programme, recording)
        settle()


@DBOS.workflow(name=SETTLE)
def settle_withdrawal() -> None:
    """Words that were withdrawn are gone from the tables when this begins."""
    settle()


@DBOS.step(retries_allowed=True, max_attempts=10, interval_seconds=5)
def remove(programme: str, recording: str) -> None:
    tools().media.of(programme).discard(recording)


class StillRead(RuntimeError):
    """Somebody is reading what was there before. Tried again in a moment."""


@DBOS.step(retries_allowed=True, max_attempts=20, interval_seconds=1)
def settle() -> None:
    """What was deleted in the database goes from its log too."""
    if not tools().database.settle():
        raise StillRead
