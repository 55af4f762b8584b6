"""A member at a socket, with an outbox: what was not answered is sent again, in order, whenever the line is back."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from server.http.dependencies import COOKIE
from server.live.messages import PROTOCOL

# Up to which seq it holds what has been said, and the fingerprints of marks and replies by id.
State = tuple[int, dict[str, int]]


class Member:
    """`asked` holds all commands in order, `accepted` the seq of each that was, `state` fingerprints of marks and
    replies that were told, by id. `fetch` gives what a newcomer gets, for one who is told to fetch anew."""

    def __init__(self, address: str, token: str, retreat: str, fetch: Callable[[], State]) -> None:
        self._address, self._fetch = address.replace("http", "ws", 1) + "/api/live", fetch
        self._options: dict[str, Any] = {"compression": None, "max_size": None}
        self._options["additional_headers"] = {"Cookie": f"{COOKIE}={token}"}
        self._hello: dict[str, Any] = {"type": "hello", "protocol": PROTOCOL, "retreat": retreat}
        self.asked: dict[str, dict[str, Any]] = {}
        self.outbox: dict[str, bytes] = {}
        self.accepted: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.state: dict[str, int] = {}
        self.upto: int | None = None
        self._fetched = 0
        self.heard = self.doubled = self.resent = self.resyncs = self.visits = 0
        self._epoch: str | None = None
        self._unsent: deque[bytes] = deque()
        self._wake = asyncio.Event()

    def ask(self, command: dict[str, Any]) -> None:
        message = orjson.dumps({"type": "command", "command": command})
        self.asked[command["id"]] = command
        self.outbox[command["id"]] = message
        self._unsent.append(message)
        self._wake.set()

    async def stay(self) -> None:
        """Be there until cancelled, whatever becomes of the line."""
        while True:
            with suppress(OSError, WebSocketException, httpx.HTTPError):
                async with connect(self._address, **self._options) as it:
                    await self._visit(it)
            await asyncio.sleep(random.uniform(0.05, 0.3))

    async def _visit(self, connection: ClientConnection) -> None:
        hello = {**self._hello, "since": self.upto, "epoch": self._epoch}
        await connection.send(orjson.dumps(hello).decode())
        welcome = orjson.loads(await connection.recv())
        self._epoch = welcome["epoch"]
        if self.upto is None:
            await self._anew()
        self.visits += 1
        self.resent += len(self.outbox) if self.visits > 1 else 0
        self._unsent = deque(self.outbox.values())
        sending = asyncio.create_task(self._send(connection))
        try:
            async for message in connection:
                await self._hear(orjson.loads(message))
        finally:
            sending.cancel()

    async def _send(self, connection: ClientConnection) -> None:
        with suppress(WebSocketException):
            while True:
                while self._unsent:
                    await connection.send(self._unsent.popleft(), text=True)
                self._wake.clear()
                await self._wake.wait()

    async def _hear(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "events":
                for event in message["events"]:
                    self._apply(event)
                self.upto = message["upto"]
            case "accepted":
                self.accepted[message["command"]] = message["seq"]
                self.outbox.pop(message["command"], None)
            case "refused":
                self.refused[message["command"]] = message["why"]["kind"]
            case "resync":
                self.resyncs += 1
                await self._anew()

    async def _anew(self) -> None:
        """Fetch what there is; where that is cut off, the next visit begins with it."""
        self.upto = None
        self._fetched, self.state = await asyncio.to_thread(self._fetch)
        self.upto = self._fetched

    def _apply(self, event: dict[str, Any]) -> None:
        if event["seq"] <= self._fetched:
            return
        body = event["body"]
        thing = body.get("annotation") or body["reply"]
        self.heard += 1
        self.doubled += thing["id"] in self.state
        self.state[thing["id"]] = fingerprint(thing)


def fingerprint(thing: dict[str, Any]) -> int:
    """The same number for the same content."""
    return hash(orjson.dumps(thing, option=orjson.OPT_SORT_KEYS))
