"""A browser that knows nothing yet, with somebody signed in, in front of an app."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.app import App
from server.http.dependencies import COOKIE
from tests.acceptance.conftest import ARGUMENTS, CHROMIUM, LAPTOP


@contextmanager
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        raise RuntimeError("Chromium is not installed: `make test` installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, app: App, token: str | None, size: dict[str, int] = LAPTOP) -> Iterator[Page]:
    """An empty page of a browser that has never been here; for whoever this sign-in is of, if anybody's."""
    phone = size["width"] < 700
    context = browser.new_context(viewport=size, is_mobile=phone, has_touch=phone)  # type: ignore[arg-type]
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": app.address}])
    yield context.new_page()
    context.close()
