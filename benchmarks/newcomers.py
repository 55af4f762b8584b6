"""Newcomers without a browser: they get all that is there, one after the other, from our app and from Hocuspocus."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]
from websockets.sync.client import ClientConnection, connect

from benchmarks.app import App, free_port
from benchmarks.large import Large
from benchmarks.operations import DOCUMENT, HOCUSPOCUS_HELLO, NODE, PEERS
from benchmarks.sides import wait_for
from server.http.dependencies import COOKIE
from server.live.messages import PROTOCOL, Hello

# Blocks that a page asks for at once, once it has the one in view.
_AT_ONCE = 12
# What follows the document's name in Hocuspocus' message with all that was asked for: sync (0), second step (1).
_EVERYTHING = bytes([len(DOCUMENT)]) + DOCUMENT + b"\x00\x01"


class Ours:
    """Who comes to our app fetches what a page fetches, in the same order, with one connection and a socket."""

    def __init__(self, app: App, large: Large) -> None:
        self.process = app.process
        self._live = app.address.replace("http", "ws", 1) + "/api/live"
        self._address, self._large, self._came = app.address, large, 0

    def come(self) -> int:
        """Everything that is needed to read on and mark; how many segments and marks that was."""
        token = self._large.people.tokens[self._came % len(self._large.people.tokens)]
        self._came += 1
        with httpx.Client(base_url=f"{self._address}/api", cookies={COOKIE: token}, timeout=60) as http:
            retreat = f"/retreats/{self._large.programme.retreat}"
            http.get("/me").raise_for_status()
            frame = http.get(f"{retreat}/frame").raise_for_status().json()
            self._say_hello(token, frame)
            source = f"{retreat}/sources/{self._large.source}"
            known = http.get(f"{source}/outline").raise_for_status().json()["blocks"]
            came = [http.get(f"{source}/blocks/0").raise_for_status().json()]
            for first in range(0, len(known), _AT_ONCE):
                which = {"first": max(1, first), "last": min(first + _AT_ONCE, len(known)) - 1}
                came += http.get(f"{source}/blocks", params=which).raise_for_status().json()
        return sum(len(it["segments"]) + len(it["annotations"]) for it in came)

    def _say_hello(self, token: str, frame: Any) -> None:
        hello = Hello(
            protocol=PROTOCOL, retreat=self._large.programme.retreat, since=frame["seq"], epoch=frame["epoch"]
        )
        with connect(self._live, additional_headers={"Cookie": f"{COOKIE}={token}"}, compression=None) as socket:
            socket.send(hello.model_dump_json())
            assert json.loads(socket.recv(30))["type"] == "welcome"


class Hocuspocus:
    def __init__(self, process: psutil.Process, port: int) -> None:
        self.process, self._address = process, f"ws://127.0.0.1:{port}/retreat"

    def come(self) -> int:
        """The whole document; its size in bytes."""
        with connect(self._address, compression=None, max_size=None) as socket:
            return self.get(socket)

    def get(self, socket: ClientConnection) -> int:
        for it in HOCUSPOCUS_HELLO:
            socket.send(it)
        while not (said := socket.recv(30)).startswith(_EVERYTHING):
            pass
        return len(said)


@contextmanager
def hocuspocus(folder: Path, large: Large) -> Iterator[Hocuspocus]:
    """With the retreat's content in its database, and loaded: somebody is there all the time."""
    database, port = folder / "hocuspocus.db", free_port()
    content = json.dumps({"segments": _segments(large), "marks": _marks(large)}).encode()
    subprocess.run([NODE, "document.mjs", str(database), DOCUMENT.decode()], cwd=PEERS, input=content, check=True)
    environment = {**os.environ, "NODE_ENV": "production"}
    command = [NODE, "hocuspocus.mjs", str(port), str(database)]
    process = psutil.Popen(command, cwd=PEERS, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        it = Hocuspocus(process, port)
        with connect(it._address, compression=None, max_size=None) as somebody:
            it.get(somebody)
            yield it
    finally:
        process.kill()
        process.wait()


def _segments(large: Large) -> list[dict[str, object]]:
    return [{"id": it.id, "start": it.start, "end": it.end, "text": it.text} for it in large.segments]


def _marks(large: Large) -> list[dict[str, object]]:
    """Without the command around them, with what our server adds."""
    about = {"author": large.people.members[0], "at": "2026-05-12T10:00:00.000Z"}
    kept = {"passage", "code", "comment"}
    return [
        {"id": it.annotation, **about, **it.model_dump(mode="json", include=kept, exclude_none=True)}
        for it in large.annotations
    ]
