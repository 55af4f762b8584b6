"""The tools of a reader: filters of the marks, finding words, and links that lead to the words themselves."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.programme import an_id
from tests.acceptance.conftest import PHONE, Person
from tests.acceptance.marking import card, choose_by_mouse, first_segment
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

EXCERPT = an_id("EX10")


def words_of(page: Page, first: int, last: int) -> tuple[str, str]:
    """Some words of the first paragraph, with its id."""
    segment = first_segment(page)
    return str(segment.get_attribute("data-segment")), " ".join(segment.inner_text().split()[first:last])


def comment_on(it: Person, first: int, last: int, text: str) -> None:
    choose_by_mouse(it.page, *words_of(it.page, first, last))
    it.page.get_by_role("dialog", name="Code these words").get_by_role("button", name="Comment").click()
    field = it.page.get_by_role("dialog", name="Comment").get_by_role("textbox")
    field.fill(text)
    field.press("Control+Enter")
    card(it.page, text).wait_for()


def shown(page: Page, words: str) -> None:
    expect(page.get_by_role("navigation", name="Filter the marks")).to_contain_text(words)


def test_marks_are_filtered_and_the_choice_stays_in_this_tab(person: Callable[..., Person]) -> None:
    facilitator, partner = person("facilitator"), person("partner")
    facilitator.open(EXCERPT)
    partner.open(EXCERPT)
    comment_on(facilitator, 0, 2, "From the one who asks.")
    comment_on(partner, 4, 6, "From the one who answers.")
    page = partner.page
    card(page, "From the one who asks.").wait_for()
    page.get_by_role("button", name="Mine").click()
    shown(page, "1 of 2 marks shown")
    expect(card(page, "From the one who asks.")).to_have_count(0)
    check(page)
    page.reload()
    shown(page, "1 of 2 marks shown")
    comment_on(partner, 7, 8, "And once more.")
    shown(page, "2 of 3 marks shown")
    page.get_by_role("button", name="Show all").click()
    card(page, "From the one who asks.").wait_for()


def test_what_came_since_one_left_is_told_apart(person: Callable[..., Person]) -> None:
    facilitator, partner = person("facilitator"), person("partner")
    partner.open(EXCERPT)
    assert partner.page.get_by_role("button", name="New since I was here").count() == 0
    partner.page.get_by_role("link", name="Back to the retreat").click()
    partner.page.get_by_role("link", name="EX10").first.wait_for()
    facilitator.open(EXCERPT)
    comment_on(facilitator, 9, 10, "While you were away.")
    partner.open(EXCERPT)
    partner.page.get_by_role("button", name=re.compile("New since I was here")).click()
    shown(partner.page, "1 of")
    card(partner.page, "While you were away.").wait_for()


def test_words_are_found_by_keys_alone(person: Callable[..., Person]) -> None:
    page = person("researcher").page
    page.goto(page.url + f"/{EXCERPT}")
    _, word = words_of(page, 0, 1)
    page.get_by_role("article", name="Excerpt").focus()
    page.keyboard.press("/")
    search = page.get_by_role("search")
    page.keyboard.type(word.upper())
    expect(search.get_by_role("status")).to_contain_text("Found")
    page.keyboard.press("Enter")
    expect(search.get_by_role("status")).to_contain_text("1 of")
    assert page.evaluate("CSS.highlights.has('foundnow')")
    check(page)
    page.keyboard.press("Escape")
    expect(search).to_have_count(0)
    expect(page.get_by_role("article", name="Excerpt")).to_be_focused()
    assert not page.evaluate("CSS.highlights.has('foundnow')")


def test_a_link_leads_to_the_words_and_a_stale_one_says_so(person: Callable[..., Person]) -> None:
    it = person("researcher")
    it.context.grant_permissions(["clipboard-read", "clipboard-write"])
    it.open(EXCERPT)
    segment, words = words_of(it.page, 1, 4)
    choose_by_mouse(it.page, segment, words)
    it.page.get_by_role("button", name="Copy a link to these words").click()
    it.page.get_by_role("button", name="Link copied").wait_for()
    link = str(it.page.evaluate("navigator.clipboard.readText()"))
    phone = person("partner", PHONE)
    phone.page.goto(link)
    phone.page.get_by_role("region", name="The words that the link led to").get_by_text(words).wait_for()
    assert phone.page.evaluate("CSS.highlights.has('led')")
    check(phone.page)
    phone.page.goto(re.sub(r"at=[^&]*", "at=nothing", link))
    phone.page.get_by_text("The words that this link leads to were changed").wait_for()
    assert words in first_segment(phone.page).inner_text()
