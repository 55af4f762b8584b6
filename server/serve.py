"""Serving: the app on its port, and on a laptop its one worker process beside it."""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from server.app import create_app
from server.config import Settings
from server.live.observed_protocol import ObservedProtocol

# Milliseconds after which the kernel gives up on a peer that acknowledges nothing.
_USER_TIMEOUT = 20_000
# Seconds to wait before a worker that ended by itself is started again, and between two looks whether to end.
_PAUSE, _TICK = 2.0, 0.5


class PortInUse(OSError):
    """That port is in use."""


def serve(settings: Settings, worker: bool = True, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop; PortInUse when something else has the port. `ready` is called once it answers."""
    listening = listen(settings)
    server = _Server(configure(settings), ready)
    if not worker:
        return server.run(sockets=[listening])
    with worker_beside():
        server.run(sockets=[listening])


def configure(settings: Settings) -> uvicorn.Config:
    """How the app is served, wherever it listens."""
    return uvicorn.Config(
        create_app(settings),
        ws=ObservedProtocol,
        ws_per_message_deflate=False,  # costs twice the CPU and a megabyte per ten sockets; snapshots are compressed
        ws_max_size=4 << 20,
        ws_ping_interval=30,
        ws_ping_timeout=60,  # a pong waits behind what a slow link still has to take (E7)
        log_level="warning",
        access_log=False,
        proxy_headers=True,
    )


def listen(settings: Settings) -> socket.socket:
    """The listening socket, so that a port in use is found before anything else is done."""
    it = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    it.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        it.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT)
    try:
        it.bind((settings.host, settings.port))
    except OSError as error:
        it.close()
        raise PortInUse(
            f"{settings.address} cannot be used ({error.strerror}). Stop what runs there, or choose another port: "
            f"RETREAT_PORT={settings.port + 1}"
        ) from None
    return it


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            threading.Thread(target=self._ready, daemon=True).start()

    async def main_loop(self) -> None:
        """uvicorn's own looks ten times a second, a third of all that wakes an app that has nothing to do."""
        while not await self.on_tick(0):  # 0: each time, the date of answers is a new one
            await asyncio.sleep(_TICK)


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker process, started again if it dies. It ends when its standard input does, so never outlives us."""
    stop = threading.Event()
    current: list[subprocess.Popen[bytes]] = []

    def keep_going() -> None:
        while not stop.is_set():
            command = [sys.executable, "-m", "server.cli", "worker", "--end-with-parent"]
            current[:] = [subprocess.Popen(command, stdin=subprocess.PIPE)]
            current[0].wait()
            stop.wait(_PAUSE)

    thread = threading.Thread(target=keep_going, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        for process in current:
            process.terminate()
        thread.join(timeout=10)
        for process in current:
            process.kill()
