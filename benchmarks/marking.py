"""Somebody at a socket of an app who marks words of its transcript, and takes the marks back again."""

import json
import time
from typing import Any

from websockets.sync.client import connect

from benchmarks.app import App
from benchmarks.large import Large
from server.domain import commands as c
from server.domain.commands.command import Command
from server.domain.nouns import Passage
from server.http.dependencies import COOKIE
from server.live.messages import PROTOCOL, CommandMessage, Hello

# Seconds that an answer may take.
_PATIENCE = 60


class Marking:
    """The member who came last, with one connection."""

    def __init__(self, app: App, large: Large) -> None:
        self._large = large
        self._socket = connect(
            app.address.replace("http", "ws", 1) + "/api/live",
            additional_headers={"Cookie": f"{COOKIE}={large.people.tokens[-1]}"},
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        hello = Hello(protocol=PROTOCOL, retreat=large.programme.retreat)
        self._socket.send(hello.model_dump_json())
        self._marks: list[str] = []

    def close(self) -> None:
        self._socket.close()

    def mark(self, passage: Passage) -> float:
        """Milliseconds from the command until it is accepted and everybody is told, this member too."""
        it = self._large.programme
        self._marks.append(it.id(f"another mark {time.monotonic_ns()}"))
        return self._ask(it.annotation(self._marks[-1], passage, code=it.id("code 0")))

    def take_back(self) -> None:
        """Every mark that was made here."""
        for mark in self._marks:
            self._ask(self._large.programme.make(c.RemoveAnnotation, annotation=mark))
        self._marks = []

    def _ask(self, command: Command) -> float:
        message = CommandMessage.model_construct(command=command).model_dump_json()
        began = time.perf_counter()
        self._socket.send(message)
        answers = {"accepted", "events"}
        while answers:
            answers.discard(self._hears(command.id))
        return (time.perf_counter() - began) * 1000

    def _hears(self, command: str) -> str:
        """The type of the next message that is about this command."""
        while True:
            message: dict[str, Any] = json.loads(self._socket.recv(_PATIENCE))
            about = [message, *message.get("events", [])]
            if any(it.get("command") == command for it in about):
                return str(message["type"])
