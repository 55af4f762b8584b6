"""A newcomer to a retreat with 60,000 words and 10,000 marks: what they cost the server, beside Hocuspocus with the
same content; and in Chromium when they read its first words, what came until then, and how large the page is."""

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Protocol

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from benchmarks.app import App
from benchmarks.browser import chromium, visit
from benchmarks.large import Large
from benchmarks.newcomers import Ours, hocuspocus
from benchmarks.verdict import Budget, Measured, pairs, run
from benchmarks.wire import Wire

# Rounds, and how many come to each side in one: a process' time is told in hundredths of a second.
_ROUNDS, _NEWCOMERS = 8, 5
_VISITS = 5
# Notes in the page when the first words are in sight, as soon as they are drawn; and when they can be marked.
_LOOK = """
const inSight = (what) => {
  const at = document.querySelector(what)?.getBoundingClientRect()
  return at && at.height > 0 && at.top >= 0 && at.bottom <= innerHeight
}
const look = () => {
  const words = inSight('[data-segment]')
  if (words || inSight('.first-words p')) window.firstWords ??= performance.now()
  if (words) window.wordsToMark = performance.now()
  else requestAnimationFrame(look)
}
requestAnimationFrame(look)
"""


class Side(Protocol):
    process: psutil.Process

    def come(self) -> int: ...


def measure(quick: bool) -> Measured:
    random.seed(20260513)
    with tempfile.TemporaryDirectory() as folder:
        large = Large(Path(folder), *((1_500, 200) if quick else (60_000, 10_000))).found()
        with App(Path(folder), client=True) as app:
            return _quick(app, large) if quick else _whole(Path(folder), app, large)


def _quick(app: App, large: Large) -> Measured:
    ours = Ours(app, large)
    milliseconds, came = _cpu(ours, 2), ours.come()
    with chromium() as browser:
        return {"join_cpu": milliseconds, "came": came, **_first_words(browser, app, large)}, []


def _whole(folder: Path, app: App, large: Large) -> Measured:
    with hocuspocus(folder, large) as theirs:
        cpu = _compare(Ours(app, large), theirs)
    with chromium() as browser:
        visits = [_first_words(browser, app, large) for _ in range(_VISITS)]
    figures = {name: round(median(it[name] for it in visits), 2) for name in visits[0]}
    limits = {"first_text_s": 1.0, "first_text_kb": 100, "dom_nodes": 3000}
    budgets = [Budget("join_cpu_vs_hocuspocus", cpu["ratio"], 0.6)]
    budgets += [Budget(name, figures[name], limit) for name, limit in limits.items()]
    return {"join_cpu": cpu, "visits": visits, **figures}, budgets


def _compare(ours: Side, theirs: Side) -> dict[str, float]:
    """Milliseconds of the server's CPU for one newcomer."""
    sides: Sequence[Side] = (ours, theirs)
    took: dict[Side, list[float]] = {it: [] for it in sides}
    for it in sides:
        it.come()
    for _ in range(_ROUNDS):
        for it in random.sample(sides, len(sides)):
            took[it].append(_cpu(it, _NEWCOMERS))
    return pairs(took[ours], took[theirs])


def _cpu(side: Side, many: int) -> float:
    before = _spent(side.process)
    for _ in range(many):
        assert side.come() > 0
    return (_spent(side.process) - before) * 1000 / many


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _first_words(browser: Browser, app: App, large: Large) -> dict[str, float]:
    """A browser that was never here opens the transcript."""
    with visit(browser, app, large.people.tokens[0]) as page:
        wire = Wire(page)
        page.add_init_script(_LOOK)
        page.goto(f"{app.address}/retreats/{large.programme.retreat}/{large.source}")
        page.wait_for_function("() => window.wordsToMark", timeout=60_000)
        nodes = _settled(page)
        began, *at = page.evaluate(
            "[performance.timeOrigin, window.firstWords, window.wordsToMark].map((it) => it / 1e3)"
        )
        figures: dict[str, float] = {"dom_nodes": nodes}
        for name, seconds in zip(("first_text", "to_mark"), at, strict=True):
            figures |= {f"{name}_s": seconds, f"{name}_kb": wire.kilobytes(until=began + seconds)}
        return figures


def _settled(page: Page) -> int:
    """How many elements there are once everything is here."""
    page.wait_for_load_state("networkidle", timeout=60_000)
    page.wait_for_timeout(1_000)
    return int(page.evaluate("document.getElementsByTagName('*').length"))


if __name__ == "__main__":
    sys.exit(run("join", measure))
