"""Three people at the same words at once, on two laptops and a phone: nothing is lost, and all come to see the same."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.visit import prepare
from server.demo.visitor import Visitor
from tests.acceptance import a_transcript
from tests.acceptance.conftest import LAPTOP, Person, Place
from tests.acceptance.marking import card, choose_by_mouse, choose_by_touch
from tests.acceptance.test_looks import check
from tests.acceptance.the_same import painted, screen, snapshot
from tests.acceptance.three import EXCERPT, TRANSCRIPT, Three, Words

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(data=tmp_path_factory.mktemp("installation"), port=free_port())
    links = prepare(settings)
    a_transcript.bring_in(settings)
    with running(settings):
        wait_until_it_answers(settings)
        yield Place(settings.address, links, settings)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def open_on_the_phone(page: Page, segment: str, name: str) -> None:
    turn = page.locator("section.turn").filter(has=page.locator(f'[data-segment="{segment}"]'))
    turn.get_by_role("button", name=re.compile("marks? here")).click()
    if card(page, name).count():
        card(page, name).click()


def mark_over_one_another(them: Three, words: Words) -> None:
    """All three have chosen before any of them says something."""
    laptop, wall, phone = (it.page for it in them.all)
    choose_by_mouse(laptop, them.segment, words.over[0])
    choose_by_mouse(wall, them.segment, words.over[1])
    choose_by_touch(phone, them.segment, words.over[2])
    button(wall, "Comment").click()
    wall.get_by_label("What stays with you?").fill("Who says so?")
    button(phone, "Comment").click()
    phone.get_by_label("What stays with you?").fill("He says so.")
    laptop.get_by_role("combobox", name="Find or name a code").fill("Told by others")
    laptop.keyboard.press("Enter")
    wall.keyboard.press("Enter")
    button(phone, "Send").click()
    for page in (laptop, wall):
        for mark in ("Told by others", "Who says so?", "He says so."):
            expect(card(page, mark)).not_to_have_class(re.compile("pending"))
    expect(phone.get_by_role("button", name="3 marks here")).to_be_visible()
    assert painted(laptop) == painted(wall) == painted(phone) and len(painted(phone)) == 3


def answer_one_another(them: Three) -> None:
    """Two answer at once; then all see one order."""
    laptop, wall, phone = (it.page for it in them.all)
    open_on_the_phone(phone, them.segment, "Who says so?")
    card(laptop, "Who says so?").click()
    for page in (laptop, phone):
        page.get_by_label("Reply").fill("Not him." if page is laptop else "His mother, perhaps.")
    laptop.keyboard.press("Enter")
    button(phone, "Send").click()
    card(wall, "Who says so?").click()
    for page in (laptop, wall, phone):
        expect(page.locator(".talk li:not(.unsent)")).to_have_count(3)
    said = [page.locator(".talk .said").all_inner_texts() for page in (laptop, wall, phone)]
    assert said[0] == said[1] == said[2]
    for page in (laptop, wall, phone):
        page.keyboard.press("Escape")
    phone.keyboard.press("Escape")


def disagree(them: Three) -> None:
    """Each sees it another way and says why: all three stand side by side, and stay."""
    reasons = (("See it the same", "He told me too."), ("See it differently", "He was asked."), ("Not sure", "Both?"))
    card(them.laptop.page, "Told by others").click()
    card(them.wall.page, "Told by others").click()
    open_on_the_phone(them.phone.page, them.segment, "Told by others")
    for it, (view, why) in zip(them.all, reasons, strict=True):
        button(it.page, view).click()
        it.page.get_by_label("Why? A few words are plenty").fill(why)
    for it in them.all:
        button(it.page, "Say why").click()
    for it in them.all:
        expect(it.page.locator(".alike .head b")).to_have_text(["See it differently", "See it the same", "Not sure"])
        expect(it.page.locator(".alike .said")).to_have_text(["He was asked.", "He told me too.", "Both?"])
        check(it.page)
        it.shot("disagreement")
    for it in them.all:
        it.page.keyboard.press("Escape")
    them.phone.page.keyboard.press("Escape")


def correct(them: Three, it: Person) -> Locator:
    choose_by_mouse(it.page, them.segment, them.text(it).inner_text().split()[0])
    button(it.page, "Correct").click()
    return it.page.get_by_role("textbox", name="The words of this sentence")


def replace(writing: Locator, change: tuple[str, str]) -> None:
    writing.fill(writing.inner_text().replace(*change, 1))


def correct_at_once(them: Three, words: Words) -> None:
    """Different words come together; of the same words both versions wait until somebody takes one."""
    one, two = correct(them, them.laptop), correct(them, them.wall)
    replace(one, words.first)
    replace(two, words.second)
    for it in (them.laptop, them.wall):
        button(it.page, "Done").click()
    them.all_see(words.first[1])
    them.all_see(words.second[1])

    one, two = correct(them, them.laptop), correct(them, them.wall)
    replace(one, (words.both[0], words.both[1]))
    replace(two, (words.both[0], words.both[2]))
    button(them.laptop.page, "Done").click()
    expect(them.text(them.phone)).to_contain_text(words.both[1])  # else the wall's may come before it
    button(them.wall.page, "Done").click()
    them.all_see(words.both[1])
    for it in them.all:
        expect(button(it.page, "Two versions")).to_be_visible()
        check(it.page)
    settler = them.phone if words.phone_corrects else them.laptop
    button(them.phone.page, "Two versions").click()
    expect(them.phone.page.get_by_role("dialog").locator("ins")).to_contain_text(words.both[2].split()[0])
    if not words.phone_corrects:
        expect(button(them.phone.page, "Take this one")).to_have_count(0)
        button(them.phone.page, "Close").click()
        button(settler.page, "Two versions").click()
    button(settler.page, "Take this one").click()
    them.all_see(words.both[2])
    for it in them.all:
        expect(button(it.page, "Two versions")).to_have_count(0)


def correct_under_a_mark(them: Three, words: Words) -> None:
    """Somebody marks what another is about to change; it is taken back, done again, and the mark is looked at."""
    laptop, wall, phone = (it.page for it in them.all)
    writing = correct(them, them.laptop)
    choose_by_touch(phone, them.segment, words.marked[0])
    button(phone, "Comment").click()
    phone.get_by_label("What stays with you?").fill("Is this still so?")
    button(phone, "Send").click()
    expect(card(wall, "Is this still so?")).to_be_visible()
    expect(writing).to_be_focused()
    replace(writing, words.marked)
    button(laptop, "Done").click()
    them.all_see(words.marked[1])
    look = card(wall, "Is this still so?").get_by_text("Needs a look")
    expect(look).to_have_count(1)
    laptop.keyboard.press("Control+z")
    them.all_see(words.marked[0])
    expect(look).to_have_count(0)
    laptop.keyboard.press("Control+Shift+z")
    them.all_see(words.marked[1])
    expect(look).to_have_count(1)
    open_on_the_phone(phone, them.segment, "Is this still so?")
    review = phone.get_by_role("region", name="Needs a look")
    expect(review.locator("del")).to_have_text(words.marked[0])
    button(phone, "Keep it").click()
    expect(look).to_have_count(0)
    phone.keyboard.press("Escape")
    phone.keyboard.press("Escape")


def take_back(them: Three, words: Words) -> None:
    """What one takes back is one's own, whatever others did since."""
    wall, laptop = them.wall.page, them.laptop.page
    choose_by_mouse(wall, them.segment, words.over[0].split()[0])
    button(wall, "Comment").click()
    wall.get_by_label("What stays with you?").fill("Never mind.")
    wall.keyboard.press("Enter")
    card(laptop, "He says so.").click()
    laptop.get_by_label("Reply").fill("I heard it too.")
    laptop.keyboard.press("Enter")
    laptop.keyboard.press("Escape")
    expect(card(laptop, "Never mind.")).to_be_visible()
    expect(card(wall, "Never mind.")).not_to_have_class(re.compile("pending"))
    wall.keyboard.press("Control+z")
    for page in (wall, laptop):
        expect(card(page, "Never mind.")).to_have_count(0)
    expect(them.phone.page.get_by_role("button", name="4 marks here")).to_be_visible()


def all_see_the_same(them: Three, fresh: Person, source: str) -> None:
    """Those who were there, somebody who comes in now, and the server."""
    fresh.open(source)
    fresh.page.locator("button.card").nth(3).wait_for()
    visitor = Visitor(fresh.place.address, fresh.place.links["researcher"])
    said = snapshot(visitor, source)
    visitor.http.close()
    assert len(said.threads) == 4
    looks = {tuple(painted(it.page)) for it in (*them.all, fresh)}
    assert len(looks) == 1, looks
    for it, role in zip((*them.all, fresh), ("researcher", "facilitator", "partner", "partner"), strict=True):
        assert screen(it, role) == said, role


@pytest.mark.parametrize("words", [TRANSCRIPT, EXCERPT], ids=["transcript", "excerpt"])
def test_three_at_once(person: Callable[..., Person], words: Words) -> None:
    them = Three(person, words)
    mark_over_one_another(them, words)
    answer_one_another(them)
    disagree(them)
    correct_at_once(them, words)
    correct_under_a_mark(them, words)
    take_back(them, words)
    all_see_the_same(them, person("partner", LAPTOP), words.source)
