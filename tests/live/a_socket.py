"""One person's socket: what they send, and everything that they were sent."""

import time
from types import TracebackType
from typing import Any

import orjson
from websockets.sync.client import ClientConnection, connect

from server.domain import commands as c
from server.http.dependencies import COOKIE
from server.live.messages import PROTOCOL
from tests.a_programme import AProgramme
from tests.serving import Served

# Seconds that a message may take; only reached when something is broken.
PATIENCE = 20


class ASocket:
    """Open on a retreat; `heard` holds the events in the order in which they came."""

    def __init__(self, served: Served, token: str | None, **options: Any) -> None:
        headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
        headers |= options.pop("headers", {})
        address = served.address.replace("http", "ws", 1) + "/api/live"
        self.connection: ClientConnection = connect(
            address, legacy=True, additional_headers=headers, max_size=None, **{"compression": None, **options}
        )
        self.heard: list[dict[str, Any]] = []
        self.upto = 0

    def __enter__(self) -> "ASocket":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.connection.close()

    def hello(self, retreat: str, since: int | None = None, epoch: str | None = None, **changes: Any) -> dict[str, Any]:
        """Say hello; returns the answer."""
        hello = {"type": "hello", "protocol": PROTOCOL, "retreat": retreat, "since": since, "epoch": epoch}
        self.send({**hello, **changes})
        return self.next()

    def send(self, message: dict[str, Any]) -> None:
        self.connection.send(orjson.dumps(message).decode())

    def ask(self, command: c.Command) -> None:
        self.send({"type": "command", "command": command.model_dump(mode="json")})

    def answer(self, command: str | None) -> dict[str, Any]:
        """`accepted` or `refused` for this command."""
        while True:
            message = self.next("accepted", "refused")
            if message["command"] == command:
                return message

    def next(self, *types: str) -> dict[str, Any]:
        """The next message, of one of these types if any are named; events on the way are noted."""
        end = time.monotonic() + PATIENCE  # of all together: beats come for ever
        while True:
            message: dict[str, Any] = orjson.loads(self.connection.recv(timeout=max(0, end - time.monotonic())))
            if message["type"] == "events":
                self.heard += message["events"]
                self.upto = message["upto"]
            if not types or message["type"] in types:
                return message

    def listen_until(self, seq: int) -> list[dict[str, Any]]:
        """Everything heard, once the ledger up to `seq` was sent."""
        while self.upto < seq:
            self.next("events")
        return self.heard

    @property
    def seqs(self) -> list[int]:
        return [it["seq"] for it in self.heard]


def open_socket(served: Served, programme: AProgramme, person: str, **hello: Any) -> ASocket:
    """This person's socket, welcomed in the retreat."""
    it = ASocket(served, programme.sign_in(served.database, person))
    welcome = it.hello(**{"retreat": programme.retreat, **hello})
    assert welcome["type"] == "welcome", welcome
    return it
