"""The whole work by keyboard alone: what has the focus is always seen, and never lost."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.a_recording import EAR, NAME, Heard, heard, wait_until_heard, written_down
from tests.acceptance.conftest import Person, Place
from tests.acceptance.marking import card
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

# Why somebody who only has keys would not know where they are; nothing where they do.
LOST = """() => {
  const it = document.activeElement
  if (!it || it === document.body) return 'nothing has the focus'
  const drawn = (box) => box && box.width > 0 && box.bottom > 0 && box.top < innerHeight
  // In the text the ring shows where one is, and in a sentence that is written in, its line and its caret.
  const at = it.matches('article') ? document.querySelector('.ring') : it
  if (!drawn(at?.getBoundingClientRect())) return `not on the screen: ${it.outerHTML.slice(0, 200)}`
  const lined = [at, at.parentElement].some((e) => parseFloat(getComputedStyle(e).outlineWidth) >= 2
    && getComputedStyle(e).outlineStyle !== 'none')
  if (!lined && !(it.isContentEditable && getComputedStyle(it).boxShadow !== 'none'))
    return `nothing around ${it.outerHTML.slice(0, 200)}`
}"""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heard]:
    with written_down(tmp_path_factory.mktemp("installation")) as it:
        yield it


@pytest.fixture
def place(recording: Heard) -> Place:
    return recording.place


class Hands:
    """Ten fingers and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def see(self) -> None:
        """Where the focus is can be seen, if not this very moment, then the next."""
        for _ in range(20):
            lost = self.page.evaluate(LOST)
            if not lost:
                return
            self.page.wait_for_timeout(50)
        pytest.fail(lost)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.see()

    def write(self, words: str, then: str) -> None:
        self.page.keyboard.type(words)
        self.see()
        self.press(then)

    def go(self, to: Locator, key: str = "Tab") -> None:
        """From stop to stop, seen at each."""
        for _ in range(40):
            self.page.keyboard.press(key)
            self.see()
            if to.count() and to.first.evaluate("it => it === document.activeElement"):
                return
        pytest.fail(f"{key} does not lead to {to}")

    def enter_the_text(self) -> None:
        self.go(text(self.page))


def text(page: Page) -> Locator:
    return page.get_by_role("article", name="Transcript")


def shown(page: Page) -> list[str]:
    """The first words, who speaks, and the marks."""
    return page.locator("[data-segment]").all_inner_texts()[:9] + page.locator(".who b, .card").all_inner_texts()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def hands(person: Callable[..., Person]) -> Hands:
    """In the text, on its first word."""
    it = person("researcher")
    it.context.add_init_script(EAR)
    it.page.reload()
    it.page.get_by_role("link", name=NAME).wait_for()
    hands = Hands(it.page)
    hands.go(it.page.get_by_role("link", name=NAME))
    it.page.keyboard.press("Enter")
    it.page.locator("[data-segment]").first.wait_for()
    hands.enter_the_text()
    hands.press(*["ArrowUp"] * 6)
    return hands


def test_words_are_marked_commented_on_and_answered(hands: Hands) -> None:
    page = hands.page
    hands.press("ArrowRight", "Shift+ArrowRight", "Enter")
    hands.write("In their own", "Enter")
    expect(card(page, "In their own words")).to_be_visible()
    expect(text(page)).to_be_focused()
    hands.press("ArrowDown", "c")
    hands.write("Which second was that?", "Enter")
    expect(card(page, "Which second was that?")).not_to_have_class(re.compile("pending"))

    hands.go(card(page, "Which second was that?"))
    hands.press("Enter")
    expect(page.get_by_role("region", name="Open mark")).to_be_focused()
    check(page)
    hands.go(button(page, "See it differently"))
    hands.press("Space")
    hands.go(page.get_by_label("Why? A few words are plenty"))
    hands.write("It was the fifth.", "Enter")
    expect(button(page, "See it differently")).to_be_focused()
    expect(page.get_by_role("list").get_by_text("It was the fifth.")).to_be_visible()
    hands.go(page.get_by_label("Reply"))
    page.keyboard.type("Or so it says.")
    hands.go(button(page, "Send"))
    hands.press("Enter")
    expect(page.get_by_label("Reply")).to_be_focused()
    expect(page.get_by_text("Or so it says.")).to_be_visible()

    hands.go(button(page, "Close"), "Shift+Tab")
    hands.press("Enter")
    expect(card(page, "Which second was that?")).to_be_focused()
    hands.press("Enter")
    hands.go(button(page, "Take this mark away"))
    hands.press("Enter")
    expect(card(page, "Which second was that?")).to_have_count(0)
    expect(text(page)).to_be_focused()
    hands.go(page.locator(".toast").get_by_role("button", name="Undo"))
    hands.press("Enter")
    expect(card(page, "Which second was that?")).to_be_visible()
    expect(text(page)).to_be_focused()


