"""Hard words: emoji, marks and two directions under mouse and keys, input methods, and far too many of them."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import RETREAT, an_id
from server.demo.visit import prepare
from server.domain import commands as c
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SENTENCES, SOURCE, segment
from tests.acceptance.behind import asking
from tests.acceptance.conftest import PHONE, Person, Place
from tests.acceptance.marking import card, choose_by_mouse, choose_by_touch
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

C01 = json.loads((Path(__file__).parent.parent / "cases" / "C01-emoji.json").read_text())
QUOTES = [it["quote"] for it in C01["passages"]]
# What is painted as marked in a segment, in words.
_PAINTED = """segment => [...CSS.highlights].filter(([name]) => /^c\\d+-\\d$/.test(name))
  .flatMap(([, ranges]) => [...ranges])
  .filter((it) => it.startContainer.parentElement.closest('[data-segment]')?.dataset.segment === segment)
  .map((it) => it.startContainer.data.slice(it.startOffset, it.endOffset))"""
_WORDS = """text => [...new Intl.Segmenter('en', { granularity: 'word' }).segment(text)]
  .filter((it) => it.isWordLike).map((it) => it.segment.replace(/\\u200f$/, ''))"""
NAME = "The person by the window who came late and did not say what her name was"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(data=tmp_path_factory.mktemp("installation"), port=free_port())
    links = prepare(settings)
    a_transcript.bring_in(settings, (*SENTENCES, C01["text"], C01["text"]))
    with running(settings):
        wait_until_it_answers(settings)
        yield Place(settings.address, links, settings)


BY_MOUSE, BY_KEYS = segment(len(SENTENCES)), segment(len(SENTENCES) + 1)


def words(page: Page, n: int) -> Locator:
    return page.locator(f'[data-segment="{segment(n)}"]')


def say(page: Page, text: str) -> None:
    page.get_by_label("What stays with you?").fill(text)
    page.keyboard.press("Enter")
    expect(card(page, text)).not_to_have_class(re.compile("pending"))


def kept(page: Page, segment: str) -> list[tuple[int, int]]:
    """Where the server has the marks, in code points."""
    path = f"/api/retreats/{RETREAT}/sources/{SOURCE}/blocks/0"
    block = page.evaluate("async path => (await fetch(path)).json()", path)
    passages = [it["passage"] for it in block["annotations"] if it["passage"]["start"]["segment"] == segment]
    return sorted((it["start"]["offset"], it["end"]["offset"]) for it in passages)


def painted(page: Page, segment: str, expected: list[str]) -> None:
    same = f"([id, words]) => JSON.stringify(({_PAINTED})(id).sort()) === JSON.stringify(words.sort())"
    page.wait_for_function(same, arg=[segment, expected])


def test_c01_whole_characters_are_chosen_by_mouse_kept_and_painted(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("partner")
    for it in (one, two):
        it.open(SOURCE)
    for quote in QUOTES:
        choose_by_mouse(one.page, BY_MOUSE, quote)
        one.page.get_by_role("button", name="Comment", exact=True).click()
        say(one.page, f"On {quote}")
    assert kept(one.page, BY_MOUSE) == [(it["start"], it["end"]) for it in C01["passages"]]
    for it in (one, two):
        painted(it.page, BY_MOUSE, QUOTES)
    check(one.page)


def test_c01_words_are_chosen_by_keys_in_either_direction_of_writing(person: Callable[..., Person]) -> None:
    one = person("researcher")
    one.open(SOURCE)
    page = one.page
    in_reach = [it for it in page.evaluate(_WORDS, C01["text"]) if it in QUOTES]
    assert len(in_reach) == 6, "all but the family, who are no word"
    page.locator("article.text").focus()
    for _ in SENTENCES:  # the keys begin where one reads: from there to the very first word
        page.keyboard.press("ArrowUp")
    for _ in page.evaluate(_WORDS, " ".join((*SENTENCES, C01["text"]))):
        page.keyboard.press("ArrowRight")
    for word in page.evaluate(_WORDS, C01["text"]):
        if word in QUOTES:
            page.keyboard.press("c")
            say(page, f"By keys: {word}")
        page.keyboard.press("ArrowRight")
    painted(page, BY_KEYS, in_reach)
    assert kept(page, BY_KEYS) == [(it["start"], it["end"]) for it in C01["passages"] if it["quote"] in in_reach]


def test_two_write_in_one_sentence_with_input_methods(person: Callable[..., Person]) -> None:
    one, two = person("researcher"), person("facilitator")
    fields, methods = [], []
    for it, key, begun in ((one, "End", "すし"), (two, "Home", "にほ")):
        it.open(SOURCE)
        choose_by_mouse(it.page, segment(0), "We")
        it.page.get_by_role("button", name="Correct", exact=True).click()
        fields.append(it.page.get_by_role("textbox", name="The words of this sentence"))
        expect(fields[-1]).to_be_focused()
        it.page.keyboard.press(key)
        methods.append(it.context.new_cdp_session(it.page))
        methods[-1].send("Input.imeSetComposition", {"text": begun, "selectionStart": 2, "selectionEnd": 2})
    # The keys of an input method are its own.
    for key in ("Enter", "Tab", "Escape"):
        fields[0].evaluate(
            "(it, key) => it.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true }))",
            key,
        )
    methods[1].send("Input.insertText", {"text": "日本"})
    two.page.keyboard.press("Control+Enter")
    expect(one.page.get_by_text("corrected these words while you wrote")).to_be_visible()
    expect(fields[0]).to_be_focused()
    expect(fields[0]).to_have_text(f"{SENTENCES[0]}すし")
    expect(words(two.page, 0)).to_have_text(f"日本{SENTENCES[0]}")
    methods[0].send("Input.insertText", {"text": "寿司"})
    one.page.keyboard.press("Control+Enter")
    for it in (one, two):
        it.page.keyboard.press("Escape")
        expect(words(it.page, 0)).to_have_text(f"日本{SENTENCES[0]}寿司")


def test_a_comment_of_ten_thousand_words_is_taken_and_fits_a_phone(person: Callable[..., Person]) -> None:
    partner, facilitator = person("partner", PHONE), person("facilitator")
    for it in (partner, facilitator):
        it.open(SOURCE)
    text = f"Pasted. {'word ' * 10_000}{'x' * 3_000} The end of it."
    page = partner.page
    choose_by_touch(page, segment(0), "no change")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_label("What stays with you?").fill(text)
    check(page)
    send = page.get_by_role("button", name="Send")
    expect(send).to_be_in_viewport()
    partner.shot("ten-thousand-words")
    send.click()
    expect(card(facilitator.page, "Pasted.")).to_be_visible()
    page.get_by_role("button", name=re.compile("marks? here")).first.click()
    expect(page.get_by_text("The end of it.").first).to_be_attached()
    check(page)
    partner.shot("ten-thousand-words-read")
    card(facilitator.page, "Pasted.").click()
    check(facilitator.page)
    facilitator.shot("ten-thousand-words-read")


def test_a_long_name_leaves_room_for_the_pencil(person: Callable[..., Person], place: Place) -> None:
    with asking(place.settings) as ask:
        ask("researcher", c.AddSpeaker, speaker=an_id("late"), retreat=RETREAT, name=NAME)
        ask(
            "researcher", c.AssignSpeaker, source=SOURCE, segments=[segment(n) for n in range(3)], speaker=an_id("late")
        )
    one = person("researcher")
    one.page.set_viewport_size({"width": 390, "height": 844})
    one.open(SOURCE)
    name = one.page.get_by_role("button", name=re.compile(NAME))
    name.wait_for()
    words(one.page, 0).hover()
    pencil = one.page.get_by_role("button", name="Correct these words").first
    expect(pencil).to_be_visible()
    a, b = name.bounding_box(), pencil.bounding_box()
    assert a and b and a["x"] + a["width"] + 12 <= b["x"], "a finger's width of the name is its button too"
    check(one.page)
    one.shot("a-long-name")
    pencil.click()
    expect(words(one.page, 0)).to_be_focused()
