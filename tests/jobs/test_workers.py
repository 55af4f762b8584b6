"""Worker processes: they say that they live, and never live longer than whoever started them."""

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


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_worker_ends_with_whoever_started_it_however_that_ended(installation: Installation) -> None:
    environment = {**os.environ, **installation.environment}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment)
    try:
        installation.wait(lambda: len(installation.alive()) == 1)
        [worker] = installation.alive()
        assert worker != parent.pid and is_running(worker)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    installation.wait(lambda: not is_running(worker))


def test_a_worker_is_told_to_stop_and_does(installation: Installation) -> None:
    worker = installation.worker()
    log = installation.settings.data / "worker-0.log"
    installation.wait(lambda: "ready" in log.read_text())
    assert installation.alive().keys() == {worker.pid}
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert installation.alive() == {}
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_who_waits_for_the_lock_does_not_wipe_out_who_holds_it(installation: Installation) -> None:
    def holder() -> str:
        lock = installation.settings.data / "worker.lock"
        return lock.read_text() if lock.exists() else ""

    first = installation.worker()
    installation.wait(lambda: holder() == str(first.pid))
    second = installation.worker()
    first.terminate()
    assert first.wait(PATIENCE) == 0
    installation.wait(lambda: holder() == str(second.pid))


@pytest.mark.parametrize("name", ["whisper-of-my-own", ""])
def test_an_unknown_engine_is_said_before_anything_begins(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETREAT_ENGINE", name)
    monkeypatch.setenv("RETREAT_DATA", str(tmp_path / "data"))
    assert main(["worker"]) == 1
    said = capsys.readouterr().err
    assert "RETREAT_ENGINE must be one of faster-whisper, openai-whisper, scripted" in said
    assert not (tmp_path / "data").exists()
