"""A visitor over HTTP: signs in by a link and brings a recording in, in chunks, as a browser does."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx

from server.demo.programme import PROGRAMME, RETREAT, SESSION
from server.domain.commands import AddRecording, CloseRecording, Command
from server.domain.parts import Block, Frame

CHUNK = 1 << 18  # bytes; small, so that the sample has several


class Visitor:
    """One signed-in person. Raises httpx.HTTPStatusError for what is refused."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self.http = httpx.Client(base_url=address, timeout=30)
        self._ok(self.http.post("/api/sign-in", json={"token": token}))

    def reconnect(self) -> None:
        """A new connection, still signed in."""
        self.http = httpx.Client(base_url=self.address, timeout=30, cookies=self.http.cookies)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def command(self, command: Command) -> int:
        """The seq at which it is in the ledger."""
        body = command.model_dump_json()
        return int(self._ok(self.http.post(f"/api/programmes/{PROGRAMME}/commands", content=body)).json()["seq"])

    def frame(self) -> Frame:
        return Frame.model_validate_json(self._ok(self.http.get(f"/api/retreats/{RETREAT}/frame")).content)

    def block(self, source: str, n: int = 0) -> Block:
        path = f"/api/retreats/{RETREAT}/sources/{source}/blocks/{n}"
        return Block.model_validate_json(self._ok(self.http.get(path)).content)

    def archive(self) -> bytes:
        return self._ok(self.http.get(f"/api/retreats/{RETREAT}/archive")).content

    def announce(self, path: Path, name: str, agreement: str | None) -> tuple[str, str]:
        """Announce a recording; returns its id and its transcript's."""
        recording, source = str(uuid4()), str(uuid4())
        self.command(
            AddRecording(
                id=str(uuid4()),
                recording=recording,
                source=source,
                retreat=RETREAT,
                session=SESSION,
                name=name,
                filename=path.name,
                bytes=path.stat().st_size,
                agreement=agreement,
            )
        )
        return recording, source

    def send(self, recording: str, path: Path, most: int | None = None) -> int:
        """Send the chunks that are not there yet, at most so many; returns how many were sent."""
        there = {it["n"] for it in self._ok(self.http.get(f"/api/recordings/{recording}/chunks")).json()}
        missing = [(n, content) for n, content in enumerate(_chunks(path)) if n not in there][:most]
        for n, content in missing:
            headers = {"X-Chunk-SHA256": hashlib.sha256(content).hexdigest()}
            self._ok(self.http.put(f"/api/recordings/{recording}/chunks/{n}", content=content, headers=headers))
        return len(missing)

    def close_recording(self, recording: str, path: Path) -> None:
        chunks = sum(1 for _ in _chunks(path))
        self.command(CloseRecording(id=str(uuid4()), recording=recording, chunks=chunks))

    def wait_until_ready(self, recording: str, seconds: float) -> Frame:
        """The frame once the recording is written down; RuntimeError if it fails, TimeoutError if it takes longer."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            frame = self.frame()
            found = next(it for it in frame.recordings if it.id == recording)
            if found.state in ("ready", "silent"):
                return frame
            if found.state == "failed":
                raise RuntimeError(f"The recording could not be written down: {found.why}")
            time.sleep(0.5)
        raise TimeoutError(f"The recording was not written down within {seconds:.0f} seconds.")

    @staticmethod
    def _ok(response: httpx.Response) -> httpx.Response:
        if response.is_error:
            raise RuntimeError(f"{response.request.url.path}: {response.status_code} {response.text[:300]}")
        return response


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while content := file.read(CHUNK):
            yield content
