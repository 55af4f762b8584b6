"""A transcript open in Chromium: what marks take that are made there, and those of others; frames while scrolled."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from benchmarks.app import App
from benchmarks.large import Large
from benchmarks.marking import Marking

# Seconds in which all is done that follows from a mark: the last is that it is kept on the device, after 0.25.
_SETTLED = 0.8
# In every page from its beginning: notes in `mark` when something was begun, a key or a message of the socket, and when
# after that the page has painted a mark that waits to be sent, or one that has just arrived.
_WATCH = """
window.mark = null
window.longTasks = []
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((it) => it.duration)))
  .observe({ type: 'longtask' })
const begin = (at) => { if (mark && mark.began === undefined) mark.began = at }
const pressed = ({ key, timeStamp }) => { if (mark?.name === 'waiting' && key === '1') begin(timeStamp) }
addEventListener('keydown', pressed, { capture: true })
const Plain = WebSocket
window.WebSocket = class extends Plain {
  constructor(...about) {
    super(...about)
    this.addEventListener('message', ({ data }) => {
      if (mark?.name === 'new' && data.includes('"annotated"')) begin(performance.now())
    })
  }
}
const set = HighlightRegistry.prototype.set
HighlightRegistry.prototype.set = function (name, highlight) {
  const it = mark
  if (it?.began !== undefined && !it.meant && name.startsWith(it.name)) {
    it.meant = true
    requestAnimationFrame(() => {
      const painted = new MessageChannel()
      painted.port1.onmessage = () => { it.took = performance.now() - it.began }
      painted.port2.postMessage(0)
    })
  }
  return set.call(this, name, highlight)
}
"""
_GO = "share => { const it = document.querySelector('.scroll'); it.scrollTop = share * it.scrollHeight }"
_BESIDE = "() => { const { left } = document.querySelector('article').getBoundingClientRect(); return [left + 2, 450] }"
_MIDDLE = """
() => {
  const segments = [...document.querySelectorAll('[data-segment]')]
  return segments.find((it) => it.getBoundingClientRect().top > 400).dataset.segment
}
"""
_FRAMES = """
() => {
  window.frames = []
  window.longTasks = []
  const note = (at) => { frames.push(at); following = requestAnimationFrame(note) }
  window.following = requestAnimationFrame(note)
}
"""
_FRAMES_SEEN = """
() => {
  cancelAnimationFrame(following)
  return [frames.slice(1).map((at, n) => at - frames[n]), longTasks]
}
"""


@dataclass(frozen=True)
class Took:
    """Milliseconds: `wait` until the mark was painted, `work` of the main thread until everything was done."""

    wait: float
    work: float


@dataclass(frozen=True)
class Frames:
    """Milliseconds from each frame to the next, and of the tasks that took more than 50."""

    between: list[float]
    long_tasks: list[float]


class Reading:
    """A laptop's page, all of whose words and marks are here; `page` must not have been anywhere yet."""

    def __init__(self, page: Page, app: App, large: Large) -> None:
        self.page, self._large = page, large
        page.add_init_script(_WATCH)
        page.goto(f"{app.address}/retreats/{large.programme.retreat}/{large.source}")
        self._all_marks().wait_for(timeout=120_000)
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")
        page.wait_for_timeout(3_000)

    def go(self, share: float) -> None:
        """To that share of the text, with the keys on a word there."""
        go(self.page, share)
        # A press beside the words takes the ring of the keys away from where it was.
        self.page.mouse.click(*self.page.evaluate(_BESIDE))
        self.page.keyboard.press("ArrowRight")
        self.page.wait_for_timeout(1_000)

    def mark(self) -> Took:
        """Three words by their keys, with the first code; then it is taken back."""
        self.page.keyboard.press("ArrowRight")
        for _ in range(2):
            self.page.keyboard.press("Shift+ArrowRight")
        time.sleep(0.3)
        took = self._watch("waiting", lambda: self.page.keyboard.press("1"))
        self.page.keyboard.press("Control+z")
        self._settle()
        return took

    def hear(self, other: Marking) -> Took:
        """Somebody else marks three words that are in view; then they take it back."""
        passage = self._large.passage(self._in_view(), 0, 3)
        took = self._watch("new", lambda: other.mark(passage))
        other.take_back()
        self._settle()
        return took

    def _watch(self, name: str, begin: Callable[[], Any]) -> Took:
        self.page.evaluate("it => { mark = it }", {"name": name})
        before = self._busy()
        begin()
        time.sleep(_SETTLED)
        work = self._busy() - before
        return Took(self.page.evaluate("mark.took"), work)

    def _busy(self) -> float:
        """Milliseconds for which the main thread has been busy since the page was opened."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(it["value"] for it in metrics if it["name"] == "TaskDuration"))

    def _in_view(self) -> int:
        """A segment that is drawn in the middle of the screen."""
        id = self.page.evaluate(_MIDDLE)
        return next(n for n, it in enumerate(self._large.segments) if it.id == id)

    def _settle(self) -> None:
        self._all_marks().wait_for()
        time.sleep(_SETTLED)

    def _all_marks(self) -> Locator:
        return self.page.get_by_role("button", name=f"Everything {self._large.marks}", exact=True)


def go(page: Page, share: float) -> None:
    """To that share of what the page scrolls, until it has come to rest there."""
    page.bring_to_front()
    page.evaluate(_GO, share)
    page.wait_for_timeout(1_500)


def scroll(page: Page, speed: int, seconds: float) -> Frames:
    """Down, as a wheel does it, at so many pixels a second."""
    page.evaluate(_FRAMES)
    wheel = {"x": 500, "y": 450, "yDistance": -int(speed * seconds), "speed": speed, "gestureSourceType": "mouse"}
    session = page.context.new_cdp_session(page)
    session.send("Input.synthesizeScrollGesture", wheel)
    session.detach()
    between, long_tasks = page.evaluate(_FRAMES_SEEN)
    return Frames(between, long_tasks)
