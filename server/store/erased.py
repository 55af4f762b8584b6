"""The list of what was erased: the commands that did it, without a word of what it was. It lies beside the sound, is on
the disk before anybody is told that something is gone, and a restored backup is cleaned by it.
"""

import fcntl
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from server.domain.access import Actor
from server.domain.commands import COMMAND
from server.store.media import write_durably

log = logging.getLogger(__name__)

NAME = "erased.jsonl"


class Erasing(NamedTuple):
    """A command that erased something: in which programme, and by whom, with their doubles."""

    programme: str
    people: list[str]
    command: Any


class Erased:
    """The list in the folder `data`, and a copy of it in that of backups, if there is one."""

    def __init__(self, data: Path, backups: Path | None = None) -> None:
        self._path, self._backups = data / NAME, backups

    def note(self, programme: str, commands: Sequence[tuple[Actor, Any]]) -> None:
        """Add these. DiskFull, OSError: then nothing may be called erased."""
        if not commands:
            return
        lines = [_line(Erasing(programme, [actor.id, *sorted(actor.doubles)], it)) for actor, it in commands]
        merge(self._path, lines)
        if self._backups:
            self._copy(self._backups / NAME)

    def _copy(self, to: Path) -> None:
        try:
            merge(to, lines_of(self._path))
        except OSError as error:  # `retreat check` says so, until a later one or a backup brings it there
            log.error("what was erased is not noted in %s yet: %s", to, error.strerror)


def _line(it: Erasing) -> bytes:
    content = {"programme": it.programme, "people": it.people, "command": it.command.model_dump(mode="json")}
    return orjson.dumps(content)


def lines_of(path: Path) -> list[bytes]:
    """What a list holds; nothing where there is none."""
    return path.read_bytes().splitlines() if path.exists() else []


def merge(path: Path, lines: Iterable[bytes]) -> None:
    """Add to a list what it lacks, durably."""
    with _alone(path):
        there = lines_of(path)
        if more := [line for line in lines if line not in set(there)]:
            write_durably(path, [line + b"\n" for line in [*there, *more]])


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with (path.parent / f".{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read(paths: Iterable[Path]) -> Iterator[Erasing]:
    """What all of these lists hold, each once; what cannot be read is said in the log."""
    for line in dict.fromkeys(line for path in paths for line in lines_of(path)):
        try:
            content = orjson.loads(line)
            command = COMMAND.validate_json(orjson.dumps(content["command"]))
            yield Erasing(content["programme"], content["people"], command)
        except (orjson.JSONDecodeError, ValidationError, KeyError):
            log.error("a line of the list of what was erased cannot be read")
