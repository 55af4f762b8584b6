"""What a page of Chromium gets over the wire: every piece as it came, compressed or not, and when."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page


class Wire:
    """Listens to a page from before it is asked for until its end. What a service worker fetches is not the page's."""

    def __init__(self, page: Page) -> None:
        # Since 1970 when Chromium's clock began.
        self._clock = 0.0
        self._kinds: dict[str, str] = {}
        self._came: dict[str, float] = {}
        # Of each piece its kind as Chromium calls it, seconds since 1970, bytes of its head and of its body.
        self._pieces: list[tuple[str, float, float, float]] = []
        session = page.context.new_cdp_session(page)
        heard: dict[str, Callable[[dict[str, Any]], None]] = {
            "requestWillBeSent": self._ask,
            "responseReceived": lambda it: self._note(it, it["response"]["encodedDataLength"], 0),
            "dataReceived": lambda it: self._note(it, 0, it["encodedDataLength"]),
            "loadingFinished": self._end,
        }
        for name, hear in heard.items():
            session.on(f"Network.{name}", hear)  # type: ignore[arg-type]
        session.send("Network.enable")

    def kilobytes(self, until: float) -> float:
        """Everything that had come by then (seconds since 1970), heads and bodies."""
        return sum(head + body for _, at, head, body in self._pieces if at + self._clock <= until) / 1000

    def bodies(self) -> dict[str, float]:
        """Kilobytes by kind (Document, Script, Stylesheet, Font, Fetch), without their heads."""
        kinds = {it[0] for it in self._pieces}
        return {kind: sum(body for it, _, _, body in self._pieces if it == kind) / 1000 for kind in sorted(kinds)}

    def _ask(self, event: dict[str, Any]) -> None:
        self._clock = event["wallTime"] - event["timestamp"]
        self._kinds[event["requestId"]] = event["type"]

    def _end(self, event: dict[str, Any]) -> None:
        """Of a short document no pieces are told."""
        self._note(event, 0, event["encodedDataLength"] - self._came[event["requestId"]])

    def _note(self, event: dict[str, Any], head: float, body: float) -> None:
        self._came[event["requestId"]] = self._came.get(event["requestId"], 0.0) + head + body
        self._pieces.append((self._kinds[event["requestId"]], event["timestamp"], head, body))
