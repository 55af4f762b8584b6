"""What happens to somebody while they write: who they are, what they may, and which codes there are."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import RETREAT
from server.demo.visit import prepare
from server.domain import commands as c
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SENTENCES, SOURCE, segment
from tests.acceptance.behind import Ask, asking, who
from tests.acceptance.conftest import LAPTOP, PHONE, Person, Place
from tests.acceptance.marking import card, choose_by_mouse, choose_by_touch
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(data=tmp_path_factory.mktemp("installation"), port=free_port())
    links = prepare(settings)
    a_transcript.bring_in(settings)
    with running(settings):
        wait_until_it_answers(settings)
        yield Place(settings.address, links, settings)


@pytest.fixture
def ask(place: Place) -> Iterator[Ask]:
    """In the end the partner is one again."""
    with asking(place.settings) as it:
        yield it
        it("facilitator", c.GiveRole, retreat=RETREAT, member=who("partner"), role="partner")


def comment(page: Page, text: str) -> None:
    """Begin one, and do not send it."""
    if page.viewport_size == PHONE:
        choose_by_touch(page, segment(4), "number")
    else:
        choose_by_mouse(page, segment(4), "number")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_label("What stays with you?").fill(text)


def codes(page: Page) -> dict[str, Any]:
    """Those of the programme, by name."""
    frame = page.evaluate("async path => (await fetch(path)).json()", f"/api/retreats/{RETREAT}/frame")
    return {it["name"]: it for it in frame["codes"]}


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_who_may_no_longer_write_is_offered_what_they_began(
    person: Callable[..., Person], ask: Ask, size: dict[str, int]
) -> None:
    one = person("partner", size)
    one.open(SOURCE)
    comment(one.page, "I was about to say this.")
    ask("facilitator", c.GiveRole, retreat=RETREAT, member=who("partner"), role="observer")
    begun = one.page.get_by_role("status").filter(has_text="You began this here.")
    expect(begun).to_contain_text("I was about to say this.")
    if size is PHONE:
        one.page.keyboard.press("Escape")
    check(one.page)
    one.shot("begun")
    # What they may again, they go on with.
    ask("facilitator", c.GiveRole, retreat=RETREAT, member=who("partner"), role="partner")
    expect(begun).to_have_count(0)
    one.page.reload()
    comment_again = one.page.locator(f'[data-segment="{segment(4)}"]')
    comment_again.wait_for()
    if size is PHONE:
        choose_by_touch(one.page, segment(4), "number")
    else:
        choose_by_mouse(one.page, segment(4), "number")
    one.page.get_by_role("button", name="Comment", exact=True).click()
    expect(one.page.get_by_label("What stays with you?")).to_have_value("I was about to say this.")
    one.page.get_by_role("button", name="Send").click()
    if size is not PHONE:
        expect(card(one.page, "I was about to say this.")).to_be_visible()
    one.page.reload()
    comment_again.wait_for()
    expect(begun).to_have_count(0)


def test_who_is_taken_out_while_they_correct_finds_their_words(person: Callable[..., Person], ask: Ask) -> None:
    one = person("partner")
    one.open(SOURCE)
    choose_by_mouse(one.page, segment(4), "number")
    one.page.get_by_role("button", name="Correct", exact=True).click()
    one.page.get_by_role("textbox", name="The words of this sentence").fill("The letter did not help us at all.")
    one.page.wait_for_timeout(600)
    ask("facilitator", c.TakeRole, retreat=RETREAT, member=who("partner"))
    expect(one.page.get_by_role("heading", name="This retreat is not open here")).to_be_visible()
    expect(one.page.get_by_text("The letter did not help us at all.")).to_be_visible()
    check(one.page)
    one.shot("taken-out")
    one.page.get_by_role("button", name="Put aside").click()
    expect(one.page.get_by_text("The letter did not help us at all.")).to_have_count(0)
    one.complaints.clear()  # the browser tells of the answer that said so


def test_who_may_no_longer_correct_has_the_words_offered_back(person: Callable[..., Person], ask: Ask) -> None:
    one = person("partner")
    one.open(SOURCE)
    choose_by_mouse(one.page, segment(4), "number")
    one.page.get_by_role("button", name="Correct", exact=True).click()
    field = one.page.get_by_role("textbox", name="The words of this sentence")
    field.fill("The letter did not help us at all.")
    ask("facilitator", c.GiveRole, retreat=RETREAT, member=who("partner"), role="observer")
    offered = one.page.locator(".band").filter(has_text="The letter did not help us at all.")
    expect(offered.first).to_be_visible()
    check(one.page)
    if field.count():
        field.press("Control+Enter")
        expect(one.page.get_by_text("This was not taken.")).to_be_visible()
    expect(offered.first).to_be_visible()
    expect(one.page.locator(f'[data-segment="{segment(4)}"]')).to_have_text(SENTENCES[4])


def test_who_is_renamed_while_they_write_goes_on_writing(person: Callable[..., Person], ask: Ask) -> None:
    one, two = person("partner"), person("researcher")
    for it in (one, two):
        it.open(SOURCE)
    comment(one.page, "Half of it")
    ask("facilitator", c.ChangeMember, member=who("partner"), name="Somebody Else")
    box = one.page.get_by_label("What stays with you?")
    expect(box).to_have_value("Half of it")
    expect(box).to_be_focused()
    one.page.keyboard.type(", and the rest.")
    one.page.keyboard.press("Enter")
    expect(card(two.page, "Half of it, and the rest.")).to_be_visible()
    card(two.page, "Half of it, and the rest.").click()
    expect(two.page.get_by_role("region", name="Open mark").get_by_text("Somebody Else")).to_be_visible()


def test_k1_codes_that_go_while_somebody_without_a_connection_uses_them(
    person: Callable[..., Person], ask: Ask
) -> None:
    one, two = person("partner"), person("researcher")
    for it in (one, two):
        it.open(SOURCE)
    known = codes(one.page)
    merged, into, retired = list(known)[:3]
    one.context.set_offline(True)
    expect(one.page.get_by_text("No connection").first).to_be_visible()
    for n, name in ((0, merged), (1, retired)):
        choose_by_mouse(one.page, segment(n), SENTENCES[n].split()[1])
        one.page.get_by_role("option", name=name).first.click()
    ask("researcher", c.MergeCode, code=known[merged]["id"], into=known[into]["id"])
    ask("researcher", c.RetireCode, code=known[retired]["id"])
    one.context.set_offline(False)
    for it in (one, two):
        expect(card(it.page, into)).to_have_count(1)
        expect(card(it.page, retired)).to_have_count(1)
        expect(it.page.get_by_text("This was not taken.")).to_have_count(0)
    choose_by_mouse(one.page, segment(2), "shop")
    options = one.page.get_by_role("listbox", name="Codes").get_by_role("option")
    expect(options.first).to_be_visible()
    assert not {merged, retired} & {it.strip() for it in options.all_inner_texts()}
