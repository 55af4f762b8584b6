"""Everything that reaches below the web framework: one packed frame written straight to many sockets' transports.

The fast path needs our own protocol class under uvicorn and no extension in use; anything else (another server, a
test client, a proxying middleware) gets the plain path: a bounded outbox and one task per socket. Why this is worth
it: docs/decisions/0003.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]
from websockets.protocol import OPEN
from websockets.streams import StreamReader

# How many frames a socket on the plain path may have waiting before it counts as full.
_OUTBOX = 64
# The first byte of a text that is one frame, and in the second one, beside its length, that it is masked.
_WHOLE_TEXT, _MASKED = 0x81, 0x80


class Packed:
    """A message that is serialised once, whoever gets it: as text, and as the bytes of an unmasked text frame, as a
    server sends them (RFC 6455, 5.2)."""

    def __init__(self, text: str) -> None:
        self.text = text
        data = text.encode()
        self.frame = _head(len(data)) + data


def _head(length: int) -> bytes:
    if length < 126:
        return bytes((_WHOLE_TEXT, length))
    if length < 1 << 16:
        return bytes((_WHOLE_TEXT, 126)) + length.to_bytes(2)
    return bytes((_WHOLE_TEXT, 127)) + length.to_bytes(8)


class Wire(Protocol):
    """One socket as the room sees it: while `full`, nothing may be sent; then `on_room` is called."""

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


class ObservedProtocol(WebSocketsSansIOProtocol):
    """uvicorn's websocket protocol, which also says when its transport is full and when there is room again, and gives
    texts to whoever takes them at once: its queue wakes a task, and stops and starts reading, for each. A text that
    comes alone and in one piece, as nearly all do, is read here: the library's way is long."""

    watcher: "DirectWire | None" = None
    take: Callable[[str], None] | None = None

    def data_received(self, data: bytes) -> None:
        text = _whole_text(data) if self.take and self._between_messages() else None
        if text is None:
            super().data_received(data)
        elif self.take:
            self.take(text)

    def _between_messages(self) -> bool:
        """Whether the library has read all that came, and waits for a frame that begins a message."""
        waits: Any = self.conn.parser
        while waits.gi_yieldfrom is not None:
            waits = waits.gi_yieldfrom
        between_frames = waits.__name__ == StreamReader.at_eof.__name__
        return between_frames and self.conn.state is OPEN and self.conn.current_size is None

    def send_receive_event_to_app(self) -> None:
        text = self._text() if self.take and not self.close_sent else None
        if text is None:
            super().send_receive_event_to_app()
        elif self.take:
            self.frames = []
            self.take(text)

    def _text(self) -> str | None:
        try:
            return b"".join(self.frames).decode() if self.curr_msg_data_type == "text" else None
        except UnicodeDecodeError:  # uvicorn closes the socket for that
            return None

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.watcher:
            self.watcher.full = True

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.watcher:
            self.watcher.full = False
            self.watcher.on_room()


def _whole_text(data: bytes) -> str | None:
    """What a client says, if these bytes are one frame of text and no part of a longer message (RFC 6455, 5.2)."""
    if len(data) < 6 or data[0] != _WHOLE_TEXT or not data[1] & _MASKED or data[1] == _MASKED | 127:
        return None
    length, start = (data[1] & 127, 6) if data[1] != _MASKED | 126 else (int.from_bytes(data[2:4]), 8)
    if len(data) != start + length:
        return None
    try:
        return apply_mask(data[start:], data[start - 4 : start]).decode()
    except UnicodeDecodeError:
        return None


class DirectWire:
    """Writes frames to the transport itself; asyncio's own buffer and its high-water mark are the only queue."""

    __slots__ = ("_protocol", "_transport", "full", "on_room")

    def __init__(self, protocol: ObservedProtocol) -> None:
        self.full = False
        self.on_room: Callable[[], None] = _nobody
        self._protocol, self._transport = protocol, protocol.transport
        protocol.watcher = self

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

    def unsent(self) -> int:
        return self._transport.get_write_buffer_size()

    def abort(self) -> None:
        self._transport.abort()

    def close(self) -> None:
        self._protocol.watcher = self._protocol.take = None


class PlainWire:
    """Sends by the framework, from a task of its own, so that a slow reader keeps nobody waiting."""

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


def direct_protocol(send: Any) -> ObservedProtocol | None:
    """Our protocol object behind an ASGI `send`, if frames may be written to it directly."""
    protocol = getattr(send, "__self__", None)
    if isinstance(protocol, ObservedProtocol) and not protocol.conn.extensions:
        return protocol
    return None


class FindProtocol:
    """The outermost ASGI middleware: notes the protocol behind a socket before anything wraps its `send`."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            scope["retreat.send"] = send
        await self._app(scope, receive, send)


def wire_of(websocket: Any) -> Wire:
    """The best wire for an accepted Starlette websocket."""
    protocol = direct_protocol(websocket.scope.get("retreat.send"))
    if protocol is not None:
        return DirectWire(protocol)
    return PlainWire(websocket.send_text, websocket.close)
