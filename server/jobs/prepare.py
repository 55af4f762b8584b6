"""The job that makes sound which came in an archive fit to be heard: what was withdrawn is silent in it first."""

from contextlib import suppress

from dbos import DBOS

from server.errors import NotFound
from server.jobs.playback import make_playable
from server.jobs.queue import PREPARE
from server.jobs.silence import take_out
from server.jobs.tools import tools, working_on
from transcription.media import probe


@DBOS.workflow(name=PREPARE)
def prepare(programme: str, recording: str, job: str) -> None:
    with working_on(job):
        make_heard(programme, recording)
        take_out(programme, recording)


@DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=5)
def make_heard(programme: str, recording: str) -> None:
    """The copy that browsers can seek in, and its outline. Done again, it makes the same."""
    media = tools().media.of(programme)
    with suppress(NotFound), media.alone(recording):  # deleted meanwhile
        make_playable(media, recording, probe(media.existing(media.original(recording))).duration)
