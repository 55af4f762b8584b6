"""A thread longer than the screen: one writes at its foot, where the words that it is about are out of sight."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from server.config import Settings
from server.demo.check import free_port, running, wait_until_it_answers
from server.demo.programme import RETREAT, an_id
from server.demo.visit import prepare
from server.demo.visitor import Visitor
from server.domain import nouns
from server.domain.commands import Annotate, ReplyTo
from tests.acceptance import a_transcript
from tests.acceptance.a_transcript import SENTENCES, SOURCE
from tests.acceptance.conftest import Person, Place
from tests.acceptance.marking import card

pytestmark = pytest.mark.browser

LONG = tuple(f"This is sentence {n}. {SENTENCES[n % len(SENTENCES)]}" for n in range(120))
MARK = an_id("a long thread")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(data=tmp_path_factory.mktemp("installation"), port=free_port())
    links = prepare(settings)
    a_transcript.bring_in(settings, LONG)
    with running(settings):
        wait_until_it_answers(settings)
        talk(Visitor(settings.address, links["facilitator"]))
        yield Place(settings.address, links, settings)


def talk(visitor: Visitor) -> None:
    """A mark on the first words, and thirty answers."""
    first = visitor.block(SOURCE).segments[0]
    start = nouns.Place(segment=first.id, revision=first.revision, offset=0)
    passage = nouns.Passage(source=SOURCE, start=start, end=start.model_copy(update={"offset": 16}))
    visitor.command(
        Annotate(id=an_id("mark it"), annotation=MARK, retreat=RETREAT, passage=passage, comment="Which one?")
    )
    for n in range(30):
        text = f"Answer {n}, in so many words that it takes two lines of the margin at the least."
        visitor.command(ReplyTo(id=an_id(f"ask {n}"), reply=an_id(f"answer {n}"), annotation=MARK, text=text))
    visitor.http.close()


def test_what_is_written_at_the_foot_of_a_long_thread_stays(person: Callable[..., Person]) -> None:
    partner = person("partner")
    partner.open(SOURCE)
    page = partner.page
    card(page, "Which one?").click()
    reply = page.get_by_label("Reply")
    reply.scroll_into_view_if_needed()
    page.wait_for_timeout(600)
    reply.click()
    page.keyboard.type("And one more.")
    expect(reply).to_have_value("And one more.")
    expect(reply).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".talk li").last).to_contain_text("And one more.")
    expect(reply).to_be_in_viewport()
