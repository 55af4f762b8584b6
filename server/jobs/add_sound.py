"""The workflow that makes sound fit to be heard whose words were here before: nothing is written down, and what
somebody took back of it is silent before anybody hears it."""

from dbos import DBOS

from server.jobs.queue import ADD_SOUND, job_of
from server.jobs.silence import take_out
from server.jobs.tools import working_on
from server.jobs.write_down import assemble, prepare_sound, said_at_recording


@DBOS.workflow(name=ADD_SOUND)
def add_sound(programme: str, recording: str, attempt: str, chunks: int) -> None:
    with working_on(job_of(programme, attempt)), said_at_recording(programme, recording, attempt):
        total = assemble(programme, recording, chunks)
        take_out(programme, recording)
        prepare_sound(programme, recording, attempt, total)