def test_sentences_are_corrected_with_their_sound(hands: Hands) -> None:
    page = hands.page
    hands.press("ArrowDown", "e")
    editing = page.get_by_role("textbox", name="The words of this sentence")
    expect(editing).to_be_focused()
    hands.press("End")
    page.keyboard.type(" It was loud.")
    hands.press("Alt+F10")
    expect(button(page, "Hear it")).to_be_focused()
    hands.press("Enter")
    wait_until_heard(page, 5.5)
    hands.go(button(page, "Earlier words"))
    hands.press("Enter", "Escape")
    expect(button(page, "Earlier words")).to_be_focused()
    hands.press("Escape")
    expect(editing).to_be_focused()
    hands.write(" And clear.", "Enter")
    expect(page.locator("[data-segment]").nth(1)).to_have_text("We heard second 5. It was loud. And clear.")
    expect(page.locator("[data-segment]").nth(2)).to_be_focused()
    hands.press("Escape")
    expect(text(page)).to_be_focused()

    hands.press("Control+z")
    expect(page.locator("[data-segment]").nth(1)).to_have_text("We heard second 5.")
    hands.press("Control+Shift+z")
    expect(page.locator("[data-segment]").nth(1)).to_have_text("We heard second 5. It was loud. And clear.")


def test_voices_are_named_turn_by_turn(hands: Hands) -> None:
    page = hands.page
    hands.press("ArrowDown", "s")
    hands.write("The one by the door", "Enter")
    expect(page.get_by_role("dialog", name="Who speaks at 0:10?")).to_be_visible()
    expect(page.get_by_label("Find somebody")).to_be_focused()
    hands.press("Escape")
    expect(text(page)).to_be_focused()
    expect(page.locator(".who b").first).to_have_text("The one by the door")


def test_words_are_found_and_heard(hands: Hands) -> None:
    page = hands.page
    hands.press("/")
    page.keyboard.type("second 20")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text("Found")
    hands.press("Enter")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text("1 of")
    hands.press("Escape")
    expect(text(page)).to_be_focused()
    hands.press("Space")
    expect(button(page, "Pause")).to_be_visible()
    wait_until_heard(page, 0.3)
    hands.press(".")
    wait_until_heard(page, 3.2)
    hands.press("Space")
    expect(button(page, "Play")).to_be_visible()
    assert max(heard(page)) < 8
    hands.press("Shift+ArrowRight", "l")
    wait_until_heard(page, 20.9)
    hands.press("l", "Space", "Escape")


def test_a_memo_is_written_and_every_layer_is_left_where_it_was_entered(hands: Hands) -> None:
    page = hands.page
    memos = page.get_by_role("button", name=re.compile("^Memos about this text"))
    hands.go(memos, "Shift+Tab")
    hands.press("Enter")
    hands.go(button(page, "Write a memo"))
    hands.press("Enter")
    hands.write("They say the seconds aloud.", "Control+Enter")
    expect(page.get_by_role("dialog").get_by_text("They say the seconds aloud.")).to_be_visible()
    hands.press("Escape")
    expect(memos).to_be_focused()


def test_single_letters_are_switched_off_and_stay_so(hands: Hands) -> None:
    page = hands.page
    hands.press("?")
    hands.go(page.get_by_role("switch", name=re.compile("Single-letter keys")))
    hands.press("Space", "Escape")
    expect(text(page)).to_be_focused()
    page.reload()
    page.locator("[data-segment]").first.wait_for()
    button(page, "Play").wait_for()
    hands.enter_the_text()
    before = shown(page)
    hands.press(*"1cesnplu/?.,")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert shown(page) == before and heard(page) == []
    page.keyboard.press("Space")  # the browser's own again: it scrolls, perhaps to where the ring is out of sight
    page.wait_for_timeout(600)
    expect(button(page, "Play")).to_be_visible()
    hands.press("ArrowRight", "Enter")
    expect(page.get_by_role("dialog", name="Code these words")).to_be_visible()
    hands.press("Escape")
    expect(text(page)).to_be_focused()
