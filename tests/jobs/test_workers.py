"""Worker processes: one at a time, and never longer than whoever started them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from server.cli import main
from tests.jobs.conftest import Installation

PATIENCE = 60  # seconds; only reached when something is broken
PARENT = """
import sys, time
from server.serve import worker_beside
with worker_beside():
    print("started", flush=True)
    time.sleep(600)
"""


def worker_of(installation: Installation) -> int | None:
    """The process that holds the lock."""
    lock = installation.settings.data / "worker.lock"
    return int(text) if lock.exists() and (text := lock.read_text()) else None


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_worker_ends_with_whoever_started_it_however_that_ended(installation: Installation) -> None:
    environment = {**os.environ, "RETREAT_DATA": str(installation.settings.data), "RETREAT_ENGINE": "scripted"}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment)
    try:
        installation.wait(lambda: worker_of(installation) is not None)
        worker = worker_of(installation)
        assert worker is not None and worker != parent.pid and is_running(worker)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    installation.wait(lambda: not is_running(worker))


def test_a_worker_is_told_to_stop_and_does(installation: Installation) -> None:
    worker = installation.worker()
    log = installation.settings.data / "worker-0.log"
    installation.wait(lambda: "ready" in log.read_text())
    assert worker_of(installation) == worker.pid
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
def test_who_waits_for_the_lock_does_not_wipe_out_who_holds_it(installation: Installation) -> None:
    first = installation.worker()
    installation.wait(lambda: worker_of(installation) == first.pid)
    installation.worker()
    first.terminate()
    assert first.wait(PATIENCE) == 0
    installation.wait(lambda: worker_of(installation) == installation.workers[-1].pid)


@pytest.mark.parametrize("name", ["whisper-of-my-own", ""])
def test_an_unknown_engine_is_said_before_anything_begins(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETREAT_ENGINE", name)
    monkeypatch.setenv("RETREAT_DATA", str(tmp_path / "data"))
    assert main(["worker"]) == 1
    said = capsys.readouterr().err
    assert (
        "RETREAT_ENGINE must be one of faster-whisper, openai-whisper, scripted" in said
        and not (tmp_path / "data").exists()
    )
