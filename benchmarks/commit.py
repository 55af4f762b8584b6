"""Durable commands: many in one transaction, beside a transaction for each; on SQLite (FULL) and on PostgreSQL."""

import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.operations import id_in_order
from benchmarks.people import People
from benchmarks.postgresql import durable
from benchmarks.verdict import Budget, Measured, pairs, run
from server.database import Database
from server.domain.commands import COMMAND
from server.live import handle
from server.live.handle import Committer

# How many commands may wait at once, on both sides.
_IN_FLIGHT = 64


def measure(quick: bool) -> Measured:
    times, many = (1, 50) if quick else (11, 500)
    figures, budgets = {}, []
    for kind in ("sqlite",) if quick else ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, _database(kind, Path(folder)) as address:
            figures[kind] = _compare(address, times, many)
        name = "time_grouped_vs_single" + ("_postgresql" if kind == "postgresql" else "")
        budgets.append(Budget(name, figures[kind]["ratio"], 0.25))
    return {"milliseconds_per_command": figures}, budgets


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'retreat.db'}"
    else:
        with durable() as address:
            yield address


def _compare(address: str, times: int, many: int) -> dict[str, float]:
    people = People(address, 20)
    grouped, single = [], []
    database = Database(address)
    with closing(database), closing(Committer(database, b"key")) as committer:
        for n in range(times):
            grouped.append(_time(committer, people, range(2 * n * many, (2 * n + 1) * many)))
            with patch.object(handle, "_MOST", 1):
                single.append(_time(committer, people, range((2 * n + 1) * many, (2 * n + 2) * many)))
    return pairs(grouped, single)


def _time(committer: Committer, people: People, marks: range) -> float:
    """Milliseconds per command."""
    commands = [_mark(people, n) for n in marks]
    began = time.perf_counter()
    for answer in _submit(committer, people, commands):
        answer.result(60)
    return (time.perf_counter() - began) * 1000 / len(marks)


def _mark(people: People, n: int) -> Any:
    ids = {"id": str(id_in_order(1, n)), "annotation": str(id_in_order(2, n))}
    return COMMAND.validate_python(people.mark("a mark", f"Why {n}?") | ids)


def _submit(committer: Committer, people: People, commands: Sequence[Any]) -> list[Future[Any]]:
    """Hand in all, never more at once than may wait."""
    room = threading.Semaphore(_IN_FLIGHT)
    answers = []
    for n, command in enumerate(commands):
        room.acquire()
        member = people.members[n % len(people.members)]
        answers.append(committer.submit(people.programme.programme, member, command))
        answers[-1].add_done_callback(lambda _: room.release())
    return answers


if __name__ == "__main__":
    sys.exit(run("commit", measure))
