"""The job that lets go of a deleted recording's sound: every file that was made of it."""

from dbos import DBOS

from server.jobs.queue import DISCARD, discarding
from server.jobs.tools import tools, working_on


@DBOS.workflow(name=DISCARD)
def discard(programme: str, recording: str) -> None:
    """What cannot be deleted now, because the disk is away, is tried again when a worker starts."""
    with working_on(discarding(programme, recording)):
        remove(programme, recording)


@DBOS.step(retries_allowed=True, max_attempts=10, interval_seconds=5)
def remove(programme: str, recording: str) -> None:
    tools().media.of(programme).discard(recording)
