"""A partner's first screen, as it comes over the wire; and what app and worker take while nobody does anything."""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Browser

from benchmarks.app import App
from benchmarks.browser import chromium, visit
from benchmarks.people import People
from benchmarks.verdict import Budget, Measured, run
from benchmarks.wire import Wire
from tests.acceptance.conftest import PHONE

# How often the page is opened, and how long (seconds) nothing is done before and while idleness is measured.
_VISITS, _REST, _IDLE = 3, 10.0, 60.0


def measure(quick: bool) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        people = People(f"sqlite:///{Path(folder) / 'retreat.db'}", 1)
        with App(Path(folder), client=True, worker=True) as app:
            with chromium() as browser:
                visits = [_arrive(browser, app, people) for _ in range(1 if quick else _VISITS)]
            time.sleep(1 if quick else _REST)
            idle = _idle(app, 2 if quick else _IDLE)
    kilobytes = {kind: round(median(it.get(kind, 0.0) for it in visits), 1) for kind in visits[0]}
    budgets = [
        Budget("script_kb_gzip", kilobytes["Script"], 120),
        Budget("idle_app_mb", idle["app_mb"], 150),
        Budget("idle_worker_cpu_percent", idle["worker_cpu_percent"], 2.5),
    ]
    return {"kilobytes": kilobytes, "idle": idle}, budgets


def _arrive(browser: Browser, app: App, people: People) -> dict[str, float]:
    """By the link that a partner was given, on a phone, to their retreat; kilobytes by kind."""
    with visit(browser, app, None, PHONE) as page:
        wire = Wire(page)
        # Over TLS they come smaller, by brotli.
        page.set_extra_http_headers({"Accept-Encoding": "gzip"})
        page.goto(f"{app.address}/sign-in#{people.links[0]}")
        page.wait_for_url(f"{app.address}/retreats/{people.programme.retreat}")
        page.get_by_role("heading", name="Spring retreat").wait_for()
        page.get_by_role("link", name="Excerpt 1").wait_for()
        page.wait_for_timeout(3_000)
        return wire.bodies()


def _idle(app: App, seconds: float) -> dict[str, float]:
    """Megabytes of each process, all that is resident and without what others have too, and how much of a core it
    takes."""
    (worker,) = app.process.children()
    processes = {"app": app.process, "worker": worker}
    before = {name: _cpu(it) for name, it in processes.items()}
    time.sleep(seconds)
    found = {f"{name}_cpu_percent": (_cpu(it) - before[name]) / seconds * 100 for name, it in processes.items()}
    for name, it in processes.items():
        memory = it.memory_full_info()
        found |= {f"{name}_mb": memory.rss / 1e6, f"{name}_own_mb": memory.uss / 1e6}
    return {name: round(it, 2) for name, it in found.items()}


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    sys.exit(run("page", measure))
