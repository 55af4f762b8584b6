"""Every screen at every width, some of them dark too: nothing that axe finds, nothing wider than the window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from server.demo.programme import RETREAT, an_id
from tests.acceptance.conftest import LAPTOP, PHONE, ROOT, WALL, Person, Place
from tests.acceptance.marking import choose_by_mouse, first_segment

pytestmark = pytest.mark.browser

AXE = (ROOT / "client/node_modules/axe-core/axe.min.js").read_text
RUN = """async () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = await axe.run(document, { runOnly: rules })
  return found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target).join(' | ')}`)
}"""


ROUTES = ROOT / "client/src/routes"


def screens(of: str) -> list[str]:
    """The ways from there to every screen that is named by nothing more than its own name."""
    found = [it.parent.relative_to(ROUTES / of).parts for it in (ROUTES / of).rglob("+page.svelte")]
    return sorted("".join(f"/{name}" for name in it) for it in found if not any("[" in name for name in it))


def check(page: Page) -> None:
    page.evaluate(AXE())
    assert page.evaluate(RUN) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["390", "1280", "1920"])
def test_retreat_and_excerpt(person: Callable[..., Person], size: dict[str, int], dark: bool) -> None:
    facilitator = person("facilitator", size, dark)
    facilitator.page.get_by_role("link", name="EX10").first.wait_for()
    check(facilitator.page)
    facilitator.open(an_id("EX10"))
    check(facilitator.page)
    facilitator.shot("excerpt-dark" if dark else "excerpt")


@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["390", "1280", "1920"])
def test_every_screen_of_a_retreat_and_of_a_programme(person: Callable[..., Person], size: dict[str, int]) -> None:
    facilitator, steward = person("facilitator", size), person("steward", size)
    for screen in screens("retreats/[retreat]"):
        look_at(facilitator, f"/retreats/{RETREAT}{screen}")
    for screen in screens("programme"):
        look_at(steward, f"/programme{screen}")
    look_at(steward, "/")
    look_at(steward, "/device")
    look_at(facilitator, f"/given/{RETREAT}")


def test_what_a_partner_finds_of_a_retreat(person: Callable[..., Person]) -> None:
    partner = person("partner", PHONE)
    shown = {screen for screen in screens("retreats/[retreat]") if is_for(partner, f"/retreats/{RETREAT}{screen}")}
    assert shown == {"", "/codes", "/me", "/memos"}


def is_for(it: Person, path: str) -> bool:
    """Whether this screen has anything for this person."""
    look_at(it, path)
    return it.page.get_by_text("This page is for those who see to the retreat.").count() == 0


def look_at(it: Person, path: str) -> None:
    it.page.goto(it.place.address + path)
    it.page.get_by_role("heading", level=1).first.wait_for()
    it.page.wait_for_load_state("networkidle")
    check(it.page)


def test_the_picker_open(person: Callable[..., Person]) -> None:
    facilitator = person("facilitator")
    facilitator.open(an_id("EX10"))
    segment = first_segment(facilitator.page)
    words = " ".join(str(segment.inner_text()).split()[:4])
    choose_by_mouse(facilitator.page, str(segment.get_attribute("data-segment")), words)
    facilitator.page.get_by_role("dialog", name="Code these words").wait_for()
    check(facilitator.page)
    facilitator.page.keyboard.press("?")


def test_signing_in_without_a_link_and_with_a_wrong_one(browser: Browser, place: Place) -> None:
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{place.address}/sign-in")
    page.get_by_role("heading", name="Sign in").wait_for()
    check(page)
    page.goto(f"{place.address}/sign-in#wrong")
    page.get_by_text("This link is not known here, or not whole.").wait_for()
    check(page)
    context.close()
