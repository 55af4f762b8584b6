"""Our app as people run it: `retreat serve` in a process of its own, started, killed and measured."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

# Seconds that the app may take until it answers.
_PATIENCE = 120


class App:
    """An app in this folder, with SQLite there or the database of this address; with the built `client`, and the
    `worker` that writes recordings down, only where they are measured."""

    def __init__(self, folder: Path, database: str = "", client: bool = False, worker: bool = False) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = folder / f"app-{self.port}.log"
        settings = {"DATA": folder, "DATABASE": database, "PORT": self.port}
        if not client:
            settings["CLIENT"] = folder / "no client"
        self._command = [sys.executable, "-m", "server.cli", "serve", *([] if worker else ["--no-worker"])]
        # PYTHON...: started fifty times, it is to be compiled once, whatever is set here.
        others = {name: it for name, it in os.environ.items() if not name.startswith(("RETREAT_", "PYTHON"))}
        self._environment = others | {f"RETREAT_{name}": str(it) for name, it in settings.items()}
        self._process: psutil.Popen | None = None

    def __enter__(self) -> "App":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end(signal.SIGTERM)

    def start(self) -> None:
        """Returns once it answers."""
        with self._log.open("ab") as log:
            self._process = psutil.Popen(self._command, env=self._environment, stdout=log, stderr=subprocess.STDOUT)
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                self.kill()
                raise RuntimeError(f"The app did not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """As if the power went, but for the disk."""
        self._end(signal.SIGKILL)

    @property
    def process(self) -> psutil.Process:
        assert self._process is not None
        return self._process

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/api/health", timeout=_PATIENCE).is_success
        except httpx.TransportError:
            return False

    def _end(self, by: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(by)
            self._process.wait(20)
            self._process = None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as it:
        return int(it.getsockname()[1])
