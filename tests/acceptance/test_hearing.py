"""Hearing while one works on the words: what plays is what one is at, and the keys stay where they are."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.a_recording import (
    Heard,
    heard,
    listen,
    open_to_hear,
    wait_until_heard,
    wait_until_heard_again,
    written_down,
)
from tests.acceptance.conftest import LAPTOP, PHONE, Person, Place
from tests.acceptance.marking import choose_by_mouse, choose_by_touch, click_word
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

# So late (seconds) after the end of a stretch the player may notice that it is over.
LATE = 0.35
SMALL = {"width": 1280, "height": 560}
PLAYING = """[...CSS.highlights.get('playing')].map(
  (it) => it.startContainer.data.slice(it.startOffset, it.endOffset)).join()"""
# The last sentence that is whole on the screen, its last word, and the sentence that follows.
LAST_SEEN = """() => {
  const foot = document.querySelector('.scroll').getBoundingClientRect().bottom
  const all = [...document.querySelectorAll('[data-segment]')]
  const n = all.findLastIndex((it) => it.getBoundingClientRect().bottom < foot)
  return { id: all[n].dataset.segment, word: all[n].textContent.split(' ').at(-1), next: all[n + 1].dataset.segment }
}"""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heard]:
    with written_down(tmp_path_factory.mktemp("installation")) as it:
        yield it


@pytest.fixture
def place(recording: Heard) -> Place:
    return recording.place


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="The words of this sentence")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def only(page: Page, start: float, end: float) -> None:
    """Nothing but this stretch (seconds) was played, and that from its beginning."""
    played = heard(page)
    assert abs(played[0] - start) < LATE and min(played) >= start - 0.01 and max(played) <= end + LATE, played


def correct(page: Page, segment: str) -> Locator:
    choose_by_mouse(page, segment, "heard")
    button(page, "Correct").click()
    expect(field(page)).to_be_focused()
    return field(page)


def test_a_sentence_is_heard_while_it_is_written_in(person: Callable[..., Person], recording: Heard) -> None:
    it = person("partner")
    page = open_to_hear(it, recording.source)
    writing = correct(page, recording.segments[10.0])
    page.keyboard.press("End")
    page.keyboard.press("Control+Space")
    wait_until_heard(page, 11.0)
    page.keyboard.type(" And more.")
    expect(button(page, "Play")).to_be_visible()
    only(page, 10.0, 11.5)
    expect(writing).to_have_text("We heard second 10. And more.")

    listen(page)
    page.keyboard.press("Control+Space")
    wait_until_heard(page, 10.3)
    page.keyboard.press("Control+Space")
    expect(button(page, "Play")).to_be_visible()
    assert max(heard(page)) < 11.5
    it.shot("hearing")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-segment="{recording.segments[15.0]}"]')).to_be_focused()
    listen(page)
    page.keyboard.press("Control+Space")
    wait_until_heard(page, 16.0)
    only(page, 15.0, 16.5)


def test_a_sentence_is_heard_again_and_again_until_one_has_it(person: Callable[..., Person], recording: Heard) -> None:
    page = open_to_hear(person("facilitator"), recording.source)
    correct(page, recording.segments[20.0])
    bar = page.get_by_role("region", name="Correcting words")
    button(page, "Loop").first.click()
    wait_until_heard_again(page)
    only(page, 20.0, 21.5)
    page.keyboard.press("End")
    page.keyboard.type(" Twice.")
    expect(field(page)).to_have_text("We heard second 20. Twice.")
    listen(page)
    wait_until_heard_again(page)
    assert min(heard(page)) >= 20 - 0.01 and max(heard(page)) <= 21.5 + LATE
    check(page)
    bar.get_by_role("button", name="Loop").click()
    wait_until_heard(page, 23.0)
    button(page, "Pause").click()
    expect(bar.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_sentence_that_was_emptied_is_found_heard_and_brought_back(
    person: Callable[..., Person], recording: Heard, size: dict[str, int]
) -> None:
    page = open_to_hear(person("researcher", size), recording.source)
    second = 25.0 if size is PHONE else 20.0
    sentence = page.locator(f'[data-segment="{recording.segments[second]}"]')
    words = sentence.inner_text()
    choose = choose_by_touch if size is PHONE else choose_by_mouse
    choose(page, recording.segments[second], "heard")
    button(page, "Correct").click()
    field(page).fill("")
    button(page, "Done").click()
    expect(field(page)).to_have_count(0)
    expect(sentence).to_have_attribute("data-none", "no words")

    sentence.tap() if size is PHONE else sentence.click()
    expect(field(page)).to_be_focused()
    listen(page)
    button(page, "Hear it").click()
    wait_until_heard(page, second + 1)
    expect(button(page, "Play")).to_be_visible()
    only(page, second, second + 1.5)
    check(page)
    button(page, "Earlier words").click()
    expect(page.get_by_role("dialog", name="What these words have been").locator("del")).to_contain_text(words)
    page.keyboard.press("Escape")

    button(page, "Done").click()
    if size is PHONE:
        button(page, "More").click()
        page.get_by_role("menuitem", name="Undo").click()
    else:
        page.keyboard.press("Control+z")
    expect(sentence).to_have_text(words)


@pytest.mark.parametrize(("size", "second"), [(LAPTOP, 25.0), (PHONE, 30.0)], ids=["laptop", "phone"])
def test_a_voice_is_heard_where_it_is_asked_whose_it_is(
    person: Callable[..., Person], recording: Heard, size: dict[str, int], second: float
) -> None:
    page = open_to_hear(person("researcher", size), recording.source)
    page.get_by_role("button", name=re.compile(f"0:{second:.0f}")).click()
    asked = page.get_by_role("dialog", name=f"Who speaks at 0:{second:.0f}?")
    asked.get_by_role("button", name="Hear it").click()
    wait_until_heard(page, second + 1)
    only(page, second, second + 1.5)
    asked.get_by_role("option", name="Somebody whose name is not known").click()
    expect(asked).to_have_count(0)
    expect(button(page, "Play")).to_be_visible()
    only(page, second, second + 1.5)


def test_a_click_on_a_word_plays_from_that_word(person: Callable[..., Person], recording: Heard) -> None:
    page = open_to_hear(person("partner"), recording.source)
    for second, word, into in ((5.0, "second", 0.8), (30.0, "We", 0.0), (0.0, "heard", 0.4)):
        click_word(page, recording.segments[second], word)
        listen(page)
        page.wait_for_function(
            "([from, to]) => heard.some((it) => it > from + 0.3 && it < to)", arg=[second, second + 2]
        )
        assert second + into - 0.01 <= heard(page)[0] < second + into + 0.3, heard(page)
        assert page.evaluate(PLAYING) in (f"We heard second {second:.0f}.".split())
    button(page, "Pause").click()
    listen(page)
    page.wait_for_timeout(300)
    assert heard(page) == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_chosen_words_are_heard_once_or_again_and_again(
    person: Callable[..., Person], recording: Heard, size: dict[str, int]
) -> None:
    page = open_to_hear(person("facilitator", size), recording.source)
    choose = choose_by_touch if size is PHONE else choose_by_mouse
    choose(page, recording.segments[15.0], "heard second")
    button(page, "Hear it").click()
    wait_until_heard(page, 16.0)
    page.wait_for_timeout(600)
    only(page, 15.4, 16.1)
    listen(page)
    button(page, "Loop" if size is PHONE else "Hear these words again and again").click()
    wait_until_heard_again(page)
    only(page, 15.4, 16.1)


def test_between_two_places_on_the_wave_it_is_heard_again_and_again(
    person: Callable[..., Person], recording: Heard
) -> None:
    page = open_to_hear(person("facilitator"), recording.source)
    wave = page.get_by_role("slider", name="Position")
    width, seconds = float(wave.evaluate("it => it.clientWidth")), float(str(wave.get_attribute("max")))
    button(page, "Loop").click()
    expect(page.get_by_text("Click where it begins").first).to_be_visible()
    wave.click(position={"x": width / 2, "y": 20})
    expect(page.get_by_text("Now where it ends").first).to_be_visible()
    wave.click(position={"x": width / 2 + 5, "y": 20})
    wait_until_heard_again(page)
    # A place on the wave is as fine as its pixels are.
    only(page, min(heard(page)), min(heard(page)) + 7 * seconds / width)
    assert abs(min(heard(page)) - seconds / 2) < 4 * seconds / width


def test_the_text_goes_along_until_one_looks_elsewhere(person: Callable[..., Person], recording: Heard) -> None:
    page = open_to_hear(person("partner", SMALL), recording.source)
    follow = button(page, "Follow")
    last = page.evaluate(LAST_SEEN)
    click_word(page, last["id"], last["word"])
    expect(page.locator(f'[data-segment="{last["next"]}"]')).to_be_in_viewport(timeout=8000)
    page.wait_for_function(
        "id => document.querySelector('.turn.now')?.querySelector(`[data-segment='${id}']`)", arg=last["next"]
    )
    expect(follow).to_have_attribute("aria-pressed", "true")

    page.locator(".scroll").hover()
    page.mouse.wheel(0, -2000)
    expect(follow).to_have_attribute("aria-pressed", "false")
    after = heard(page)[-1] + 5
    wait_until_heard(page, after)
    assert page.locator(".scroll").evaluate("it => it.scrollTop") == 0
    follow.click()
    expect(page.locator(".turn.now")).to_be_in_viewport(timeout=8000)
