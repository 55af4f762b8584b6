"""Whose turn it is: places in the queue, moving and stopping, held against what DBOS's own calls leave behind."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from dbos import DBOSClient
from sqlalchemy import Connection, select, update

from server.database import Database
from server.domain.events import (
    Happening,
    RecordingClosed,
    RecordingDeleted,
    RecordingMovedToFront,
    RecordingStopped,
)
from server.jobs import turns
from server.jobs.heartbeat import Heartbeat
from server.jobs.queue import APPLICATION, Jobs, job_of

PROGRAMME, OTHER_PROGRAMME, A, B, C = (str(uuid5(UUID(int=0), it)) for it in ("programme", "other", "a", "b", "c"))


class AQueue:
    """Recordings by name, closed in retreats and never taken: there is no worker."""

    def __init__(self, database: Database) -> None:
        self.database, self.jobs = database, Jobs(database)
        self.client = DBOSClient(system_database_engine=database.engine, application_name=APPLICATION)

    def happens(self, body: Any, retreat: str = A, programme: str = PROGRAMME) -> None:
        with self.database.write() as connection:
            self.jobs.enqueue(connection, programme, Happening(body, retreat=retreat))

    def close(self, name: str, retreat: str = A, programme: str = PROGRAMME) -> None:
        self.happens(RecordingClosed(recording=an_id(name), chunks=1, attempt=an_id(name)), retreat, programme)

    def places(self, retreat: str = A, programme: str = PROGRAMME) -> list[int]:
        """Of a1, a2, ... in this order."""
        with self.database.read() as connection:
            found = turns.waiting(connection, programme, retreat)
        return [found[id] for id in sorted(found, key=NAMES.__getitem__)]

    def take(self, name: str, executor: str = "somebody") -> None:
        """What DBOS does when a worker takes a job."""
        taken = {"status": "PENDING", "executor_id": executor, "owner_xid": str(uuid4()), "started_at_epoch_ms": 1}
        with self.database.write() as connection:
            jobs = turns._TABLES[self.database.kind]
            connection.execute(update(jobs).where(jobs.c.workflow_uuid == job(name)).values(**taken))

    def row(self, name: str) -> dict[str, Any]:
        jobs = turns._TABLES[self.database.kind]
        with self.database.read() as connection:
            return dict(connection.execute(select(jobs).where(jobs.c.workflow_uuid == job(name))).mappings().one())


NAMES: dict[str, str] = {}


def an_id(name: str) -> str:
    id = str(uuid5(UUID(int=1), name))
    NAMES[id] = name
    return id


def job(name: str) -> str:
    return job_of(PROGRAMME, an_id(name))


@pytest.fixture
def queue(address: str) -> Iterator[AQueue]:
    database = Database(address)
    it = AQueue(database)
    yield it
    it.client.destroy()
    it.jobs.close()
    database.close()


def six_of_one_and_two_others(queue: AQueue) -> None:
    for n in range(1, 7):
        queue.close(f"a{n}")
    queue.close("b1", B)
    queue.close("c1", C)


def test_retreats_take_turns_and_everybody_knows_their_place(queue: AQueue) -> None:
    six_of_one_and_two_others(queue)
    assert (queue.places(A), queue.places(B), queue.places(C)) == ([0, 3, 4, 5, 6, 7], [1], [2])
    queue.take("a1")
    queue.close("b2", B)
    assert (queue.places(A), queue.places(B), queue.places(C)) == ([2, 4, 5, 6, 7], [0, 3], [1])


def test_who_comes_later_is_not_served_for_ever_before_others(queue: AQueue) -> None:
    """A retreat that brings one recording after the other gets every second turn, not all of them."""
    six_of_one_and_two_others(queue)
    for n in range(1, 4):
        queue.take(f"a{n}")
    queue.close("d1", "d")
    queue.take("d1")
    queue.close("d2", "d")
    assert queue.places("d") == [3]  # after b1, c1 and a4


def test_retreats_of_two_programmes_do_not_share_a_turn(queue: AQueue) -> None:
    queue.close("a1")
    queue.close("a2")
    queue.close("x1", A, OTHER_PROGRAMME)
    assert (queue.places(A), queue.places(A, OTHER_PROGRAMME)) == ([0, 2], [1])


def test_moving_to_the_front_takes_no_turn_from_another_retreat(queue: AQueue) -> None:
    six_of_one_and_two_others(queue)
    queue.happens(RecordingMovedToFront(recording=an_id("a5"), attempt=an_id("a5")))
    assert (queue.places(A), queue.places(B), queue.places(C)) == ([3, 4, 5, 6, 0, 7], [1], [2])
    queue.take("a5")
    queue.happens(RecordingMovedToFront(recording=an_id("a5"), attempt=an_id("a5")))
    assert queue.places(A) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("taken", [False, True])
def test_stopping_is_what_dbos_does_when_it_cancels(queue: AQueue, taken: bool) -> None:
    for name in ("a1", "a2"):
        queue.close(name)
        if taken:
            queue.take(name)
    queue.happens(RecordingStopped(recording=an_id("a1"), attempt=an_id("a1")))
    queue.client.cancel_workflow(job("a2"))
    assert same(queue.row("a1"), queue.row("a2")) and queue.row("a1")["status"] == "CANCELLED"
    assert queue.places() == []


def test_what_is_deleted_is_not_written_down(queue: AQueue) -> None:
    queue.close("a1")
    queue.happens(RecordingDeleted(recording=an_id("a1"), source=an_id("s"), attempt=an_id("a1")))
    queue.happens(RecordingDeleted(recording=an_id("a2"), source=an_id("s"), attempt=None))
    assert queue.places() == []


def test_putting_back_is_what_dbos_does_when_it_resumes(queue: AQueue) -> None:
    for name, executor in (("a1", "dead"), ("a2", "dead too"), ("a3", "alive")):
        queue.close(name)
        queue.take(name, executor)
    with queue.database.write() as connection:
        for _ in range(2):
            turns.put_back(connection, "dead", turns.begun(connection, "dead"))
    [begun] = queue.client.list_workflows(executor_id="dead too", status="PENDING")
    queue.client.resume_workflows([begun.workflow_id], queue_name=turns.QUEUE)
    assert same(queue.row("a1"), queue.row("a2")) and queue.row("a1")["status"] == "ENQUEUED"
    assert queue.row("a3")["status"] == "PENDING" and queue.places() == [0, 1]


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """But for what is each one's own, and for the moment."""
    own = ("workflow_uuid", "executor_id", "priority", "created_at", "attributes")
    for it in (one, other):
        for name in ("updated_at", "completed_at"):
            it[name] = it[name] and round(it[name], -5)
    return all(one[it] == other[it] for it in one.keys() - set(own))


def test_nothing_is_enqueued_by_what_is_not_kept(queue: AQueue) -> None:
    class Undone(Exception):
        pass

    def closed_in_vain(connection: Connection) -> None:
        body = RecordingClosed(recording=an_id("a1"), chunks=1, attempt=an_id("a1"))
        queue.jobs.enqueue(connection, PROGRAMME, Happening(body, retreat=A))
        raise Undone

    with pytest.raises(Undone), queue.database.write() as connection:
        closed_in_vain(connection)
    assert queue.places() == []


def test_what_fell_from_a_workers_hands_is_taken_up_again(queue: AQueue) -> None:
    for name in ("a1", "a2"):
        queue.close(name)
        queue.take(name, "me")
    heartbeat = Heartbeat(queue.database, "me", lambda: {job("a1")})
    for taken in ("PENDING", "ENQUEUED"):  # once may be the moment before it begins
        with queue.database.write() as connection:
            heartbeat._look_after_itself(connection)
        assert (queue.row("a1")["status"], queue.row("a2")["status"]) == ("PENDING", taken)
