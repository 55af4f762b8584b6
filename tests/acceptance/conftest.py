"""A real installation with its worker and model, and people in front of real browsers."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import RETREAT
from server.demo.visit import prepare

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium asks for its maker's hosts at each start; nothing but this machine may be reached from a test.
ARGUMENTS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--autoplay-policy=no-user-gesture-required",
]
# The last is a service worker that could not be fetched.
AWAY = re.compile(
    "ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)|WebSocket connection"
    "|An unknown error occurred when fetching the script"
)
# Only reached when something is broken, on a machine that does other things at the same time too.
expect.set_options(timeout=20_000)
LAPTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}


@dataclass
class Place:
    """A running installation: its address, a sign-in token by role, and its data."""

    address: str
    links: dict[str, str]
    settings: Settings


@contextmanager
def installation(folder: Path) -> Iterator[Place]:
    settings = Settings(data=folder, port=free_port())
    links = prepare(settings)
    with running(settings):
        wait_until_it_answers(settings)
        yield Place(settings.address, links, settings)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is not installed: run `make test`, which installs it.")
    with sync_playwright() as playwright:
        it = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield it
        it.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with installation(tmp_path_factory.mktemp("installation")) as it:
        yield it


class Person:
    """Somebody in front of a browser; everything that their page complains about or asks elsewhere is noted."""

    def __init__(self, context: BrowserContext, place: Place) -> None:
        self.context, self.place = context, place
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda it: self.complaints.append(it.text) if it.type == "error" else None)
        self.page.on("request", self._request)

    def _request(self, request: object) -> None:
        url = str(request.url)  # type: ignore[attr-defined]
        if not url.startswith((self.place.address, "blob:", "data:", self.place.address.replace("http", "ws", 1))):
            self.complaints.append(f"asked elsewhere: {url}")

    def sign_in(self, role: str) -> None:
        self.page.goto(f"{self.place.address}/sign-in#{self.place.links[role]}")
        self.page.wait_for_url(re.compile(RETREAT) if role != "steward" else f"{self.place.address}/")

    def open(self, source: str) -> None:
        self.page.goto(f"{self.place.address}/retreats/{RETREAT}/{source}")
        self.page.locator("[data-segment]").first.wait_for()

    def shot(self, name: str) -> None:
        """A picture for the README, where one is asked for."""
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}-{self.page.viewport_size['width']}.png")  # type: ignore[index]


@pytest.fixture
def person(browser: Browser, place: Place) -> Iterator[Callable[..., Person]]:
    """Makes people; in the end, none of their pages may have complained."""
    people: list[Person] = []

    def make(role: str, size: dict[str, int] = LAPTOP, dark: bool = False) -> Person:
        phone = size["width"] < 700
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
            device_scale_factor=2 if phone else 1,
            color_scheme="dark" if dark else "light",
        )
        people.append(Person(context, place))
        people[-1].sign_in(role)
        return people[-1]

    yield make
    complaints = {it for one in people for it in one.complaints}
    for one in people:
        one.context.close()
    # A network that is cut and a server that is away are part of some tests, and the browser says so.
    assert {it for it in complaints if not AWAY.search(it)} == set()
