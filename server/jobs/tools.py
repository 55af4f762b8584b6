"""What the steps of every job work with, in this process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.config import Settings
from server.database import Database
from server.live.handle import Committer
from server.store.media import Media
from transcription.engine import Engine


@dataclass(frozen=True, slots=True)
class Tools:
    """Given to the steps before DBOS is launched."""

    database: Database
    committer: Committer
    media: Media
    engine: Callable[[str], Engine]  # by name; the installation's for the empty one
    settings: Settings


_tools: Tools | None = None


def begin(tools: Tools) -> None:
    """Give the steps of this process their tools, before DBOS is launched."""
    global _tools
    _tools = tools


def tools() -> Tools:
    assert _tools is not None, "begin() comes before DBOS.launch()"
    return _tools


_at_work: set[str] = set()


@contextmanager
def working_on(job: str) -> Iterator[None]:
    """While this process does this job."""
    _at_work.add(job)
    try:
        yield
    finally:
        _at_work.discard(job)


def at_work() -> set[str]:
    """The jobs that this process is doing now."""
    return set(_at_work)
