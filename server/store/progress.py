"""How far the writing down of recordings is: one row each, written by the worker at most once a second."""

import time
from functools import cache

from sqlalchemy import Connection, and_, bindparam, delete, select

from server.domain.nouns import Progress
from server.store.prepared import Prepared
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
    return [Progress(**it) for it in _in_progress(connection.dialect.name).rows(connection, programme, retreat)]


@cache
def _in_progress(dialect: str) -> Prepared:
    same = and_(_TABLE.c.programme == _RECORDING.c.programme, _TABLE.c.recording == _RECORDING.c.id)
    statement = select(_TABLE.c.recording, _TABLE.c.done, _TABLE.c.total, _TABLE.c.left).join(_RECORDING, same)
    here = (_TABLE.c.programme == bindparam("of"), _TABLE.c.retreat == bindparam("in"))
    statement = statement.where(*here, _RECORDING.c.state == "writing_down").order_by(_TABLE.c.recording)
    return Prepared(statement, dialect)
