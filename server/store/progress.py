"""How far the writing down of recordings is: one row each, written by the worker at most once a second."""

import time

from sqlalchemy import Connection, and_, delete, select

from server.domain.nouns import Progress
from server.store.tables import ProgressRow, RecordingRow
from server.store.upsert import upsert

_TABLE = ProgressRow.__table__  # type: ignore[attr-defined]
_RECORDING = RecordingRow.__table__  # type: ignore[attr-defined]


def put_progress(
    connection: Connection, programme: str, retreat: str, recording: str, done: float, total: float, left: float | None
) -> None:
    """`done` of `total` seconds of sound are written down; `left` seconds of waiting are expected."""
    row = {"programme": programme, "retreat": retreat, "recording": recording}
    upsert(connection, _TABLE, {**row, "done": done, "total": total, "left": left, "at": time.time()})


def clear_progress(connection: Connection, programme: str, recording: str) -> None:
    """There is nothing more to wait for."""
    connection.execute(delete(_TABLE).where(_TABLE.c.programme == programme, _TABLE.c.recording == recording))


def in_progress(connection: Connection, programme: str, retreat: str) -> list[Progress]:
    """Every recording of this retreat that is being written down. What a worker says that was not yet told to stop
    is not listened to."""
    same = and_(_TABLE.c.programme == _RECORDING.c.programme, _TABLE.c.recording == _RECORDING.c.id)
    statement = select(_TABLE).join(_RECORDING, same).where(_RECORDING.c.state == "writing_down")
    here = (_TABLE.c.programme == programme, _TABLE.c.retreat == retreat)
    rows = connection.execute(statement.where(*here).order_by(_TABLE.c.recording))
    return [Progress(recording=it.recording, done=it.done, total=it.total, left=it.left) for it in rows]
