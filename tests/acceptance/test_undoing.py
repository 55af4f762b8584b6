"""Taking back what one did oneself, doing it again, and looking at what became of a mark and of the codebook."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import RETREAT
from server.demo.visit import prepare
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SENTENCES, SOURCE, segment
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person, Place
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


def words(page: Page, n: int) -> Locator:
    return page.locator(f'[data-segment="{segment(n)}"]')


def toast(page: Page, text: str) -> Locator:
    return page.get_by_role("status").filter(has_text=text)


def mark(page: Page, n: int, what: str, comment: str) -> None:
    choose_by_mouse(page, segment(n), what)
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_label("What stays with you?").fill(comment)
    page.keyboard.press("Enter")
    expect(card(page, comment)).not_to_have_class(re.compile("pending"))


def test_a_mark_is_taken_back_and_made_again(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("facilitator")
    for it in (one, two):
        it.open(SOURCE)
    mark(one.page, 0, "six this time", "A different six.")
    expect(card(two.page, "A different six.")).to_be_visible()
    one.page.keyboard.press("Control+z")
    said = toast(one.page, "Your mark on “six this time” is taken back.")
    expect(said).to_be_visible()
    expect(card(two.page, "A different six.")).to_have_count(0)
    check(one.page)
    one.shot("undone")
    said.get_by_role("button", name="Do it again").click()
    expect(toast(one.page, "The mark on “six this time” is back.")).to_be_visible()
    for it in (one, two):
        expect(card(it.page, "A different six.")).to_be_visible()
    one.page.keyboard.press("Control+z")
    one.page.keyboard.press("Control+Shift+z")
    expect(toast(one.page, "The mark on “six this time” is back.")).to_be_visible()
    expect(card(two.page, "A different six.")).to_be_visible()


def test_what_others_did_is_not_undone_and_it_is_said_when_there_is_nothing(person: Callable[..., Person]) -> None:
    one, two = person("partner"), person("facilitator")
    for it in (one, two):
        it.open(SOURCE)
    mark(two.page, 1, "different", "Different how?")
    expect(card(one.page, "Different how?")).to_be_visible()
    one.page.get_by_role("button", name="Undo", exact=True).click()
    expect(toast(one.page, "There is nothing more of yours to undo here.")).to_be_visible()
    one.page.get_by_role("button", name="Redo", exact=True).click()
    expect(toast(one.page, "There is nothing to do again here")).to_be_visible()
    expect(one.page.get_by_text("was not taken")).to_have_count(0)
    expect(one.page.locator(".band.bad")).to_have_count(0)
    expect(card(one.page, "Different how?")).to_be_visible()


def test_in_a_field_the_keys_are_the_browsers_own(person: Callable[..., Person]) -> None:
    one = person("facilitator")
    one.open(SOURCE)
    mark(one.page, 2, "the shop", "Which shop?")
    card(one.page, "Which shop?").click()
    reply = one.page.get_by_label("Reply")
    reply.fill("The one by the bridge")
    one.page.keyboard.press("Control+z")
    expect(reply).not_to_have_value("The one by the bridge")
    expect(one.page.get_by_role("region", name="Open mark")).to_be_visible()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_mark_that_was_taken_away_comes_back_with_its_replies(
    person: Callable[..., Person], size: dict[str, int]
) -> None:
    one, two = person("partner"), person("facilitator", size)
    comment = f"Whose number is it, at {size['width']}?"
    for it in (one, two):
        it.open(SOURCE)
    mark(one.page, 4, "number", comment)
    card(one.page, comment).click()
    one.page.get_by_label("Reply").fill("Ours, I fear.")
    one.page.keyboard.press("Enter")
    show(two, size, comment)
    expect(two.page.get_by_text("Ours, I fear.")).to_be_visible()
    two.page.get_by_role("button", name="Take this mark away").click()
    said = toast(two.page, "The mark on “number” is taken away.")
    expect(said).to_be_visible()
    expect(card(one.page, comment)).to_have_count(0)
    check(two.page)
    two.shot("taken-away")
    said.get_by_role("button", name="Undo").click()
    expect(toast(two.page, "The mark on “number” is back.")).to_be_visible()
    show(two, size, comment)
    expect(two.page.get_by_text("Ours, I fear.")).to_be_visible()


def show(it: Person, size: dict[str, int], comment: str) -> None:
    if size is not PHONE:
        return card(it.page, comment).click()
    it.page.locator("section.turn").filter(has=words(it.page, 4)).get_by_role(
        "button", name=re.compile("marks? here")
    ).click()
    if it.page.get_by_text("Ours, I fear.").count() == 0 and card(it.page, comment).count():
        card(it.page, comment).click()


def test_a_correction_is_taken_back_by_the_menu_of_a_phone(person: Callable[..., Person]) -> None:
    one, two = person("researcher", PHONE), person("partner")
    for it in (one, two):
        it.open(SOURCE)
    choose_by_touch(one.page, segment(3), "buy")
    one.page.get_by_role("button", name="Correct", exact=True).click()
    one.page.get_by_role("textbox", name="The words of this sentence").fill("Nobody asked him what he meant by that.")
    one.page.get_by_role("button", name="Done").click()
    expect(words(two.page, 3)).to_have_text("Nobody asked him what he meant by that.")
    one.page.get_by_role("button", name="More", exact=False).last.click()
    check(one.page)
    one.page.get_by_role("menuitem", name="Undo").click()
    expect(toast(one.page, "Your change is taken back")).to_be_visible()
    expect(words(two.page, 3)).to_have_text(SENTENCES[3])
    check(one.page)
    one.shot("undone")


def test_without_a_connection_it_waits_like_everything_else(person: Callable[..., Person]) -> None:
    one, two = person("facilitator"), person("partner")
    for it in (one, two):
        it.open(SOURCE)
    mark(one.page, 5, "a cup of tea", "Of course.")
    expect(card(two.page, "Of course.")).to_be_visible()
    one.context.set_offline(True)
    expect(one.page.get_by_text(re.compile("No connection")).first).to_be_visible()
    one.page.keyboard.press("Control+z")
    expect(toast(one.page, "is undone as soon as there is a connection")).to_be_visible()
    expect(one.page.get_by_text(re.compile("1 change is safe"))).to_be_visible()
    # What waits here itself is taken back at once.
    choose_by_mouse(one.page, segment(4), "number")
    one.page.get_by_role("button", name="Comment", exact=True).click()
    one.page.get_by_label("What stays with you?").fill("Without a line.")
    one.page.keyboard.press("Enter")
    expect(card(one.page, "Without a line.")).to_be_visible()
    one.page.keyboard.press("Control+z")
    expect(card(one.page, "Without a line.")).to_have_count(0)
    one.page.keyboard.press("Control+y")
    expect(card(one.page, "Without a line.")).to_be_visible()
    one.page.keyboard.press("Control+z")
    one.context.set_offline(False)
    expect(toast(one.page, "is taken back.")).to_be_visible(timeout=20_000)
    for it in (one, two):
        expect(card(it.page, "Of course.")).to_have_count(0)
        expect(card(it.page, "Without a line.")).to_have_count(0)


def test_the_codebook_is_undone_on_its_own_screen_and_says_how_it_changed(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("partner")
    for it in (one, two):
        it.page.goto(f"{it.place.address}/retreats/{RETREAT}/codes")
    page = one.page
    page.get_by_role("button", name="New code").click()
    page.get_by_role("textbox", name="Name").fill("Enough for whom")
    page.keyboard.press("Enter")
    expect(two.page.get_by_text("Enough for whom")).to_be_visible()
    two.page.get_by_role("button", name="How the codebook changed").click()
    past = two.page.get_by_role("dialog", name="How the codebook changed")
    expect(past.get_by_role("listitem").first).to_contain_text("Made the code ⁨Enough for whom⁩.")
    page.keyboard.press("Control+z")
    expect(toast(page, "is retired. What is marked with it stays so.")).to_be_visible()
    # Live, while it is looked at.
    expect(past.get_by_role("listitem").first).to_contain_text("Retired ⁨Enough for whom⁩.")
    check(two.page)
    two.shot("codebook-past")
    page.keyboard.press("Control+Shift+z")
    expect(toast(page, "is back, and offered again")).to_be_visible()
    expect(past.get_by_role("listitem").first).to_contain_text("Brought ⁨Enough for whom⁩ back.")
    check(page)
    one.shot("codes-undone")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["390", "1280", "1920"])
def test_how_a_mark_changed(person: Callable[..., Person], size: dict[str, int], dark: bool) -> None:
    one, two = person("partner"), person("facilitator", size, dark)
    comment = f"Enough at {size['width']}{' in the dark' if dark else ''}."
    for it in (one, two):
        it.open(SOURCE)
    mark(one.page, 2, "enough", comment)
    card(one.page, comment).click()
    one.page.get_by_role("button", name="See it the same").click()
    one.page.get_by_role("button", name="See it differently").click()
    one.page.get_by_label("Why? A few words are plenty").fill("He says it, we do not.")
    one.page.keyboard.press("Enter")
    if size is PHONE:
        turn = two.page.locator("section.turn").filter(has=words(two.page, 2))
        turn.get_by_role("button", name=re.compile("marks? here")).click()
    if card(two.page, comment).count():
        card(two.page, comment).click()
    expect(two.page.get_by_text("He says it, we do not.")).to_be_visible()
    two.page.get_by_role("button", name="How this changed").click()
    past = two.page.get_by_role("dialog", name="What became of this mark")
    expect(past.get_by_role("listitem").first).to_contain_text("Said why:")
    expect(past).to_contain_text("Changed from “See it the same” to “See it differently”.")
    expect(past.get_by_role("listitem").last).to_contain_text("Marked these words.")
    check(two.page)
    two.shot("mark-past-dark" if dark else "mark-past")
