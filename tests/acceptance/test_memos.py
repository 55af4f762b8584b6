"""Memos on real screens: written where one reads, safe over a reload, nobody else's until they are shared."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from server.demo.programme import RETREAT, an_id
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person
from tests.acceptance.marking import card, choose_by_mouse, first_segment
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

WORD = "kittiwake"


def a_mark(person: Person, comment: str) -> None:
    """The first words of the excerpt, commented on and opened."""
    person.open(an_id("EX10"))
    segment = first_segment(person.page)
    words = " ".join(str(segment.inner_text()).split()[:4])
    choose_by_mouse(person.page, str(segment.get_attribute("data-segment")), words)
    person.page.get_by_role("button", name="Comment", exact=True).click()
    person.page.get_by_label("What stays with you?").fill(comment)
    person.page.keyboard.press("Enter")
    expect(card(person.page, comment)).not_to_have_class(re.compile("pending"))
    card(person.page, comment).click()


def write(where: Page | Locator, text: str, name: str = "Write a memo") -> None:
    where.get_by_role("button", name=name, exact=True).click()
    where.get_by_label("Your memo").fill(text)
    where.get_by_role("button", name="Keep the memo").click()


def memos(person: Person) -> Page:
    person.page.goto(f"{person.place.address}/retreats/{RETREAT}/memos")
    person.page.get_by_role("heading", level=1, name="Memos").wait_for()
    return person.page


def memo(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text)


def test_n1_a_memo_is_ones_own_until_it_is_shared(person: Callable[..., Person]) -> None:
    partner, facilitator = person("partner"), person("facilitator")
    a_mark(partner, "Who decides that?")
    write(partner.page, f"Ask about the {WORD}.")
    expect(memo(partner.page, WORD)).to_contain_text("Only you can read this")
    check(partner.page)
    partner.shot("memo-on-a-mark")

    theirs = memos(facilitator)
    expect(theirs.get_by_text("No memos yet.")).to_be_visible()
    mine = memos(partner)
    memo(mine, WORD).get_by_role("link", name=re.compile("A mark in")).click()
    expect(memo(mine, WORD)).to_be_visible()

    memo(mine, WORD).get_by_role("button", name="Share").click()
    expect(memo(mine, WORD).get_by_role("button", name="Keep it to myself")).to_be_focused()
    check(mine)
    memo(mine, WORD).get_by_role("button", name="Share it").click()
    expect(memo(theirs, WORD)).to_contain_text("Everybody in the retreat can read this")
    expect(memo(theirs, WORD).get_by_role("button", name="Change")).to_have_count(0)

    memo(theirs, WORD).get_by_role("button", name="Remove").click()
    memo(theirs, WORD).get_by_role("button", name="Remove it").click()
    expect(memo(mine, WORD)).to_have_count(0)


def test_a_memo_that_was_begun_outlives_the_page(person: Callable[..., Person]) -> None:
    page = memos(person("partner"))
    page.get_by_role("button", name="Write a memo on the retreat").click()
    page.get_by_label("Your memo").fill("What I do not want to lose")
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_label("Your memo")).to_have_value("What I do not want to lose")
    page.get_by_role("button", name="Keep the memo").click()
    expect(page.get_by_label("Your memo")).to_have_count(0)
    page.reload()
    expect(memo(page, "What I do not want to lose")).to_be_visible()
    expect(page.get_by_label("Your memo")).to_have_count(0)


def test_a_memo_on_a_session_is_written_by_whoever_reads_here(person: Callable[..., Person]) -> None:
    partner, facilitator = person("partner"), person("facilitator", PHONE)
    page = memos(partner)
    session = page.get_by_label("About", exact=True).locator("option").nth(1).inner_text()
    page.get_by_label("About", exact=True).select_option(session)
    page.get_by_role("button", name="Write a memo on the session").click()
    page.get_by_label("Your memo").fill(f"The {WORD} again.")
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_label("Your memo")).to_have_value(f"The {WORD} again.")
    page.get_by_role("button", name="Keep the memo").click()
    expect(memo(page, f"The {WORD} again.")).to_contain_text(re.compile(f"The session .?{session}"))
    check(page)

    theirs = facilitator.page
    theirs.goto(f"{facilitator.place.address}/retreats/{RETREAT}/sessions")
    theirs.get_by_role("button", name=f"More with {session}").click()
    theirs.get_by_role("menuitem", name="Write a memo").click()
    write(theirs.get_by_role("dialog", name=re.compile("Memos about")), "Too short.")
    check(theirs)
    theirs.keyboard.press("Escape")
    theirs.get_by_role("button", name=f"1 memo: {session}").click()
    expect(memo(theirs, "Too short.")).to_be_visible()
    check(theirs)
    facilitator.shot("memo-on-a-session")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["390", "1280", "1920"])
def test_where_memos_are(person: Callable[..., Person], size: dict[str, int], dark: bool) -> None:
    it = person("researcher", size, dark)
    page, name = memos(it), f"memos{'-dark' if dark else ''}"
    of_day, of_text, of_code = (f"{what} ({size['width']}, {name})." for what in ("Too long", "Two people", "Too wide"))
    write(page, f"The day was this:\n\n{of_day} Say it at the start next time.", "Write a memo on the retreat")
    it.open(an_id("EX10"))
    page.get_by_role("button", name=re.compile("Memos about this text")).click()
    write(page.get_by_role("dialog", name=re.compile("Memos about")), f"{of_text} They do not listen to each other.")
    memo(page, of_text).get_by_role("button", name="Share").click()
    check(page)
    it.shot(f"{name}-text")
    memo(page, of_text).get_by_role("button", name="Share it").click()
    expect(memo(page, of_text)).to_contain_text("Everybody in the retreat can read this")
    page.goto(f"{it.place.address}/retreats/{RETREAT}/codes")
    page.get_by_role("button", name=re.compile("^More with")).first.click()
    page.get_by_role("menuitem", name="Write a memo").click()
    write(page.get_by_role("dialog", name=re.compile("Memos about")), f"{of_code} It is on half of the marks.")
    expect(memo(page, of_code)).to_be_visible()
    check(page)
    it.shot(f"{name}-code")
    memos(it)
    expect(memo(page, of_code)).to_be_visible()
    page.get_by_role("button", name="Write a memo on the retreat").click()
    check(page)
    it.shot(name)
    page.get_by_role("button", name=re.compile("^Shared")).click()
    expect(memo(page, of_text)).to_be_visible()
    expect(memo(page, of_code)).to_have_count(0)
