"""What can go away between people and what they wrote: a server that is killed, a line that is cut."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing, suppress

from server.config import Settings
from server.demo.check import wait_until_it_answers


class Server:
    """A process that can be killed and started again on the same port and data, with a client of its own to serve."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = self.settings
        names = {"DATA": settings.data, "PORT": settings.port, "CLIENT": settings.client}
        environment = os.environ | {f"RETREAT_{name}": str(it) for name, it in names.items()}
        environment.pop("RETREAT_DATABASE", None)
        command = [sys.executable, "-m", "server.cli", "serve"]
        with (settings.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        wait_until_it_answers(settings)

    def kill(self) -> None:
        """Nobody is asked to finish anything: neither the server nor the worker that it started."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)
        self._process = None


class Line:
    """A proxy that can be cut: what is on its way is lost, and nobody is let through until it is mended."""

    def __init__(self, port: int, to: int) -> None:
        self._to, self._cut, self._open = to, False, set[socket.socket]()
        self._listening = socket.create_server(("127.0.0.1", port))
        self.address = f"http://127.0.0.1:{port}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self._cut = True
        for it in list(self._open):
            with suppress(OSError):
                it.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._cut = False

    def close(self) -> None:
        self._listening.close()
        self.cut()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._listening.accept()[0],), daemon=True).start()

    def _serve(self, here: socket.socket) -> None:
        with closing(here), suppress(OSError):
            if self._cut:
                return
            with socket.create_connection(("127.0.0.1", self._to)) as there:
                self._open |= {here, there}
                back = threading.Thread(target=self._pass, args=(there, here), daemon=True)
                back.start()
                self._pass(here, there)
                back.join()
                self._open -= {here, there}

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)
        for it in (one, other):
            with suppress(OSError):
                it.shutdown(socket.SHUT_RDWR)
