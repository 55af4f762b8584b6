"""After a mark the keys are on its words: E writes in that sentence, wherever the ring was before."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.visit import prepare
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SOURCE, segment
from tests.acceptance.conftest import Person, Place
from tests.acceptance.marking import card, choose_by_mouse

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
def page(person: Callable[..., Person]) -> Page:
    it = person("researcher")
    it.open(SOURCE)
    # The ring stands in another turn, as after reading by keys.
    it.page.locator("article.text").focus()
    it.page.keyboard.press("ArrowDown")
    return it.page


def words(page: Page, n: int) -> Locator:
    return page.locator(f'[data-segment="{segment(n)}"]')


def correct(page: Page, n: int) -> None:
    """Press E, and write in the sentence that was marked."""
    expect(page.locator("article.text")).to_be_focused()
    before = words(page, n).inner_text()
    page.keyboard.press("e")
    expect(words(page, n)).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Or so.")
    page.get_by_role("button", name="Done").click()
    expect(words(page, n)).to_have_text(f"{before} Or so.")


def test_e_after_a_code_chosen_by_its_key(page: Page) -> None:
    choose_by_mouse(page, segment(1), "different six")
    page.get_by_role("dialog", name="Code these words").wait_for()
    page.keyboard.press("1")
    expect(page.locator("button.card")).to_have_count(1)
    correct(page, 1)


def test_e_after_a_comment(page: Page) -> None:
    choose_by_mouse(page, segment(2), "the shop")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_label("What stays with you?").fill("Which shop?")
    page.keyboard.press("Enter")
    expect(card(page, "Which shop?")).to_be_visible()
    correct(page, 2)


def test_e_after_a_mark_over_two_sentences_writes_in_the_first(page: Page) -> None:
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("c")
    page.keyboard.type("Enough for whom?")
    page.keyboard.press("Enter")
    expect(card(page, "Enough for whom?")).to_be_visible()
    correct(page, 2)
