"""The job that takes out of a recording what somebody said there and withdrew."""

from contextlib import suppress

from dbos import DBOS

from server.domain.nouns import Recording
from server.errors import NotFound
from server.jobs.discard import settle
from server.jobs.playback import make_playable
from server.jobs.queue import SILENCE, silencing
from server.jobs.tools import tools, working_on
from server.store.media import Media
from server.store.rows import find_row
from server.store.silences import silences_of
from transcription.media import probe, silenced


@DBOS.workflow(name=SILENCE)
def silence(programme: str, recording: str, command: str) -> None:
    """Until it is done, nobody hears the recording (`media.is_silenced`)."""
    with working_on(silencing(programme, recording, command)):
        take_out(programme, recording)
        settle()


@DBOS.step(retries_allowed=True, max_attempts=10, interval_seconds=5)
def take_out(programme: str, recording: str) -> None:
    """The original gives way to one with silence in those places, then what was made of it. Done again, it changes
    nothing."""
    media = tools().media.of(programme)
    with suppress(NotFound), media.alone(recording):  # deleted meanwhile, or it never had sound
        with tools().database.read() as connection:
            it = find_row(connection, programme, Recording, recording)
            stretches = silences_of(connection, programme, it.source)
        if not media.is_silenced(recording, stretches):
            original = media.existing(media.original(recording))
            silenced(original, stretches, original)
            make_playable(media, recording, probe(original).duration)
            media.keep_silenced(recording, stretches)
    _let_go_if_deleted(media, programme, recording)


def _let_go_if_deleted(media: Media, programme: str, recording: str) -> None:
    try:
        with tools().database.read() as connection:
            find_row(connection, programme, Recording, recording)
    except NotFound:
        media.discard(recording)
