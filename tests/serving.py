"""The app on a real port, as `retreat serve` runs it, in a thread of the tests; and programmes founded in it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn

from server.config import Settings
from server.database import Database
from server.http.dependencies import COOKIE, Services
from server.serve import configure, listen
from tests.a_programme import AProgramme


@dataclass
class Served:
    """A running app, and what a test may look at behind its back."""

    address: str
    services: Services

    @property
    def database(self) -> Database:
        return self.services.database

    def found(self) -> AProgramme:
        """A programme that no other test knows."""
        return AProgramme(self.services.committer, f"programme {uuid4()}").found()

    def visit(self, programme: AProgramme, person: str) -> httpx.Client:
        """A client that this person is signed in with."""
        token = programme.sign_in(self.database, person)
        return httpx.Client(base_url=self.address, cookies={COOKIE: token}, timeout=30)


@contextmanager
def serving(settings: Settings, buffer: int | None = None, **changes: Any) -> Iterator[Served]:
    """Serve in a thread; `buffer` bounds what the kernel holds for a slow reader, `changes` those of uvicorn."""
    config = configure(settings)
    for name, value in changes.items():
        setattr(config, name, value)
    with listen(settings) as listening:
        if buffer is not None:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        port = listening.getsockname()[1]
        try:
            yield Served(f"http://127.0.0.1:{port}", config.app.state.services)
        finally:
            server.should_exit = True
            thread.join()


def installation(empty_database: Path, folder: Path, client: Path | None = None) -> Settings:
    """Settings for a server of its own in this folder."""
    shutil.copy(empty_database, folder / "retreat.db")
    return Settings(data=folder, port=0, client=client or folder / "no client")
