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
# Seconds of a slice; a slice of each side in turn, in an order drawn anew, is a round. All are started anew in each
# sitting: of identical servers, the one that is started last may cost a seventh less.
_CALM, _SATURATED, _ROUNDS, _SITTINGS = 5.0, 2.0, 3, 4

_SERVERS = ("sqlite", "postgresql", "two apps", "hocuspocus", "y-websocket")

Sitting = dict[str, Side]


def measure(quick: bool) -> Measured:
    random.seed(20260512)
    return _quick() if quick else _whole()


def _quick() -> Measured:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        it = stack.enter_context(_ours("sqlite", Path(folder), "", 20))
        it.at_rate(_RATE, 1)
        it.saturate(_IN_FLIGHT, 0.5)
        return {"sides": _table([{it.name: it}])}, []


def _whole() -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        figures, budgets = _against_peers(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        stuck, more = stuck_reader(Path(folder))
    return {**figures, "stuck_reader": stuck}, [*budgets, *more]


def _against_peers(folder: Path, members: int = 200) -> Measured:
    updates = yjs_updates(People(f"sqlite:///{folder / 'people.db'}", 1), members, 60_000)
    sittings: list[Sitting] = []
    for n in range(_SITTINGS):
        # An order drawn anew, then the same backwards: each is started as early as it is late.
        order = list(reversed(sittings[-1])) if n % 2 else random.sample(_SERVERS, len(_SERVERS))
        sittings.append(_sitting(_new(folder, f"sitting {n}"), order, updates, members))
    return _compare(sittings)


def _sitting(folder: Path, order: Sequence[str], updates: list[bytes], members: int) -> Sitting:
    """Every server, started in this order, through some rounds."""
    with ExitStack() as stack:
        enter = stack.enter_context
        servers: dict[str, Callable[[], Side]] = {
            "sqlite": lambda: enter(_ours("sqlite", _new(folder, "one"), "", members)),
            "postgresql": lambda: enter(_ours("postgresql", _new(folder, "two"), enter(durable()), members)),
            "two apps": lambda: enter(_ours("two apps", _new(folder, "three"), enter(durable()), members, apps=2)),
            "hocuspocus": lambda: enter(hocuspocus(folder, updates, members)),
            "y-websocket": lambda: enter(y_websocket(updates, members)),
        }
        sitting = {name: servers[name]() for name in order}
        sides = list(sitting.values())
        for it in sides:
            it.warm_up()
        _rounds(sides, lambda it: it.at_rate(_RATE, _CALM))
        _rounds(sides, lambda it: it.saturate(_IN_FLIGHT, _SATURATED))
    return sitting


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


def _compare(sittings: Sequence[Sitting]) -> Measured:
    def beside(one: str, other: str, when: str, what: str) -> dict[str, float]:
        return pairs(_all(sittings, one, when, what), _all(sittings, other, when, what))

    ratios = {
        "cpu_vs_hocuspocus": beside("sqlite", "hocuspocus", "calm", "cpu"),
        "p50_vs_hocuspocus": beside("sqlite", "hocuspocus", "calm", "p50"),
        "p99_vs_hocuspocus": beside("sqlite", "hocuspocus", "calm", "p99"),
        "saturated_cpu_vs_hocuspocus": beside("sqlite", "hocuspocus", "saturated", "cpu"),
        "cpu_vs_hocuspocus_postgresql": beside("postgresql", "hocuspocus", "calm", "cpu"),
        "cpu_vs_y_websocket": beside("sqlite", "y-websocket", "calm", "cpu"),
        "saturated_cpu_vs_y_websocket": beside("sqlite", "y-websocket", "saturated", "cpu"),
        "cpu_of_two_apps_vs_hocuspocus": beside("two apps", "hocuspocus", "calm", "cpu"),
    }
    budgets = [Budget(name, ratios[name]["ratio"], limit) for name, limit in _LIMITS.items()]
    return {"ratios": ratios, "sides": _table(sittings)}, budgets


def _all(sittings: Sequence[Sitting], name: str, when: str, what: str) -> list[float]:
    """One figure of a side, slice by slice."""
    return [it for sitting in sittings for it in getattr(getattr(sitting[name], when), what)]


_LIMITS = {
    "cpu_vs_hocuspocus": 1.0,
    "p50_vs_hocuspocus": 1.2,
    "p99_vs_hocuspocus": 1.5,
    "saturated_cpu_vs_hocuspocus": 0.9,
    "cpu_vs_hocuspocus_postgresql": 1.2,
}


def _table(sittings: Sequence[Sitting]) -> dict[str, dict[str, float]]:
    """Medians: microseconds of CPU per delivery, milliseconds, deliveries per second, and how busy the crowd was."""

    def middle(name: str, when: str, what: str) -> float:
        return round(median(_all(sittings, name, when, what)), 2)

    return {
        name: {
            "cpu": middle(name, "calm", "cpu"),
            "p50": middle(name, "calm", "p50"),
            "p99": middle(name, "calm", "p99"),
            "saturated_cpu": middle(name, "saturated", "cpu"),
            "saturated_per_second": round(middle(name, "saturated", "per_second")),
            "crowd": middle(name, "calm", "crowd"),
            "saturated_crowd": middle(name, "saturated", "crowd"),
        }
        for name in sorted(sittings[0])
    }


if __name__ == "__main__":
    sys.exit(run("live", measure))
