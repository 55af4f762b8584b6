"""Several who read the same words: what others choose, where they are, and a text that holds still under one's eyes."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import RETREAT, an_id
from server.demo.visit import prepare
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SENTENCES, SOURCE, segment
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person, Place
from tests.acceptance.marking import choose_by_mouse, choose_by_touch
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

MANY = tuple(f"This is sentence {n}. {SENTENCES[n % len(SENTENCES)]}" for n in range(160))
# How far down the screen a segment begins.
_TOP = "id => document.querySelector(`[data-segment='${id}']`).getClientRects()[0].top"
# What is painted as chosen by others, in words.
_OTHERS = """() => [...(CSS.highlights.get('others') ?? [])].map(
  (it) => it.startContainer.data.slice(it.startOffset, it.endOffset))"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(data=tmp_path_factory.mktemp("installation"), port=free_port())
    links = prepare(settings)
    a_transcript.bring_in(settings, MANY)
    with running(settings):
        wait_until_it_answers(settings)
        yield Place(settings.address, links, settings)


def others_chose(page: Page, words: list[str]) -> None:
    page.wait_for_function(f"words => JSON.stringify(({_OTHERS})()) === JSON.stringify(words)", arg=words)


def scroll_to(page: Page, n: int) -> None:
    """Read on until this sentence stands in the middle of the screen."""
    for _ in range(60):
        if page.locator(f'[data-segment="{segment(n)}"]').count():
            break
        page.locator(".scroll").evaluate("it => it.scrollBy(0, it.clientHeight / 2)")
        page.wait_for_timeout(50)
    middle = "id => document.querySelector(`[data-segment='${id}']`).scrollIntoView({ block: 'center' })"
    page.evaluate(middle, segment(n))
    page.wait_for_timeout(600)


def correct(page: Page, n: int, text: str) -> None:
    choose_by_mouse(page, segment(n), "sentence")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_role("textbox", name="The words of this sentence").fill(text)
    page.get_by_role("button", name="Done").click()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["390", "1280", "1920"])
def test_what_others_choose_is_seen_until_they_leave_it(
    person: Callable[..., Person], size: dict[str, int], dark: bool
) -> None:
    one, two = person("partner"), person("facilitator", size, dark)
    for it in (one, two):
        it.open(SOURCE)
    choose_by_mouse(one.page, segment(0), "no change")
    others_chose(two.page, ["no change"])
    beside = two.page.get_by_title("Reading here: Eilidh" if size is PHONE else "Eilidh has chosen these words")
    expect(beside).to_be_in_viewport()
    check(two.page)
    two.shot("others-dark" if dark else "others")
    one.page.keyboard.press("Escape")
    others_chose(two.page, [])
    if size is PHONE:
        choose_by_touch(two.page, segment(1), "different")
    else:
        choose_by_mouse(two.page, segment(1), "different")
    others_chose(one.page, ["different"])
    two.page.goto(f"{two.place.address}/retreats/{RETREAT}")
    others_chose(one.page, [])


def test_what_is_chosen_moves_with_its_words(person: Callable[..., Person]) -> None:
    one, two, three = person("partner"), person("facilitator"), person("researcher")
    for it in (one, two, three):
        it.open(SOURCE)
    choose_by_mouse(one.page, segment(3), "what he meant")
    others_chose(two.page, ["what he meant"])
    correct(three.page, 3, MANY[3].replace("This is", "This was and still is"))
    expect(two.page.locator(f'[data-segment="{segment(3)}"]')).to_contain_text("still is")
    others_chose(two.page, ["what he meant"])


def test_a_tap_on_somebody_goes_to_where_they_read(person: Callable[..., Person]) -> None:
    one, two = person("partner"), person("facilitator", PHONE)
    one.open(SOURCE)
    scroll_to(one.page, 120)
    two.page.get_by_role("button", name=re.compile("Here now")).click()
    here = two.page.get_by_role("dialog", name="Who is here now")
    link = here.get_by_role("link", name="reads Table 3, morning")
    expect(link).to_have_attribute("href", re.compile(segment(_read(one.page))))
    check(two.page)
    two.shot("who-is-here")
    link.click()
    two.page.wait_for_url(re.compile(SOURCE))
    expect(two.page.locator(f'[data-segment="{segment(120)}"]')).to_be_in_viewport()
    two.page.wait_for_timeout(500)
    two.page.locator(".scroll").evaluate("it => it.scrollTo(0, 0)")
    expect(two.page.locator(f'[data-segment="{segment(0)}"]')).to_be_in_viewport()
    two.page.get_by_role("button", name=re.compile("Here now")).click()
    here.get_by_role("link", name="reads here: go there").click()
    expect(two.page.locator(f'[data-segment="{segment(120)}"]')).to_be_in_viewport()
    two.open(an_id("EX10"))
    others_chose(two.page, [])


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_line_that_is_read_holds_still_when_words_above_grow(
    person: Callable[..., Person], size: dict[str, int]
) -> None:
    one, two = person("researcher"), person("partner", size)
    for it in (one, two):
        it.open(SOURCE)
    scroll_to(two.page, 80)
    first = _read(two.page)
    for back in (1, 2, 5, 30):
        n = first - back
        scroll_to(one.page, n)
        read = _read(two.page)
        before = two.page.evaluate(_TOP, segment(read))
        longer = f"This is sentence {n} on a {size['width']} wide page, and it became a good deal longer. " + " ".join(
            SENTENCES
        )
        correct(one.page, n, longer)
        badge = two.page.get_by_role("button", name=re.compile("corrected"))
        if back >= 5:
            expect(badge).to_be_visible()
        two.page.wait_for_timeout(400)
        assert abs(two.page.evaluate(_TOP, segment(read)) - before) <= 1, back
    two.shot("badge")
    # One badge for everything, and it leads there.
    expect(two.page.get_by_role("button", name=re.compile("further up"))).to_have_count(1)
    two.page.get_by_role("button", name=re.compile("further up")).click()
    expect(two.page.locator(f'[data-segment="{segment(first - 5)}"]')).to_be_in_viewport()


def _read(page: Page) -> int:
    """The sentence at the upper quarter of the screen."""
    found = """() => {
      const box = document.querySelector('.scroll').getBoundingClientRect()
      const at = [...document.querySelectorAll('[data-segment]')]
      return at.find((it) => it.getBoundingClientRect().bottom > box.top + box.height / 4).dataset.segment
    }"""
    id = page.evaluate(found)
    return next(n for n in range(len(MANY)) if segment(n) == id)


def test_what_others_do_is_said_in_a_sentence_now_and_then(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("partner")
    for it in (one, two):
        it.open(SOURCE)
    two.page.evaluate("""() => {
      window.said = []
      const region = [...document.querySelectorAll('[aria-live=polite]')].find((it) => it.matches('.hide'))
      new MutationObserver(() => said.push([performance.now(), region.textContent]))
        .observe(region, { childList: true, characterData: true, subtree: true })
    }""")
    for n in range(7, 12):
        scroll_to(one.page, n)
        correct(one.page, n, f"This is sentence {n}, corrected.")
        choose_by_mouse(one.page, segment(n), "corrected")
        one.page.get_by_role("button", name="Comment", exact=True).click()
        one.page.get_by_label("What stays with you?").fill(f"Corrected {n}")
        one.page.keyboard.press("Enter")
    two.page.wait_for_timeout(6000)
    said = two.page.evaluate("said")
    assert said and all(later[0] - sooner[0] >= 4900 for sooner, later in pairwise(said)), said
    assert any("Idris" in it[1] or "changes by others" in it[1] for it in said), said
