"""A crowd of members at sockets, in a process of its own: says what it is asked to, and when the last one heard it."""

import asyncio
import gc
import multiprocessing
import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from benchmarks.operations import NUMBERS, Operations

# Seconds that the last operation of a slice may take.
_PATIENCE = 30
# How many connect at once.
_AT_ONCE = 20


@dataclass(frozen=True)
class Crowd:
    """Where each member connects, with which headers, and what they say first."""

    addresses: list[str]
    headers: list[dict[str, str]]
    hello: tuple[bytes, ...]
    operations: Operations


@dataclass(frozen=True)
class Slice:
    """`p50` and `p99`: milliseconds from when an operation was due until the last member had it. `crowd`: how much of a
    core the members themselves took."""

    p50: float
    p99: float
    deliveries: int
    seconds: float
    crowd: float


class Load:
    """The crowd, as seen from outside of its process."""

    def __init__(self, crowd: Crowd) -> None:
        self.address = crowd.addresses[0]
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_attend, args=(crowd, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe.recv()

    def at_rate(self, rate: float, seconds: float) -> Slice:
        """So many operations each second, whatever becomes of them."""
        return self._ask("at_rate", rate, seconds)

    def saturated(self, in_flight: int, seconds: float) -> Slice:
        """The next operation whenever the last member has heard one, so many being on their way."""
        return self._ask("saturated", in_flight, seconds)

    def _ask(self, *what: Any) -> Slice:
        self._pipe.send(what)
        came = self._pipe.recv()
        if isinstance(came, str):
            raise RuntimeError(came)
        return came  # type: ignore[no-any-return]

    def close(self) -> None:
        self._pipe.send(None)
        self._process.join(10)


def _attend(crowd: Crowd, pipe: Connection) -> None:
    gc.disable()  # its pauses would be taken for the server's
    uvloop.run(_Inside(crowd).run(pipe))


class _Inside:
    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._members: list[WSTransport] = []
        self._next = 0
        self._due: dict[int, float] = {}
        self._left: dict[int, int] = {}
        self._took: list[float] = []
        self._until = 0.0  # in a closed loop, when to say no more
        self._empty = asyncio.Event()

    async def run(self, pipe: Connection) -> None:
        who = list(zip(self._crowd.addresses, self._crowd.headers, strict=True))
        for n in range(0, len(who), _AT_ONCE):
            self._members += await asyncio.gather(*(self._connect(*it) for it in who[n : n + _AT_ONCE]))
        await asyncio.sleep(2)
        pipe.send(None)
        while (asked := await asyncio.to_thread(pipe.recv)) is not None:
            pipe.send(await self._slice(*asked))

    async def _connect(self, address: str, headers: dict[str, str]) -> WSTransport:
        transport, _ = await ws_connect(lambda: _Member(self), address, extra_headers=headers)
        for it in self._crowd.hello:
            self._send(transport, it)
        return transport

    def _send(self, transport: WSTransport, message: bytes) -> None:
        transport.send(WSMsgType.TEXT if self._crowd.operations.text else WSMsgType.BINARY, message)

    async def _slice(self, kind: str, many: float, seconds: float) -> Slice | str:
        self._took.clear()
        began, spent = time.perf_counter(), time.process_time()
        await (self._at_rate(many, seconds) if kind == "at_rate" else self._saturated(int(many), seconds))
        self._empty.clear()
        try:
            if self._left:
                await asyncio.wait_for(self._empty.wait(), _PATIENCE)
        except TimeoutError:
            return f"{len(self._left)} operations never reached everybody"
        passed = time.perf_counter() - began
        took = sorted(self._took)
        p50, p99 = took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000
        return Slice(p50, p99, len(took) * len(self._members), passed, (time.process_time() - spent) / passed)

    async def _at_rate(self, rate: float, seconds: float) -> None:
        began = time.perf_counter()
        for n in range(int(rate * seconds)):
            due = began + n / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            self._say(due)

    async def _saturated(self, in_flight: int, seconds: float) -> None:
        self._until = time.perf_counter() + seconds
        for _ in range(in_flight):
            self._say(time.perf_counter())
        await asyncio.sleep(seconds)
        self._until = 0.0

    def _say(self, due: float) -> None:
        n = self._next
        self._next += 1
        self._due[n], self._left[n] = due, len(self._members)
        self._send(self._members[n % len(self._members)], self._crowd.operations.message(n))

    def heard(self, numbers: Iterable[bytes]) -> None:
        """One member was told of these."""
        now, left = time.perf_counter(), self._left
        for it in numbers:
            n = int(it)
            left[n] -= 1
            if not left[n]:
                del left[n]
                self._took.append(now - self._due.pop(n))
                if now < self._until:
                    self._say(now)
                elif not left:
                    self._empty.set()


class _Member(WSListener):
    def __init__(self, crowd: _Inside) -> None:
        self._heard = crowd.heard

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if numbers := NUMBERS(frame.get_payload_as_bytes()):
            self._heard(numbers)
