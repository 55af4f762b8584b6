"""Handing in jobs, inside the transaction of the event that asks for them: both are kept, or neither."""

import logging
from uuid import UUID, uuid5

from dbos import DBOS, DBOSClient, EnqueueOptions
from sqlalchemy import Connection

from server.database import Database
from server.domain.events import Happening, RecordingClosed

QUEUE = "transcription"
WORKFLOW = "write_down"
# By hand, not by a hash of the code: a job that waits must survive an update of this program. Raised only when
# the steps of a workflow change so that a running one could not go on.
VERSION = "1"
APPLICATION = "data-retreat"


class Jobs:
    """The queue as whoever commits events sees it."""

    def __init__(self, database: Database) -> None:
        self._client = DBOSClient(system_database_engine=database.engine, application_name=APPLICATION, lazy=True)

    def enqueue(self, connection: Connection, programme: str, event: Happening) -> None:
        """The jobs that follow from this event; arguments are ids, never words."""
        if not isinstance(event.body, RecordingClosed):
            return
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": str(uuid5(UUID(programme), event.body.attempt)),  # command ids are unique per programme
            "app_version": VERSION,
            "queue_partition_key": str(event.retreat),  # retreats take turns
        }
        self._client.enqueue_in_transaction(
            connection,
            options,
            programme,
            event.body.recording,
            event.body.attempt,
            event.body.chunks,
        )

    def close(self) -> None:
        self._client.destroy()


def migrate(url: str) -> None:
    """Bring DBOS's own tables up to date."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
    DBOS.migrate(url)
