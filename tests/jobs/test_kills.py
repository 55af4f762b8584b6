"""Twenty kills, of worker and app, over one recording: every word is there once, and so is every mark."""

import json
import random
import signal
import socket
import subprocess
import threading
import time
import wave
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from server.demo.programme import PROGRAMME, RETREAT, STEWARD
from server.domain import commands as c
from server.http.dependencies import COOKIE
from server.store.ledger import Ledger
from server.store.sign_ins import make_link, use_link
from tests.jobs.conftest import Installation
from transcription.recording import transcribe_window
from transcription.scripted import ScriptedEngine
from transcription.windows import plan

KILLS = 20
MINUTES = 20

pytestmark = pytest.mark.slow


def long_recording(folder: Path) -> Path:
    path = folder / "a long afternoon.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 60 * MINUTES))
    return path


def said(path: Path) -> list[tuple[float, str]]:
    """What an engine that nobody disturbs makes of it."""
    engine = ScriptedEngine()
    heard = [transcribe_window(path, window, engine, "en", lambda _: None) for window in plan(path)]
    return [(round(it.start, 3), it.text) for window in heard for it in window.segments]


class AnApp:
    """`retreat serve --no-worker` on one port, and somebody who goes on asking until they are answered."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        with socket.socket() as it:
            it.bind(("127.0.0.1", 0))
            self._port = it.getsockname()[1]
        with installation.database.write() as connection:
            self._cookie = use_link(connection, make_link(connection, PROGRAMME, STEWARD), 1)
        self.accepted: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask_on)
        self.process = self.start()
        self._thread.start()

    def start(self) -> subprocess.Popen[bytes]:
        self.process = self._installation.run("serve", "--no-worker", RETREAT_PORT=str(self._port))
        return self.process

    def _ask_on(self) -> None:
        while not self._stop.wait(0.05):
            command = c.CreateCode(id=str(uuid4()), code=str(uuid4()), name=f"Code {uuid4()}", colour=1)
            while not self._stop.is_set():
                if self._is_accepted(command):
                    self.accepted.append(command.id)
                    break
                time.sleep(0.1)

    def _is_accepted(self, command: c.CreateCode) -> bool:
        path = f"http://127.0.0.1:{self._port}/api/programmes/{PROGRAMME}/commands"
        try:
            answer = httpx.post(path, json=command.model_dump(mode="json"), cookies={COOKIE: self._cookie}, timeout=5)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    def close(self) -> None:
        self._stop.set()
        self._thread.join()


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_r5_twenty_kills_lose_and_double_nothing(installation: Installation, tmp_path: Path) -> None:
    path = long_recording(tmp_path)
    chance = random.Random(20)
    recording = installation.bring_in(path, chunk=1 << 22)
    app = AnApp(installation)
    worker = installation.run("worker", hasty=True)
    at_work = 0
    for _ in range(KILLS):
        time.sleep(chance.uniform(0, 3))
        at_work += installation.recording(recording).state != "ready"
        if chance.random() < 0.5:
            kill(app.process)
            app.start()
        else:
            kill(worker)
            worker = installation.run("worker", hasty=True)
    installation.wait_for(recording, "ready")
    installation.wait(lambda: len(app.accepted) > 5)
    app.close()
    assert at_work > KILLS / 2
    segments = installation.block_by_block(recording)
    assert [(round(it.start or 0, 3), it.text) for it in segments] == said(path)
    kept = commands_kept(installation)
    assert [kept.count(it) for it in app.accepted] == [1] * len(app.accepted)


def commands_kept(installation: Installation) -> list[str]:
    with installation.database.read() as connection:
        sent = Ledger(installation.database.engine).since(connection, PROGRAMME, RETREAT, 0, 100_000)
    return [json.loads(it.json)["command"] for it in sent]
