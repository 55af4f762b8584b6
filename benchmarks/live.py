"""Two hundred members hear each other: ours, durable before anybody is told, beside Hocuspocus and y-websocket."""

import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.operations import Commands, yjs_updates
from benchmarks.people import People
from benchmarks.postgresql import durable
from benchmarks.sides import Side, hocuspocus, ours, y_websocket
from benchmarks.stuck import stuck_reader
from benchmarks.verdict import Budget, Measured, pairs, run

_RATE, _IN_FLIGHT = 100, 16
# Seconds of a slice; a slice of each side in turn, in an order drawn anew, is a round.
_CALM, _SATURATED, _ROUNDS = 5.0, 2.0, 10


def measure(quick: bool) -> Measured:
    random.seed(20260512)
    return _quick() if quick else _whole()


def _quick() -> Measured:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        it = stack.enter_context(_ours("sqlite", Path(folder), "", 20))
        it.at_rate(_RATE, 1)
        it.saturate(_IN_FLIGHT, 0.5)
        return {"sides": _table([it])}, []


def _whole() -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        figures, budgets = _against_peers(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        stuck, more = stuck_reader(Path(folder))
    return {**figures, "stuck_reader": stuck}, [*budgets, *more]


def _against_peers(folder: Path, members: int = 200) -> Measured:
    with ExitStack() as stack:
        enter = stack.enter_context
        sqlite = enter(_ours("sqlite", _new(folder, "one"), "", members))
        postgresql = enter(_ours("postgresql", _new(folder, "two"), enter(durable()), members))
        both = enter(_ours("postgresql, two apps", _new(folder, "three"), enter(durable()), members, apps=2))
        updates = yjs_updates(People(f"sqlite:///{folder / 'people.db'}", 1), members, 100_000)
        hocus, y = enter(hocuspocus(folder, updates, members)), enter(y_websocket(updates, members))
        sides = [sqlite, postgresql, both, hocus, y]
        for it in sides:
            it.warm_up()
        _rounds(sides, lambda it: it.at_rate(_RATE, _CALM))
        _rounds(sides, lambda it: it.saturate(_IN_FLIGHT, _SATURATED))
    return _compare(sqlite, postgresql, both, hocus, y)


def _new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _ours(name: str, folder: Path, database: str, members: int, apps: int = 1) -> Any:
    people = People(database or f"sqlite:///{folder / 'retreat.db'}", members)
    return ours(name, folder, people, Commands.of(people), database, apps)


def _rounds(sides: Sequence[Side], slice: Callable[[Side], None]) -> None:
    for _ in range(_ROUNDS):
        for it in random.sample(sides, len(sides)):
            slice(it)


def _compare(sqlite: Side, postgresql: Side, both: Side, hocus: Side, y: Side) -> Measured:
    ratios = {
        "cpu_vs_hocuspocus": pairs(sqlite.calm.cpu, hocus.calm.cpu),
        "p50_vs_hocuspocus": pairs(sqlite.calm.p50, hocus.calm.p50),
        "p99_vs_hocuspocus": pairs(sqlite.calm.p99, hocus.calm.p99),
        "saturated_cpu_vs_hocuspocus": pairs(sqlite.saturated.cpu, hocus.saturated.cpu),
        "cpu_vs_hocuspocus_postgresql": pairs(postgresql.calm.cpu, hocus.calm.cpu),
        "cpu_vs_y_websocket": pairs(sqlite.calm.cpu, y.calm.cpu),
        "saturated_cpu_vs_y_websocket": pairs(sqlite.saturated.cpu, y.saturated.cpu),
        "cpu_of_two_apps_vs_hocuspocus": pairs(both.calm.cpu, hocus.calm.cpu),
    }
    budgets = [Budget(name, ratios[name]["ratio"], limit) for name, limit in _LIMITS.items()]
    return {"ratios": ratios, "sides": _table([sqlite, postgresql, both, hocus, y])}, budgets


_LIMITS = {
    "cpu_vs_hocuspocus": 1.0,
    "p50_vs_hocuspocus": 1.2,
    "p99_vs_hocuspocus": 1.5,
    "saturated_cpu_vs_hocuspocus": 0.9,
    "cpu_vs_hocuspocus_postgresql": 1.2,
}


def _table(sides: Sequence[Side]) -> dict[str, dict[str, float]]:
    """Medians: microseconds of CPU per delivery, milliseconds, deliveries per second, and how busy the crowd was."""
    return {
        it.name: {
            "cpu": round(median(it.calm.cpu), 2),
            "p50": round(median(it.calm.p50), 2),
            "p99": round(median(it.calm.p99), 2),
            "saturated_cpu": round(median(it.saturated.cpu), 2),
            "saturated_per_second": round(median(it.saturated.per_second)),
            "crowd": round(median(it.calm.crowd), 2),
            "saturated_crowd": round(median(it.saturated.crowd), 2),
        }
        for it in sides
    }


if __name__ == "__main__":
    sys.exit(run("live", measure))
