"""The verdict: figures held against their budgets, said in the one JSON line that every benchmark ends with."""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Budget:
    """An upper limit for a figure."""

    name: str
    value: float
    limit: float

    @property
    def ok(self) -> bool:
        return self.value <= self.limit


Measured = tuple[dict[str, Any], list[Budget]]


def run(benchmark: str, measure: Callable[[bool], Measured]) -> int:
    """Measure and print; returns 1 where a budget is exceeded. `measure` is told whether to be quick: then it is to
    show that everything works, and there is no verdict."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{benchmark}")
    parser.add_argument("--quick", action="store_true", help="our side only, small, without a verdict")
    quick = parser.parse_args().quick
    figures, budgets = measure(quick)
    said = [] if quick else [{**asdict(it), "ok": it.ok} for it in budgets]
    print(json.dumps({"benchmark": benchmark, "figures": figures, "budgets": said}))
    return int(not all(it["ok"] for it in said))


def pairs(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """Of figures that were taken in turns: both medians, and the median and range of the ratios pair by pair."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return {
        "ours": round(median(ours), 3),
        "theirs": round(median(theirs), 3),
        "ratio": round(median(ratios), 3),
        "least": round(min(ratios), 3),
        "most": round(max(ratios), 3),
    }
