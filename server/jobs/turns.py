"""Whose turn is next: the order of the queue, and taking jobs out of it or putting them back, in our own transactions.

DBOS takes the job of the lowest `priority` first. Retreats take turns: a job belongs to the round after that of the
last job of its own retreat, but to none before the round that is being done (start-time fair queueing, Goyal, Vin and
Cheng 1996, with every job at the same cost). So the order is known beforehand, and nobody starves.

DBOS has no calls of its own for these inside somebody else's transaction. Its table is named here and nowhere else, and
`tests/jobs/test_turns.py` holds this against what DBOS's calls leave behind.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    cast,
    func,
    select,
    update,
)
from sqlalchemy import Column as C
from sqlalchemy import MetaData as Tables
from sqlalchemy.dialects.postgresql import JSONB

from server.database import clock
from server.store.prepared import Prepared

QUEUE, DISCARDING, PACKING = "transcription", "discarding", "packing"
QUEUES = (QUEUE, DISCARDING, PACKING)
"""All of them: workers take from each, and put back what a dead one had begun."""
# Places in a round; of more retreats than that, some share a place, and DBOS takes the older one first.
ROUND = 1_000
ENQUEUED, PENDING, CANCELLED, DONE = "ENQUEUED", "PENDING", "CANCELLED", ("SUCCESS", "ERROR")


def _jobs(schema: str | None) -> Table:
    texts = ("workflow_uuid", "status", "queue_name", "queue_partition_key", "executor_id", "owner_xid")
    times = ("created_at", "updated_at", "completed_at", "started_at_epoch_ms")
    columns: list[Any] = [C(name, Text) for name in texts] + [C(name, BigInteger) for name in times]
    columns += [C("priority", Integer), C("attributes", JSON().with_variant(JSONB(), "postgresql"))]
    return Table("workflow_status", Tables(schema=schema), *columns)


_TABLES = {"sqlite": _jobs(None), "postgresql": _jobs("dbos")}


def turn_of(connection: Connection, partition: str) -> int:
    """The priority of a new job of this retreat (`partition_of`): the next place in the round that it belongs to."""
    jobs = _TABLES[connection.dialect.name]

    def find(what: Any, *where: ColumnElement[bool]) -> int:
        unfinished = jobs.c.status.in_((ENQUEUED, PENDING))
        return connection.execute(select(what).where(jobs.c.queue_name == QUEUE, unfinished, *where)).scalar() or 0

    first, last = func.min(jobs.c.priority), func.max(jobs.c.priority)
    now = find(last, jobs.c.status == PENDING) or find(first)
    ours = find(last, jobs.c.queue_partition_key == partition)
    turn = max(1, now // ROUND, ours // ROUND + 1) * ROUND
    return max(turn, find(last, jobs.c.priority.between(turn, turn + ROUND - 2)) + 1)


def all_waiting(connection: Connection) -> dict[str, dict[str, int]]:
    """How many recordings, of all retreats, are before each one that waits for a worker, by partition."""
    found: dict[str, dict[str, int]] = {}
    for before, (partition, attributes) in enumerate(_all_waiting(connection.dialect.name).tuples(connection)):
        of = orjson.loads(attributes) if isinstance(attributes, str) else attributes  # SQLite has text for it
        found.setdefault(partition, {})[of["recording"]] = before
    return found


def waiting(connection: Connection, programme: str, retreat: str) -> dict[str, int]:
    """The same for one retreat."""
    return all_waiting(connection).get(partition_of(programme, retreat), {})


def move_to_front(connection: Connection, job: str) -> None:
    """Of those of its own retreat that wait, this one gets the first turn; other retreats keep theirs."""
    jobs = _TABLES[connection.dialect.name]
    ours = select(jobs.c.queue_partition_key).where(jobs.c.workflow_uuid == job).scalar_subquery()
    statement = _in_order(jobs, jobs.c.workflow_uuid, jobs.c.priority).where(jobs.c.queue_partition_key == ours)
    waiting = connection.execute(statement).all()
    before = [it.workflow_uuid for it in waiting]
    if job in before:
        after = sorted(before, key=lambda it: it != job)  # stable: the others keep their order
        _give(connection, jobs, after, [it.priority for it in waiting])


def _give(connection: Connection, jobs: Table, ids: Sequence[str], turns: Sequence[int]) -> None:
    for id, turn in zip(ids, turns, strict=True):
        still_waits = (jobs.c.workflow_uuid == id, jobs.c.status == ENQUEUED)
        connection.execute(update(jobs).where(*still_waits).values(priority=turn))


def stop(connection: Connection, job: str) -> None:
    """Take a job out of the queue; one that is being done goes no further than the end of its step."""
    jobs = _TABLES[connection.dialect.name]
    now = _now(connection)
    gone = {"status": CANCELLED, "queue_name": None, "owner_xid": None, "started_at_epoch_ms": None}
    unfinished = (jobs.c.workflow_uuid == job, jobs.c.status.not_in(DONE))
    connection.execute(update(jobs).where(*unfinished).values(**gone, updated_at=now, completed_at=now))


def begun(connection: Connection, executor: str) -> set[str]:
    """The jobs that this worker has taken and not finished."""
    jobs = _TABLES[connection.dialect.name]
    theirs = (jobs.c.executor_id == executor, jobs.c.status == PENDING, jobs.c.queue_name.in_(QUEUES))
    return set(connection.execute(select(jobs.c.workflow_uuid).where(*theirs)).scalars())


def put_back(connection: Connection, executor: str, ids: Iterable[str]) -> None:
    """What this worker has begun, another one may go on with. Whatever of it still runs there is not listened to."""
    jobs = _TABLES[connection.dialect.name]
    theirs = (jobs.c.workflow_uuid.in_(list(ids)), jobs.c.executor_id == executor, jobs.c.status == PENDING)
    waits = {"status": ENQUEUED, "owner_xid": None, "started_at_epoch_ms": None}
    connection.execute(update(jobs).where(*theirs).values(**waits, updated_at=_now(connection)))


def partition_of(programme: str, retreat: str) -> str:
    """Whose turn it is: retreats of two programmes may have the same id."""
    return f"{programme}/{retreat}"


def _in_order(jobs: Table, *columns: Any) -> Select[Any]:
    waits = select(*columns).where(jobs.c.queue_name == QUEUE, jobs.c.status == ENQUEUED)
    return waits.order_by(jobs.c.priority, jobs.c.created_at, jobs.c.workflow_uuid)


@cache
def _all_waiting(dialect: str) -> Prepared:
    """Asked every second: to build it, and to have the library run it, takes longer than to find that nothing waits."""
    jobs = _TABLES[dialect]
    return Prepared(_in_order(jobs, jobs.c.queue_partition_key, jobs.c.attributes), dialect)


def _now(connection: Connection) -> ColumnElement[int]:
    """Milliseconds since 1970, as DBOS counts."""
    return cast(clock(connection) * 1000, BigInteger)
