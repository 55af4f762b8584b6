"""Several workers on one PostgreSQL: what one cannot finish, another one does, whatever became of the first."""

import signal
import time
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from server.demo.programme import PROGRAMME, RETREAT
from server.domain import commands as c
from server.domain.events import RunStarted
from server.store.ledger import Ledger
from server.store.tables import EventRow
from tests.databases import cluster
from tests.jobs.conftest import Installation, installed
from tests.jobs.test_writing_down import SAMPLE, in_order_once

TINY = Path(__file__).parents[1] / "cases" / "C19-two-rates.mp3"

on_postgresql = pytest.mark.parametrize("address", ["postgresql"], indirect=True)


def engine_events(installation: Installation, kind: str) -> list[str]:
    with installation.database.read() as connection:
        sent = Ledger(installation.database.engine).since(connection, PROGRAMME, RETREAT, 0, 100_000)
    return [it.json for it in sent if it.type == kind]


def begun(installation: Installation) -> str:
    """A recording of which the first words are there."""
    recording = installation.bring_in(SAMPLE)
    installation.wait(lambda: len(installation.block(recording).segments) > 0)
    return recording


def written_down_once(installation: Installation, recording: str) -> None:
    installation.wait_for(recording, "ready")
    segments = installation.block(recording).segments
    assert len(segments) > 40 and in_order_once(segments)
    assert len(engine_events(installation, "run_finished")) == 1
    assert engine_events(installation, "recording_failed") == []


@pytest.mark.slow
@on_postgresql
def test_another_worker_takes_over_from_one_that_was_killed(installation: Installation) -> None:
    killed = installation.worker()
    recording = begun(installation)
    other = installation.worker()
    installation.wait(lambda: other.pid in installation.alive())
    killed.send_signal(signal.SIGKILL)
    since = time.monotonic()
    installation.wait(lambda: installation.alive().keys() == {other.pid})
    assert time.monotonic() - since < 30
    written_down_once(installation, recording)


@on_postgresql
def test_a_worker_that_is_told_to_stop_hands_over_at_once(installation: Installation) -> None:
    first = installation.worker()
    recording = begun(installation)
    second = installation.worker()
    installation.wait(lambda: second.pid in installation.alive())
    first.terminate()
    assert first.wait(60) == 0
    assert installation.alive().keys() == {second.pid}
    stopped = time.monotonic()
    written_down_once(installation, recording)
    assert time.monotonic() - stopped < 15


@pytest.mark.slow
@on_postgresql
def test_a_worker_that_was_only_held_up_harms_nothing(installation: Installation) -> None:
    first = installation.run("worker", hasty=True)
    recording = begun(installation)
    second = installation.run("worker", hasty=True)
    installation.wait(lambda: second.pid in installation.alive())
    first.send_signal(signal.SIGSTOP)
    installation.wait(lambda: installation.alive().keys() == {second.pid})
    first.send_signal(signal.SIGCONT)
    written_down_once(installation, recording)
    installation.wait(lambda: installation.alive().keys() == {first.pid, second.pid})
    again = installation.bring_in(TINY)
    installation.wait_for(again, "ready")


def in_retreat(installation: Installation, name: str) -> dict[str, str]:
    """A further retreat, as where a recording is brought in."""
    retreat, session = str(uuid4()), str(uuid4())
    days = {"starts_on": "2026-05-12", "ends_on": "2026-05-13"}
    installation.ask(c.CreateRetreat(id=str(uuid4()), retreat=retreat, name=name, **days))
    installation.ask(c.AddSession(id=str(uuid4()), session=session, retreat=retreat, name="Morning"))
    return {"retreat": retreat, "session": session}


def test_six_recordings_of_one_retreat_do_not_keep_two_others_waiting(installation: Installation) -> None:
    a, b, other = ({}, in_retreat(installation, "B"), in_retreat(installation, "C"))
    names = {installation.bring_in(TINY, **a): f"a{n}" for n in range(6)}
    names[installation.bring_in(TINY, **b)] = "b"
    names[installation.bring_in(TINY, **other)] = "c"
    installation.worker()
    installation.wait(lambda: len(started(installation)) == 8)
    assert [names[it] for it in started(installation)] == ["a0", "b", "c", "a1", "a2", "a3", "a4", "a5"]


def started(installation: Installation) -> list[str]:
    """The recordings of all retreats, in the order in which they were begun."""
    events = EventRow.__table__  # type: ignore[attr-defined]
    statement = select(events.c.body).where(events.c.type == "run_started").order_by(events.c.seq)
    with installation.database.read() as connection:
        return [RunStarted.model_validate_json(it).run.recording for it in connection.execute(statement).scalars()]


def test_what_is_stopped_goes_no_further_than_its_window(installation: Installation) -> None:
    installation.worker()
    recording = begun(installation)
    installation.ask(c.StopRecording(id=str(uuid4()), recording=recording))
    so_far = len(installation.block(recording).segments)
    other = installation.bring_in(TINY)
    installation.wait_for(other, "ready")  # the worker is free again
    assert installation.recording(recording).state == "stopped"
    assert len(engine_events(installation, "segments_appended")) <= 3 and so_far
    assert engine_events(installation, "recording_failed") == []
    assert len(engine_events(installation, "run_finished")) == 1  # that of the other one
    assert "Traceback" not in (installation.settings.data / "worker-0.log").read_text()
    installation.ask(c.RetryRecording(id=str(uuid4()), recording=recording))
    installation.wait_for(recording, "ready")
    assert in_order_once(installation.block(recording).segments)


@pytest.mark.slow
def test_a_database_that_is_restarted_stops_no_recording(tmp_path: Path) -> None:
    with cluster() as ours, ours.fresh() as address, installed(address, tmp_path) as it:
        it.worker()
        recording = begun(it)
        for mode in ("fast", "immediate"):
            ours.stop(mode)
            time.sleep(1)
            ours.start()
            time.sleep(2)
        written_down_once(it, recording)
