"""Taking back what one gave, on real screens: one thing, and everything; gone for all, at once and for good."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo.programme import RETREAT, an_id
from server.domain import commands as c
from tests.acceptance.behind import asking, who
from tests.acceptance.conftest import PHONE, Person
from tests.acceptance.marking import card
from tests.acceptance.test_looks import check
from tests.acceptance.test_memos import a_mark

pytestmark = pytest.mark.browser

WORD = "kittiwake"


def myself(person: Person) -> Page:
    person.page.goto(f"{person.place.address}/retreats/{RETREAT}/me")
    person.page.get_by_role("heading", name="What you gave here").wait_for()
    return person.page


def holds(folder: Path, word: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def test_g1_one_thing_is_taken_back_while_others_read_it(person: Callable[..., Person]) -> None:
    partner, researcher = person("partner", PHONE), person("researcher")
    page = myself(partner)
    researcher.open(an_id("EX10"))
    a_mark(person("partner"), f"A {WORD} at the window.")
    expect(card(researcher.page, WORD)).to_be_visible()

    page.reload()
    page.get_by_role("button", name=f"Take back: A {WORD}").click()
    question = page.get_by_role("dialog", name="Take this back?")
    expect(question).to_contain_text("This cannot be undone.")
    check(page)
    partner.shot("taking-back")
    question.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text(WORD)).to_be_visible()

    page.get_by_role("button", name=f"Take back: A {WORD}").click()
    question.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("status").get_by_text("Taken back")).to_be_visible()
    expect(page.get_by_text(WORD)).to_have_count(0)
    expect(card(researcher.page, WORD)).to_have_count(0)


def test_g1_what_others_answered_keeps_its_place_and_their_words(person: Callable[..., Person]) -> None:
    partner, researcher = person("partner"), person("researcher")
    a_mark(partner, "A curlew on the roof.")
    researcher.open(an_id("EX10"))
    card(researcher.page, "A curlew").click()
    researcher.page.get_by_label("Reply", exact=True).fill("I heard it as well.")
    researcher.page.keyboard.press("Enter")
    expect(researcher.page.get_by_text("I heard it as well.")).to_be_visible()

    page = myself(partner)
    page.get_by_role("button", name="Take back: A curlew").click()
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(page.get_by_role("status").get_by_text("Taken back")).to_be_visible()
    expect(researcher.page.get_by_text("Taken back by who wrote it").first).to_be_visible()
    expect(researcher.page.get_by_text("I heard it as well.")).to_be_visible()
    expect(researcher.page.get_by_text("A curlew")).to_have_count(0)
    check(researcher.page)
    researcher.shot("taken-back")


def test_g2_whoever_is_no_longer_there_takes_it_back_from_where_their_retreats_are(
    person: Callable[..., Person],
) -> None:
    partner = person("partner", PHONE)
    a_mark(person("partner"), "A lapwing in the yard.")
    with asking(partner.place.settings) as ask:
        ask("facilitator", c.TakeRole, retreat=RETREAT, member=who("partner"))
        partner.page.goto(partner.place.address)
        partner.page.get_by_role("link", name="What you gave there").click()
        partner.page.get_by_role("button", name="Take back: A lapwing").click()
        partner.page.get_by_role("dialog", name="Take this back?").get_by_role("button", name="Take back").click()
        expect(partner.page.get_by_role("status").get_by_text("Taken back")).to_be_visible()
        expect(partner.page.get_by_text("lapwing")).to_have_count(0)
        check(partner.page)
        partner.shot("taking-back-from-outside")
        ask("facilitator", c.GiveRole, retreat=RETREAT, member=who("partner"), role="partner")
