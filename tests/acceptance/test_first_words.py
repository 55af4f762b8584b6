"""Whoever opens a transcript by its address reads its first words before the app is there."""

import csv
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import RETREAT, SAMPLES, an_id
from server.demo.visit import prepare
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SENTENCES, SOURCE
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person, Place

pytestmark = pytest.mark.browser

with (SAMPLES / "outcome-excerpts.csv").open(newline="", encoding="utf-8") as file:
    EXCERPT = an_id(next(csv.DictReader(file))["ref"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(data=tmp_path_factory.mktemp("installation"), port=free_port())
    links = prepare(settings)
    a_transcript.bring_in(settings)
    with running(settings):
        wait_until_it_answers(settings)
        yield Place(settings.address, links, settings)


class Held:
    """The app's scripts are on their way until they are let go."""

    def __init__(self, page: Page) -> None:
        self._routes: list[Route] = []
        self._page, self._free = page, False
        page.route("**/_app/immutable/**/*.js", self._hold)

    def _hold(self, route: Route) -> None:
        if self._free:
            route.continue_()
        else:
            self._routes.append(route)

    def let_go(self) -> None:
        self._free = True
        for it in self._routes:
            it.continue_()


def opened(person: Person, source: str = SOURCE, search: str = "") -> tuple[Page, Held]:
    """A page of a browser that keeps no app."""
    page = person.context.new_page()
    held = Held(page)
    page.goto(f"{person.place.address}/retreats/{RETREAT}/{source}{search}", wait_until="commit")
    return page, held


@pytest.fixture
def partner(person: Callable[..., Person], request: pytest.FixtureRequest) -> Person:
    it = person("partner", getattr(request, "param", LAPTOP))
    it.page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.forEach((it) => it.unregister()))")
    it.page.close()
    return it


@pytest.mark.parametrize("partner", [LAPTOP, PHONE, WALL], indirect=True)
def test_the_first_words_are_there_before_the_app_and_give_way_to_it(partner: Person) -> None:
    page, held = opened(partner)
    words = page.locator(".first-words p")
    # A pause after the third sentence parts two turns, as in the app.
    expect(words).to_have_text([" ".join(SENTENCES[:3]), " ".join(SENTENCES[3:])])
    box = words.first.bounding_box()
    expect(page.locator("[data-segment]")).to_have_count(0)
    held.let_go()
    expect(page.locator("[data-segment]")).to_have_count(len(SENTENCES))
    expect(words).to_have_count(0)
    # The words do not move: the first ones have 9 or 10 pixels of room above them.
    now = page.locator(".turn .words").first.bounding_box()
    assert box and now and (now["x"], now["width"]) == (box["x"], box["width"]) and 9 <= now["y"] - box["y"] <= 10


def test_a_link_into_the_middle_and_an_excerpt_wait_for_the_app(partner: Person) -> None:
    for source, search in ((SOURCE, "?t=12"), (EXCERPT, "")):
        page, held = opened(partner, source, search)
        page.wait_for_timeout(700)
        expect(page.locator(".first-words")).to_have_count(0)
        held.let_go()
        page.locator("[data-segment]").first.wait_for()
        page.close()


def test_a_stranger_sees_no_words(person: Callable[..., Person], partner: Person) -> None:
    partner.context.clear_cookies()
    page, held = opened(partner)
    page.wait_for_timeout(700)
    expect(page.locator(".first-words")).to_have_count(0)
    held.let_go()
    page.wait_for_url("**/sign-in")
    expect(page.locator(".first-words")).to_have_count(0)
