"""Below the web framework: one packed frame written straight to many sockets.

The fast path needs our own protocol class under uvicorn, and no extension in use nor TLS; anything else (another
server, a test client, a proxying middleware) gets the plain path: a bounded outbox and one task per socket. Why this is
worth it: docs/decisions/0003.
"""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from server.live.frames import Packed
from server.live.observed_protocol import ObservedProtocol, direct_protocol

# How many frames a socket on the plain path may have waiting before it counts as full; how many bytes a transport.
_OUTBOX, _MOST = 64, 64 << 10
# A number that no file has.
_NO_FILE = -1


class Wire(Protocol):
    """One socket as the room sees it: while `full`, nothing may be sent; then `on_room` is called. `file` is where a
    frame may be written past it, as long as nothing waits in it."""

    file: int
    full: bool
    on_room: Callable[[], None]

    def listen(self, take: Callable[[str], None]) -> None:
        """Give what is said to `take` at once, where that is possible; else it comes by the framework."""

    def hold(self, held: bool) -> None:
        """Take nothing more for now, or again, of what is given at once."""

    def send(self, message: Packed) -> None: ...

    def unsent(self) -> int:
        """How much is still to be sent; it gets less while the other side takes something."""

    def abort(self) -> None:
        """Cut the socket, whatever is still to be sent."""

    def close(self) -> None:
        """The endpoint has ended: let go of the socket."""


class Wired(Protocol):
    """Somebody with a socket."""

    wire: Wire


W = TypeVar("W", bound=Wired)


def send_to_all(some: Iterable[W], message: Packed) -> list[W]:
    """Send to all whose wire is not full; returns the others.

    Past their wires where that is possible: from one mark to the next all that a transport and the event loop keep of a
    socket has left the processor's caches, and two hundred times that is much to look at."""
    write, frame, size = os.write, message.frame, len(message.frame)
    late = []
    for it in some:
        wire = it.wire
        if wire.file >= 0:
            try:
                sent = write(wire.file, frame)
            except OSError:  # it takes nothing now, or is gone, which the transport finds out
                sent = 0
            if sent < size:
                wire.send(message.after(sent))
        elif wire.full:
            late.append(it)
        else:
            wire.send(message)
    return late


class DirectWire:
    """Gives frames to the transport itself; asyncio's own buffer is the only queue."""

    __slots__ = ("_number", "_protocol", "_transport", "file", "full", "on_room")

    def __init__(self, protocol: ObservedProtocol) -> None:
        self.full = False
        self.on_room: Callable[[], None] = _nobody
        self._protocol, self._transport = protocol, protocol.transport
        self.file = self._number = _NO_FILE
        if not self._transport.is_closing():
            protocol.watcher = self
            self.file = self._number = self._transport.get_extra_info("socket").fileno()
            self._transport.set_write_buffer_limits(high=0)  # it says so whenever it holds anything

    def listen(self, take: Callable[[str], None]) -> None:
        self._protocol.take = take

    def hold(self, held: bool) -> None:
        transport = self._transport
        if not transport.is_closing():
            (transport.pause_reading if held else transport.resume_reading)()

    def send(self, message: Packed) -> None:
        # A transport that is going away takes nothing more, and raises on some event loops. Whoever is closed by us has
        # left its room before.
        transport = self._transport
        if not transport.is_closing():
            transport.write(message.frame)
            self.full = transport.get_write_buffer_size() > _MOST

    def paused(self) -> None:
        self.file = _NO_FILE  # what is sent now comes after what the transport holds

    def resumed(self) -> None:
        was_full, self.full, self.file = self.full, False, self._number
        if was_full:
            self.on_room()

    def lost(self) -> None:
        self.file = self._number = _NO_FILE

    def unsent(self) -> int:
        return self._transport.get_write_buffer_size()

    def abort(self) -> None:
        self._transport.abort()

    def close(self) -> None:
        self.lost()
        self._protocol.watcher = self._protocol.take = None


class PlainWire:
    """Sends by the framework, from a task of its own, so that a slow reader keeps nobody waiting."""

    file = _NO_FILE

    def __init__(
        self, send_text: Callable[[str], Coroutine[None, None, None]], close: Callable[[], Coroutine[None, None, None]]
    ) -> None:
        self.full = False
        self.on_room: Callable[[], None] = _nobody
        self._send_text, self._close = send_text, close
        self._waiting: deque[Packed] = deque()
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    def listen(self, take: Callable[[str], None]) -> None:
        pass

    def hold(self, held: bool) -> None:
        pass

    def send(self, message: Packed) -> None:
        self._waiting.append(message)
        self.full = len(self._waiting) >= _OUTBOX
        self._wake.set()

    def unsent(self) -> int:
        return len(self._waiting)

    def abort(self) -> None:
        self.close()
        self._closing = asyncio.create_task(self._hang_up())

    async def _hang_up(self) -> None:
        with suppress(RuntimeError, OSError):  # it went away meanwhile
            await self._close()

    def close(self) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                await self._drain()
        except (RuntimeError, OSError):  # the socket is closed: its endpoint ends, and leaves the room
            return

    async def _drain(self) -> None:
        while self._waiting:
            await self._send_text(self._waiting.popleft().text)
        if self.full:
            self.full = False
            self.on_room()


def _nobody() -> None:
    """Nobody is waiting for room yet."""


def wire_of(websocket: Any) -> Wire:
    """The best wire for an accepted Starlette websocket."""
    protocol = direct_protocol(websocket.scope.get("retreat.send"))
    if protocol is not None:
        return DirectWire(protocol)
    return PlainWire(websocket.send_text, websocket.close)
