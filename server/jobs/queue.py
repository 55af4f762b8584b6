"""What follows from events for the jobs, inside the transaction that keeps the event: both are kept, or neither."""

import logging
from uuid import UUID, uuid4, uuid5

from dbos import DBOS, DBOSClient, EnqueueOptions
from sqlalchemy import Connection

from server.database import Database
from server.domain.events import (
    ConsentAnswered,
    Happening,
    Imported,
    RecordingClosed,
    RecordingDeleted,
    RecordingMovedToFront,
    RecordingStopped,
    SeatTaken,
    SpeakerAssigned,
    SpeakerNamed,
    Withdrawn,
)
from server.jobs import turns
from server.jobs.turns import DISCARDING, PACKING, QUEUE
from server.store import packings
from server.store.progress import clear_progress

WORKFLOW = "write_down"
ADD_SOUND = "add_sound"
DISCARD = "discard"
SILENCE = "silence"
SETTLE = "settle"
PREPARE = "prepare"
PACK = "pack"
SWEEP = "sweep"
OUTDATING = (RecordingDeleted, Withdrawn)
"""After these, an archive that was packed before may hold something that must not leave any more."""
OUTDATING_SOUND = (ConsentAnswered, SeatTaken, SpeakerNamed, SpeakerAssigned)
"""After these, the sound in it: who says no to it may turn out to be heard."""
# By hand, not by a hash of the code: a job that waits must survive an update of this program. Raised only when
# the steps of a workflow change so that a running one could not go on.
VERSION = "1"
APPLICATION = "data-retreat"


class Jobs:
    """The queue as whoever commits events sees it."""

    def __init__(self, database: Database) -> None:
        self._client = DBOSClient(system_database_engine=database.engine, application_name=APPLICATION, lazy=True)

    def enqueue(self, connection: Connection, programme: str, event: Happening) -> None:
        """The jobs that follow from this event, or no longer do."""
        body = event.body
        if isinstance(body, RecordingClosed):
            self._enqueue(connection, programme, str(event.retreat), body)
        elif isinstance(body, RecordingMovedToFront):
            turns.move_to_front(connection, job_of(programme, body.attempt))
        elif isinstance(body, RecordingStopped | RecordingDeleted) and body.attempt:
            turns.stop(connection, job_of(programme, body.attempt))
            clear_progress(connection, programme, body.recording)
        self._outdate(connection, programme, event)
        if isinstance(body, RecordingDeleted):
            self._let_go(connection, DISCARD, discarding(programme, body.recording), programme, body.recording)
        elif isinstance(body, Withdrawn):
            self._let_go(connection, SETTLE, settling(programme, body.command))
            for id in body.recordings:
                self._let_go(connection, SILENCE, silencing(programme, id, body.command), programme, id, body.command)
        elif isinstance(body, Imported) and event.retreat:
            for recording in body.recordings:
                if recording.sound:
                    job = str(uuid4())
                    self._let_go(connection, PREPARE, job, programme, recording.id, job)

    def _outdate(self, connection: Connection, programme: str, event: Happening) -> None:
        sound_alone = isinstance(event.body, OUTDATING_SOUND)
        if not isinstance(event.body, OUTDATING) and not sound_alone:
            return
        if packings.outdate(connection, programme, event.retreat, sound_alone):
            self.sweep(connection, programme)

    def _enqueue(self, connection: Connection, programme: str, retreat: str, closed: RecordingClosed) -> None:
        partition = turns.partition_of(programme, retreat)
        options: EnqueueOptions = {
            "workflow_name": ADD_SOUND if closed.written else WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": job_of(programme, closed.attempt),
            "app_version": VERSION,
            "priority": turns.turn_of(connection, partition),
            "queue_partition_key": partition,
            "attributes": {"recording": closed.recording},
        }
        ids = (programme, closed.recording, closed.attempt)  # never words
        self._client.enqueue_in_transaction(connection, options, *ids, closed.chunks)

    def pack(self, connection: Connection, programme: str, id: str) -> None:
        """Pack an archive, and let go of it when its time is over."""
        self._add(connection, PACKING, PACK, id, programme, id)
        in_time = (packings.DAYS + 1) * 24 * 3600.0
        self._add(connection, DISCARDING, SWEEP, str(uuid4()), programme, delay_seconds=in_time)

    def sweep(self, connection: Connection, programme: str) -> None:
        """Let go of what was packed and is for nobody any more."""
        self._let_go(connection, SWEEP, str(uuid4()), programme)

    def _let_go(self, connection: Connection, workflow: str, job: str, *ids: str) -> None:
        """In a queue of its own: what is to be gone does not wait behind what is to be written down."""
        self._add(connection, DISCARDING, workflow, job, *ids)

    def _add(
        self, connection: Connection, queue: str, workflow: str, job: str, *ids: str, delay_seconds: float = 0
    ) -> None:
        options: EnqueueOptions = {
            "workflow_name": workflow,
            "queue_name": queue,
            "workflow_id": job,
            "app_version": VERSION,
        }
        if delay_seconds:
            options["delay_seconds"] = delay_seconds
        self._client.enqueue_in_transaction(connection, options, *ids)

    def close(self) -> None:
        self._client.destroy()


def job_of(programme: str, attempt: str) -> str:
    """The job that a closing or another attempt asked for: ids of commands are unique within a programme only."""
    return str(uuid5(UUID(programme), attempt))


def discarding(programme: str, recording: str) -> str:
    """The job that lets go of this recording's sound."""
    return str(uuid5(UUID(programme), f"discard {recording}"))


def silencing(programme: str, recording: str, command: str) -> str:
    """The job that takes out of this recording's sound what this command withdrew."""
    return str(uuid5(UUID(programme), f"silence {recording} {command}"))


def settling(programme: str, command: str) -> str:
    """The job after which the database's log has nothing of what this command withdrew."""
    return str(uuid5(UUID(programme), f"settle {command}"))


def migrate(url: str) -> None:
    """Bring DBOS's own tables up to date."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
    DBOS.migrate(url)
