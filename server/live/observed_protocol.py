"""uvicorn's websocket protocol as we observe it; what is private to uvicorn or websockets is named here alone."""

import os
from collections.abc import Callable
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN
from websockets.streams import StreamReader

from server.live.frames import whole_text


class Watcher(Protocol):
    """Is told what becomes of the transport."""

    def paused(self) -> None:
        """It holds something that the kernel did not take."""

    def resumed(self) -> None:
        """It holds nothing any more."""

    def lost(self) -> None:
        """Its socket is about to be closed, and the number of that file may soon be somebody else's."""


class ObservedProtocol(WebSocketsSansIOProtocol):
    """uvicorn's websocket protocol, which also says what becomes of its transport, and gives texts to whoever takes
    them at once: its queue wakes a task, and stops and starts reading, for each. A text that comes alone and in one
    piece, as nearly all do, is read here: the library's way is long."""

    watcher: Watcher | None = None
    take: Callable[[str], None] | None = None
    _said = False

    def data_received(self, data: bytes) -> None:
        text = whole_text(data) if self.take and self._between_messages() else None
        if text is None:
            super().data_received(data)
        elif self.take:
            self._said = True
            self.take(text)

    def send_keepalive_ping(self) -> None:
        """Whoever has said something since the last time is there, and needs none."""
        if self._said:
            self._said = False
            self.schedule_ping()
        else:
            super().send_keepalive_ping()

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
            self.watcher.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.watcher:
            self.watcher.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.watcher:
            self.watcher.lost()
        super().connection_lost(exc)


def direct_protocol(send: Any) -> ObservedProtocol | None:
    """Our protocol object behind an ASGI `send`, if frames may be written to it directly."""
    protocol = getattr(send, "__self__", None)
    if not isinstance(protocol, ObservedProtocol) or protocol.conn.extensions:
        return None
    # Where a socket is written to as a file is, and what is written is what is sent.
    plain = os.name == "posix" and protocol.transport.get_extra_info("sslcontext") is None
    return protocol if plain else None


class FindProtocol:
    """The outermost ASGI middleware: notes the protocol behind a socket before anything wraps its `send`."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            scope["retreat.send"] = send
        await self._app(scope, receive, send)
