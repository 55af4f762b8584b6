"""The servers that are compared, each with a crowd of members at it: ours in its shapes, Hocuspocus, y-websocket."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import psutil  # type: ignore[import-untyped]

from benchmarks.app import App, free_port
from benchmarks.load import Crowd, Load, Slice
from benchmarks.operations import HOCUSPOCUS, HOCUSPOCUS_HELLO, NODE, PEERS, Y_WEBSOCKET, Commands, Updates
from benchmarks.people import People
from server.http.dependencies import COOKIE
from server.live.messages import PROTOCOL, Hello

# Seconds that a peer may take until it listens.
_PATIENCE = 20


@dataclass
class Figures:
    """One for each slice: microseconds of CPU per delivery, milliseconds."""

    cpu: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    crowd: list[float] = field(default_factory=list)


class Side:
    """A server's processes, and the crowd at it."""

    def __init__(self, name: str, processes: Sequence[psutil.Process], load: Load) -> None:
        self.name, self.load = name, load
        self._processes = processes
        self.calm, self.saturated = Figures(), Figures()

    def at_rate(self, rate: float, seconds: float) -> None:
        before = self._cpu()
        self._note(self.calm, self.load.at_rate(rate, seconds), before)

    def saturate(self, in_flight: int, seconds: float) -> None:
        before = self._cpu()
        self._note(self.saturated, self.load.saturated(in_flight, seconds), before)

    def warm_up(self) -> None:
        """What a server does for the first time is in no figure."""
        self.load.at_rate(100, 2)
        self.load.saturated(16, 1)

    def memory(self) -> float:
        """Megabytes that its processes hold."""
        return float(sum(it.memory_info().rss for it in self._processes)) / 1e6

    def _note(self, figures: Figures, it: Slice, before: float) -> None:
        figures.cpu.append((self._cpu() - before) * 1e6 / it.deliveries)
        figures.p50.append(it.p50)
        figures.p99.append(it.p99)
        figures.per_second.append(it.deliveries / it.seconds)
        figures.crowd.append(it.crowd)

    def _cpu(self) -> float:
        times = [it.cpu_times() for it in self._processes]
        return float(sum(it.user + it.system for it in times))


@contextmanager
def ours(
    name: str, folder: Path, people: People, operations: Commands, database: str = "", apps: int = 1
) -> Iterator[Side]:
    """Our app, or several on one database with the members spread over them."""
    hello = orjson.dumps(Hello(protocol=PROTOCOL, retreat=people.programme.retreat).model_dump())
    with ExitStack() as stack:
        running = [stack.enter_context(App(folder, database)) for _ in range(apps)]
        addresses = [it.address.replace("http", "ws", 1) + "/api/live" for it in running]
        crowd = Crowd(
            [addresses[n % apps] for n in range(len(people.tokens))],
            [{"Cookie": f"{COOKIE}={token}"} for token in people.tokens],
            (hello,),
            operations,
        )
        load = stack.enter_context(closing(Load(crowd)))
        yield Side(name, [it.process for it in running], load)


@contextmanager
def hocuspocus(folder: Path, updates: list[bytes], members: int) -> Iterator[Side]:
    port = free_port()
    command = [NODE, "hocuspocus.mjs", str(port), str(folder / "hocuspocus.db")]
    with _peer("hocuspocus", command, port, Updates(HOCUSPOCUS, updates), HOCUSPOCUS_HELLO, members) as it:
        yield it


@contextmanager
def y_websocket(updates: list[bytes], members: int) -> Iterator[Side]:
    port = free_port()
    command = [NODE, "node_modules/y-websocket/bin/server.cjs"]
    with _peer("y-websocket", command, port, Updates(Y_WEBSOCKET, updates), (), members) as it:
        yield it


@contextmanager
def _peer(
    name: str, command: list[str], port: int, operations: Updates, hello: tuple[bytes, ...], members: int
) -> Iterator[Side]:
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "NODE_ENV": "production"}
    process = psutil.Popen(command, cwd=PEERS, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        crowd = Crowd([f"ws://127.0.0.1:{port}/retreat"] * members, [{}] * members, hello, operations)
        with closing(Load(crowd)) as load:
            yield Side(name, [process], load)
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: psutil.Popen) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until or process.poll() is not None:
                raise
            time.sleep(0.05)
