"""Two people, one on a phone, read a recording while it is being written down, mark it, and answer each other."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from server.database import Database
from server.demo.programme import PROGRAMME, RECORDING, RETREAT, an_id
from server.store.ledger import Ledger
from tests.acceptance.conftest import PHONE, Person, Place
from tests.acceptance.marking import card, choose_by_mouse, choose_by_touch, click_word, first_segment

pytestmark = pytest.mark.browser

MINUTES = 60_000


def ledger(place: Place) -> list[str]:
    """The kinds of everything that happened in the retreat, in order."""
    database = Database(place.settings.database_url)
    with database.read() as connection:
        happened = [it.type for it in Ledger(database.engine).since(connection, PROGRAMME, RETREAT, 0)]
    database.close()
    return happened


def bring_in(facilitator: Person) -> None:
    page = facilitator.page
    page.locator("input[type=file]").set_input_files(RECORDING)
    dialog = page.get_by_role("dialog", name="Bring in a recording")
    dialog.get_by_label("Name").fill("Table 2, morning")
    dialog.get_by_role("switch", name=re.compile("agreed")).click()
    facilitator.shot("bring-in")
    dialog.get_by_role("button", name="Send it").click()


@pytest.mark.slow
def test_a_recording_is_read_and_marked_by_two_while_it_is_written_down(
    person: Callable[..., Person], place: Place
) -> None:
    facilitator, partner = person("facilitator"), person("partner", PHONE)
    expect(partner.page.get_by_text("Choose files")).to_have_count(0)
    bring_in(facilitator)
    for one in (facilitator, partner):
        one.page.get_by_role("link", name=re.compile("Read what is there")).click(timeout=3 * MINUTES)
        first_segment(one.page).wait_for(timeout=MINUTES)
    segment = str(first_segment(facilitator.page).get_attribute("data-segment"))
    laptop, phone = facilitator.page, partner.page

    choose_by_touch(phone, segment, "the red light is on")
    phone.get_by_role("button", name="Comment").click()
    phone.get_by_label("What stays with you?").fill("I always forget that it is.")
    phone.get_by_role("button", name="Send").click()
    expect(card(laptop, "I always forget")).to_be_visible()

    choose_by_mouse(laptop, segment, "you have all said yes")
    laptop.get_by_role("combobox", name="Find or name a code").fill("Asked, and answered")
    laptop.keyboard.press("Enter")
    expect(card(laptop, "Asked, and answered")).not_to_have_class(re.compile("pending"))
    happened = ledger(place)
    assert happened.count("annotated") == 2 and "run_finished" not in happened

    card(laptop, "I always forget").click()
    laptop.get_by_label("Reply").fill("So do we, and that is the point.")
    laptop.keyboard.press("Enter")
    phone.get_by_role("button", name=re.compile("marks? here")).first.click()
    phone.get_by_text("I always forget that it is.").click()
    expect(phone.get_by_text("So do we, and that is the point.")).to_be_visible()
    partner.shot("thread")
    phone.keyboard.press("Escape")

    expect(laptop.get_by_text(re.compile("Writing down"))).to_have_count(0, timeout=3 * MINUTES)
    laptop.get_by_role("button", name="Play").wait_for(timeout=MINUTES)
    expect(laptop.get_by_label(re.compile("Here now"))).to_be_visible()
    facilitator.shot("transcript")
    facilitator.page.goto(f"{place.address}/retreats/{RETREAT}")
    expect(facilitator.page.get_by_role("link", name="Table 2, morning")).to_be_visible()
    facilitator.shot("retreat")
    assert ledger(place).count("annotated") == 2


def test_a_click_on_a_word_plays_from_it(person: Callable[..., Person], place: Place) -> None:
    facilitator = person("facilitator")
    page = facilitator.page
    page.get_by_role("link", name="Table 2, morning").click()
    segment = page.locator("[data-segment]").nth(2)
    segment.wait_for()
    page.get_by_role("button", name="Play").wait_for()
    word = str(segment.inner_text()).split()[1]
    click_word(page, str(segment.get_attribute("data-segment")), word)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function("() => CSS.highlights.get('playing')?.size > 0")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_what_is_done_without_a_connection_arrives_once(person: Callable[..., Person], place: Place) -> None:
    partner, researcher = person("partner"), person("researcher")
    for one in (partner, researcher):
        one.open(an_id("EX10"))
    segment = str(first_segment(partner.page).get_attribute("data-segment"))
    words = " ".join(str(first_segment(partner.page).inner_text()).split()[:3])
    partner.context.set_offline(True)
    expect(partner.page.get_by_text(re.compile("No connection")).first).to_be_visible()
    choose_by_mouse(partner.page, segment, words)
    partner.page.get_by_role("option", name=re.compile("In their own words")).click()
    waits = partner.page.get_by_text("waiting to send")
    expect(waits).to_be_visible()
    card(partner.page, "In their own words").click()
    partner.page.get_by_label("Reply").fill("So she said.")
    partner.page.get_by_role("button", name="Send").click()
    partner.page.get_by_role("button", name="Not sure").click()
    # The mark, the reply and how it is seen: each says that it has not been sent.
    expect(waits).to_have_count(3)
    partner.page.get_by_role("region", name="Open mark").get_by_role("button", name="Close").click()
    partner.context.set_offline(False)
    expect(partner.page.get_by_text("All changes saved")).to_be_visible()
    expect(card(researcher.page, "In their own words")).to_have_count(1)
    partner.page.reload()
    expect(card(partner.page, "In their own words")).to_have_count(1)


def test_an_excerpt_is_marked_by_keyboard_alone(person: Callable[..., Person]) -> None:
    researcher = person("researcher")
    researcher.open(an_id("EX01"))
    page = researcher.page
    text = page.get_by_role("article", name="Excerpt")
    for _ in range(20):
        page.keyboard.press("Tab")
        if text.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("What she trusts")
    page.keyboard.press("Enter")
    expect(card(page, "What she trusts")).to_be_visible()
