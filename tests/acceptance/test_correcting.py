"""Correcting words together: in place, at once for everybody, with the marks on them; of two versions one is chosen."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import an_id
from server.demo.visit import prepare
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SENTENCES, SOURCE, segment
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person, Place
from tests.acceptance.marking import card, choose_by_mouse, choose_by_touch, first_segment
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    settings = Settings(data=tmp_path, port=free_port())
    links = prepare(settings)
    a_transcript.bring_in(settings)
    with running(settings):
        wait_until_it_answers(settings)
        yield Place(settings.address, links, settings)


def words(page: Page, n: int) -> Locator:
    return page.locator(f'[data-segment="{segment(n)}"]')


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="The words of this sentence")


def begin(page: Page, n: int) -> Locator:
    """Write in this sentence: choose its first word, and press E."""
    choose_by_mouse(page, segment(n), SENTENCES[n].split()[0])
    page.get_by_role("button", name="Correct", exact=True).click()
    expect(field(page)).to_be_focused()
    return field(page)


def mark(page: Page, n: int, what: str, comment: str) -> None:
    choose_by_mouse(page, segment(n), what)
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_label("What stays with you?").fill(comment)
    page.keyboard.press("Enter")
    expect(card(page, comment)).not_to_have_class(re.compile("pending"))


def test_one_corrects_another_marks_and_a_third_reads(person: Callable[..., Person]) -> None:
    one, two, three = person("researcher"), person("facilitator"), person("partner", PHONE)
    for it in (one, two, three):
        it.open(SOURCE)
    writing = begin(one.page, 0)
    mark(two.page, 0, "six this time", "A different six.")
    expect(card(one.page, "A different six.")).to_be_visible()
    expect(writing).to_be_focused()
    writing.fill("We wrote that IoRN was no change, six this time.")
    one.page.keyboard.press("Enter")
    for it in (one, two, three):
        expect(words(it.page, 0)).to_have_text("We wrote that IoRN was no change, six this time.")
    expect(words(one.page, 1)).to_be_focused()
    # The mark is on the same words still.
    card(two.page, "A different six.").click()
    expect(two.page.get_by_text("six this time").first).to_be_visible()
    check(one.page)
    one.shot("correcting")


def test_c8_different_words_are_brought_together_and_of_the_same_words_both_versions_stay(
    person: Callable[..., Person],
) -> None:
    one, two = person("researcher"), person("facilitator")
    for it in (one, two):
        it.open(SOURCE)
    first, second = begin(one.page, 3), begin(two.page, 3)
    second.fill("Nobody asked him then what he meant buy that.")
    first.fill("Nobody asked him what he meant by that.")
    one.page.keyboard.press("Control+Enter")
    expect(two.page.get_by_text("corrected these words while you wrote")).to_be_visible()
    expect(second).to_have_text("Nobody asked him then what he meant buy that.")
    check(two.page)
    two.page.keyboard.press("Control+Enter")
    for it in (one, two):
        expect(words(it.page, 3)).to_have_text("Nobody asked him then what he meant by that.")
    one.page.keyboard.press("Escape")
    two.page.keyboard.press("Escape")

    first, second = begin(one.page, 1), begin(two.page, 1)
    first.fill("He told us that it was another six.")
    second.fill("He told us that it was his own six.")
    one.page.keyboard.press("Control+Enter")
    expect(two.page.get_by_text("corrected these words while you wrote")).to_be_visible()
    two.page.keyboard.press("Control+Enter")
    for it in (one, two):
        it.page.keyboard.press("Escape")
        expect(it.page.get_by_role("button", name="Two versions")).to_be_visible()
    one.page.get_by_role("button", name="Two versions").click()
    versions = one.page.get_by_role("dialog", name="Two versions of these words")
    check(one.page)
    one.shot("two-versions")
    versions.get_by_role("button", name="Take this one").click()
    for it in (one, two):
        expect(it.page.get_by_role("button", name="Two versions")).to_have_count(0)
        expect(words(it.page, 1)).to_have_text("He told us that it was his own six.")


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_mark_whose_words_were_corrected_is_looked_at_and_kept(
    person: Callable[..., Person], size: dict[str, int]
) -> None:
    one, two = person("researcher"), person("facilitator", size)
    for it in (one, two):
        it.open(SOURCE)
    mark(one.page, 0, "I earn", "Who is that?")
    begin(one.page, 0).fill("We wrote that IoRN was no change, six this time.")
    one.page.keyboard.press("Enter")
    if size is PHONE:
        two.page.get_by_role("button", name=re.compile("marks? here")).first.click()
    else:
        card(two.page, "Who is that?").click()
    review = two.page.get_by_role("region", name="Needs a look")
    expect(review).to_contain_text("These words were corrected.")
    expect(review.locator("del")).to_have_text("I earn")
    expect(review).to_contain_text("Keep the mark on “IoRN”?")
    check(two.page)
    two.shot("review")
    review.get_by_role("button", name="Choose other words").click()
    if size is PHONE:
        choose_by_touch(two.page, segment(0), "no change")
    else:
        choose_by_mouse(two.page, segment(0), "no change")
    expect(two.page.get_by_role("region", name="Other words for a mark")).to_contain_text("no change")
    check(two.page)
    two.page.get_by_role("button", name="Leave it").click()
    review.get_by_role("button", name="Keep it").click()
    expect(review).to_have_count(0)
    card(one.page, "Who is that?").click()
    expect(one.page.get_by_role("region", name="Needs a look")).to_have_count(0)


def test_a_sentence_is_split_joined_emptied_and_looked_back_at(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("partner")
    for it in (one, two):
        it.open(SOURCE)
    writing = begin(one.page, 5)
    for _ in range(6):
        one.page.keyboard.press("Control+ArrowRight")
    one.page.keyboard.press("Control+Shift+Enter")
    expect(words(two.page, 5)).not_to_have_text(SENTENCES[5])
    first, rest = SENTENCES[5][:25].strip(), None
    expect(words(one.page, 5)).to_have_text(str(words(two.page, 5).inner_text()))
    assert first.startswith(str(words(two.page, 5).inner_text())[:12]) and rest is None
    expect(writing).to_be_focused()
    one.page.keyboard.press("Home")
    one.page.keyboard.press("Backspace")
    for it in (one, two):
        expect(words(it.page, 5)).to_have_text(SENTENCES[5])

    one.page.keyboard.press("Escape")
    mark(two.page, 4, "number", "Which one?")
    begin(one.page, 4).fill("")
    one.page.keyboard.press("Enter")
    expect(words(two.page, 4)).to_have_text("")
    card(two.page, "Which one?").click()
    expect(two.page.get_by_role("region", name="Needs a look")).to_contain_text("These words were taken out.")
    check(two.page)
    one.page.keyboard.press("Shift+Tab")
    one.page.get_by_role("button", name="Earlier words").click()
    history = one.page.get_by_role("dialog", name="What these words have been")
    expect(history.locator("del")).to_contain_text(SENTENCES[4])
    check(one.page)
    one.shot("history")


def test_what_was_begun_survives_a_reload(person: Callable[..., Person]) -> None:
    one = person("researcher")
    one.open(SOURCE)
    begin(one.page, 2).fill("He walks to the shop again.")
    one.page.keyboard.press("Escape")
    expect(words(one.page, 2)).to_have_text(SENTENCES[2])
    one.page.reload()
    one.page.get_by_text("You began to correct a sentence here.").wait_for()
    one.page.get_by_role("button", name="Go on").click()
    expect(field(one.page)).to_have_text("He walks to the shop again.")
    one.page.keyboard.press("Enter")
    expect(words(one.page, 2)).to_have_text("He walks to the shop again.")


def test_words_are_checked_by_the_turn_and_all_at_once(person: Callable[..., Person]) -> None:
    researcher, partner = person("researcher"), person("partner")
    for it in (researcher, partner):
        it.open(SOURCE)
    expect(partner.page.get_by_role("button", name="Draft", exact=True)).to_be_visible()
    begin(researcher.page, 0)
    researcher.page.get_by_role("button", name="Checked", exact=True).click()
    researcher.page.keyboard.press("Escape")
    expect(partner.page.get_by_role("button", name=re.compile("% checked"))).to_be_visible()
    researcher.page.get_by_role("button", name=re.compile("% checked")).click()
    check(researcher.page)
    researcher.shot("checked")
    researcher.page.get_by_role("button", name="Yes, they were checked").click()
    expect(partner.page.get_by_role("button", name="Checked by Idris")).to_be_visible()
    partner.page.locator("[data-segment]").first.hover()
    expect(partner.page.get_by_role("button", name="Correct these words")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["390", "1280", "1920"])
def test_how_correcting_looks(person: Callable[..., Person], size: dict[str, int], dark: bool) -> None:
    one = person("researcher", size, dark)
    one.open(SOURCE)
    if size is PHONE:
        choose_by_touch(one.page, segment(0), "I earn")
        one.page.get_by_role("button", name="Correct", exact=True).click()
    else:
        begin(one.page, 0)
    expect(field(one.page)).to_be_visible()
    check(one.page)
    one.shot("correcting-dark" if dark else "correcting")
    field(one.page).fill("We wrote that IoRN was no change, six this time.")
    one.page.get_by_role("button", name="Done").click()
    expect(words(one.page, 0)).to_contain_text("IoRN")
    check(one.page)


def test_words_are_found_and_replaced_in_the_places_that_are_left_in(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("partner", PHONE)
    for it in (one, two):
        it.open(SOURCE)
    one.page.locator("article.text").focus()
    one.page.keyboard.press("/")
    one.page.get_by_role("textbox", name="Find words").fill("him")
    one.page.get_by_role("button", name="Replace", exact=True).click()
    dialog = one.page.get_by_role("dialog", name="Replace “him”")
    dialog.get_by_label("With these words").fill("Mr Baird")
    dialog.get_by_role("checkbox").first.uncheck()
    check(one.page)
    one.shot("replace")
    dialog.get_by_role("button", name="Replace in one place").click()
    for it in (one, two):
        expect(words(it.page, 5)).to_have_text(SENTENCES[5].replace("him", "Mr Baird"))
        expect(words(it.page, 3)).to_have_text(SENTENCES[3])


def test_a_sentence_is_corrected_by_keys_alone(person: Callable[..., Person]) -> None:
    one = person("partner")
    one.open(SOURCE)
    one.page.locator("article.text").focus()
    one.page.keyboard.press("ArrowDown")
    one.page.keyboard.press("e")
    expect(words(one.page, 3)).to_be_focused()
    one.page.keyboard.press("Tab")
    expect(words(one.page, 4)).to_be_focused()
    one.page.keyboard.press("End")
    one.page.keyboard.type(" Not a bit.")
    one.page.keyboard.press("Shift+Tab")
    expect(words(one.page, 3)).to_be_focused()
    one.page.keyboard.press("Escape")
    expect(one.page.locator("article.text")).to_be_focused()
    expect(words(one.page, 4)).to_contain_text("Not a bit.")


def test_an_input_method_is_not_disturbed_by_what_comes_from_others(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("facilitator")
    for it in (one, two):
        it.open(SOURCE)
    writing = begin(one.page, 0)
    one.page.keyboard.press("End")
    method = one.context.new_cdp_session(one.page)
    method.send("Input.imeSetComposition", {"text": "すし", "selectionStart": 2, "selectionEnd": 2})
    mark(two.page, 0, "six this time", "While they write.")
    begin(two.page, 1).fill("He told us of another six.")
    two.page.keyboard.press("Control+Enter")
    expect(card(one.page, "While they write.")).to_be_visible()
    expect(writing).to_be_focused()
    expect(writing).to_contain_text("すし")
    method.send("Input.insertText", {"text": "寿司"})
    expect(writing).to_have_text(f"{SENTENCES[0]}寿司")
    expect(words(one.page, 1)).to_have_text("He told us of another six.")
    one.page.keyboard.press("Control+Enter")
    expect(words(two.page, 0)).to_have_text(f"{SENTENCES[0]}寿司")


def test_an_excerpt_is_corrected_by_those_who_look_after_it(person: Callable[..., Person]) -> None:
    facilitator, partner = person("facilitator"), person("partner", PHONE)
    for it in (facilitator, partner):
        it.open(an_id("EX10"))
    paragraph = first_segment(facilitator.page)
    before, id = str(paragraph.inner_text()), str(paragraph.get_attribute("data-segment"))
    choose_by_mouse(facilitator.page, id, before.split()[0])
    facilitator.page.get_by_role("button", name="Correct", exact=True).click()
    check(facilitator.page)
    field(facilitator.page).fill(f"Once, {before}")
    facilitator.page.get_by_role("button", name="Done").click()
    expect(first_segment(partner.page)).to_have_text(f"Once, {before}")
    choose_by_touch(partner.page, id, before.split()[0])
    expect(partner.page.get_by_role("button", name="Comment")).to_be_visible()
    expect(partner.page.get_by_role("button", name="Correct", exact=True)).to_have_count(0)
