"""One member stops reading while fifty others go on: what it costs them, and how much memory it takes."""

import base64
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import orjson
from websockets.frames import Frame, Opcode

from benchmarks.operations import Commands
from benchmarks.people import People
from benchmarks.sides import Side, ours
from benchmarks.verdict import Budget, Measured, pairs
from server.http.dependencies import COOKIE
from server.live.messages import PROTOCOL, Hello

# 300 comments of 2,000 characters a second: what the kernel holds for the stuck one is full within seconds.
_RATE, _LENGTH, _MEMBERS = 300, 2000, 50
_SECONDS, _ROUNDS = 8.0, 8


def stuck_reader(folder: Path) -> Measured:
    people = People(f"sqlite:///{folder / 'retreat.db'}", _MEMBERS + 1)
    token = people.tokens.pop()
    with ours("sqlite", folder, people, Commands.of(people, _LENGTH)) as side:
        side.warm_up()
        alone, beside, grown = [], [], []
        for _ in range(_ROUNDS):
            alone.append(_slice(side))
            with _stuck(side, people, token):
                beside.append(_slice(side))
        p99 = pairs([it[0] for it in beside], [it[0] for it in alone])
        grown = [one[1] - other[1] for one, other in zip(beside, alone, strict=True)]
    mb = median(grown)
    figures = {"p99": p99, "mb": {"median": round(mb, 2), "least": round(min(grown), 2), "most": round(max(grown), 2)}}
    return figures, [Budget("stuck_reader_p99", p99["ratio"], 1.5), Budget("stuck_reader_mb", round(mb, 2), 2)]


def _slice(side: Side) -> tuple[float, float]:
    """p99 in milliseconds, and how many megabytes the server grew."""
    before = side.memory()
    side.at_rate(_RATE, _SECONDS)
    return side.calm.p99[-1], side.memory() - before


@contextmanager
def _stuck(side: Side, people: People, token: str) -> Iterator[None]:
    """Somebody who says hello, and never reads."""
    where = urlsplit(side.load.address)
    key = base64.b64encode(os.urandom(16)).decode()
    asked = (
        f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nCookie: {COOKIE}={token}\r\n\r\n"
    )
    hello = orjson.dumps(Hello(protocol=PROTOCOL, retreat=people.programme.retreat).model_dump())
    with closing(socket.socket()) as it:
        it.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        it.connect((where.hostname, where.port))
        it.sendall(asked.encode() + Frame(Opcode.TEXT, hello).serialize(mask=True))
        yield
