"""One more highlight in a transcript of ten hours with 2,000 of them, beside one of ten minutes with as many to the
minute: on the server, and in Chromium, where the long one is scrolled too."""

import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from benchmarks.app import App
from benchmarks.browser import chromium, visit
from benchmarks.large import Large
from benchmarks.marking import Marking
from benchmarks.reading import Frames, Reading, Took, go, scroll
from benchmarks.verdict import Budget, Measured, pairs, run

# Words and highlights of both.
_LONG, _SHORT = (90_000, 2_000), (1_500, 33)
# Rounds, and how many highlights each side gets in one: each waits for the next frame besides, up to 17 ms by chance.
_ON_THE_SERVER, _IN_THE_BROWSER = (12, 50), (10, 15)
# Pixels a second: reading on, and flung; for how many seconds, and from how many places.
_SPEEDS, _SECONDS, _PLACES = {"read": 600, "flung": 6_000}, 5.0, 4
# Milliseconds of two frames of a screen that shows 60 a second: who takes longer has missed one at the least.
_SLOW = 34
# A page on which nothing is to be done, as long as the long transcript's.
_EMPTY = """
<div class="scroll" style="height: 100vh; overflow: auto">
<div style="height: 600000px; background: repeating-linear-gradient(#fff 0 30px, #ddd 30px 31px)"></div></div>
"""


class Side:
    """A transcript with its app, a member who marks, and a page in which it is read once somebody opens it."""

    def __init__(self, folder: Path, size: tuple[int, int], enter: Callable[[Any], Any]) -> None:
        folder.mkdir()
        self.large = Large(folder, *size, readers=2).found()
        self.app: App = enter(App(folder, client=True))
        self.marking: Marking = enter(closing(Marking(self.app, self.large)))
        self.waits: list[float] = []
        self.cpu: list[float] = []
        self.here: list[list[Took]] = []
        self.heard: list[list[Took]] = []

    def mark(self, many: int) -> None:
        """At the socket, all over the text: milliseconds for one, in the middle, and of the server's CPU."""
        before = self._cpu()
        waits = [self.marking.mark(it.passage) for it in random.choices(self.large.annotations, k=many)]
        self.cpu.append((self._cpu() - before) * 1000 / many)
        self.waits.append(median(waits))
        self.marking.take_back()

    def open(self, browser: Browser, enter: Callable[[Any], Any]) -> None:
        self.reading = Reading(enter(visit(browser, self.app, self.large.people.tokens[0])), self.app, self.large)

    def read(self, share: float, many: int) -> None:
        """At that share of the text: highlights that are made there, and that come from somebody else."""
        self.reading.go(share)
        self.here.append([self.reading.mark() for _ in range(many)])
        self.heard.append([self.reading.hear(self.marking) for _ in range(many)])

    def _cpu(self) -> float:
        times = self.app.process.cpu_times()
        return float(times.user + times.system)


def measure(quick: bool) -> Measured:
    random.seed(20260514)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        enter = stack.enter_context
        if quick:
            return _quick(Side(Path(folder) / "quick", _SHORT, enter), enter)
        long, short = (Side(Path(folder) / name, size, enter) for name, size in (("10h", _LONG), ("10min", _SHORT)))
        return _whole(long, short, enter)


def _quick(it: Side, enter: Callable[[Any], Any]) -> Measured:
    it.mark(5)
    it.open(enter(chromium()), enter)
    it.read(0.5, 1)
    frames = scroll(it.reading.page, _SPEEDS["read"], 1)
    here, heard = it.here[0][0], it.heard[0][0]
    return {"server": it.waits[0], "here": here.wait, "heard": heard.wait, "frames": len(frames.between)}, []


def _whole(long: Side, short: Side, enter: Callable[[Any], Any]) -> Measured:
    sides = [long, short]
    rounds, many = _ON_THE_SERVER
    for it in sides:
        it.marking.mark(it.large.annotations[0].passage)
    for _ in range(rounds):
        for it in random.sample(sides, 2):
            it.mark(many)
    browser = enter(chromium())
    _read(sides, browser, enter)
    return _compare(long, short, _scrolled(long, browser, enter))


def _read(sides: Sequence[Side], browser: Browser, enter: Callable[[Any], Any]) -> None:
    rounds, many = _IN_THE_BROWSER
    for it in sides:
        it.open(browser, enter)
    # The first round is for warming up.
    for n in range(-1, rounds):
        for it in random.sample(sides, 2):
            it.read(max(n, 0) / rounds, many)
    for it in sides:
        it.here, it.heard = it.here[1:], it.heard[1:]


def _compare(long: Side, short: Side, scrolled: dict[str, Any]) -> Measured:
    server = {"wait": pairs(long.waits, short.waits), "cpu": pairs(long.cpu, short.cpu)}
    waits, works = (lambda it: it.wait), (lambda it: it.work)
    in_browser = {
        "here_wait": _pairs(long.here, short.here, waits),
        "here_work": _pairs(long.here, short.here, works),
        "heard_wait": _pairs(long.heard, short.heard, waits),
        "heard_work": _pairs(long.heard, short.heard, works),
    }
    budgets = [
        Budget("server_10h_vs_10min", server["wait"]["ratio"], 1.2),
        Budget("browser_10h_vs_10min", max(it["ratio"] for it in in_browser.values()), 1.2),
        Budget("slow_frames_percent", scrolled["ours"]["slow_percent"], 5),
    ]
    return {"server": server, "browser": in_browser, "scrolled": scrolled}, budgets


def _pairs(long: list[list[Took]], short: list[list[Took]], figure: Callable[[Took], float]) -> dict[str, float]:
    return pairs(*([median(map(figure, it)) for it in side] for side in (long, short)))


def _scrolled(it: Side, browser: Browser, enter: Callable[[Any], Any]) -> dict[str, Any]:
    """By speed, beside an empty page that is scrolled in turns with it."""
    empty = enter(visit(browser, it.app, None))
    empty.set_content(_EMPTY)
    seen: dict[str, list[Frames]] = defaultdict(list)
    for n in range(_PLACES):
        for name, speed in _SPEEDS.items():
            for which, page in random.sample([("ours", it.reading.page), ("empty", empty)], 2):
                go(page, n / _PLACES)
                seen[f"{which}_{name}"].append(scroll(page, speed, _SECONDS))
    ours = [one for name in _SPEEDS for one in seen[f"ours_{name}"]]
    return {"ours": _frames(ours), **{name: _frames(all) for name, all in seen.items()}}


def _frames(all: Sequence[Frames]) -> dict[str, float]:
    between = [it for one in all for it in one.between]
    slow = sum(it > _SLOW for it in between) * 100 / len(between)
    tasks = [it for one in all for it in one.long_tasks]
    return {
        "frames": len(between),
        "slow_percent": round(slow, 2),
        "longest_ms": round(max(between), 1),
        "long_tasks": len(tasks),
        "longest_task_ms": max(tasks, default=0),
    }


if __name__ == "__main__":
    sys.exit(run("highlight", measure))
