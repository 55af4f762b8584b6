"""Who speaks is said by key from turn to turn, and everybody sees the names come without a line that moves."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.config import secret
from server.database import Database
from server.demo.programme import PROGRAMME, RETREAT, SESSION, an_id, people
from server.domain import commands as c
from server.domain.access import THE_ENGINE
from server.live.handle import Committer
from tests.acceptance.conftest import PHONE, Person, Place
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

SAID = ("Could somebody read?", "I'll do it.", "He is fourteen.", "He sleeps with his door shut.")
TRANSCRIPT = an_id("spoken")
LINES = """() => [...document.querySelectorAll('[data-segment]')].map((it) => it.getBoundingClientRect().top)"""


def write_down(place: Place) -> None:
    """A transcript of four turns of which nobody knows who speaks."""
    database = Database(place.settings.database_url)
    committer = Committer(database, secret(place.settings))
    facilitator = next(it.id for it in people() if it.role == "facilitator")
    about = {"retreat": RETREAT, "session": SESSION, "name": "Table 3", "filename": "3.opus", "bytes": 5}
    run = {"engine": "scripted", "version": "1", "model": "none", "model_hash": "", "parameters": "{}"}
    words = [
        c.NewSegment(id=an_id(text), start=n * 10.0, end=n * 10.0 + 4, text=text, words=[])
        for n, text in enumerate(SAID)
    ]
    for actor, command in (
        (facilitator, c.AddRecording(id=an_id("add"), recording=an_id("heard"), source=TRANSCRIPT, **about)),
        (THE_ENGINE.id, c.StartRun(id=an_id("start"), run=an_id("run"), recording=an_id("heard"), **run)),
        (
            THE_ENGINE.id,
            c.AppendSegments(id=an_id("append"), run=an_id("run"), window=0, language="en", segments=words),
        ),
        (THE_ENGINE.id, c.FinishRun(id=an_id("finish"), run=an_id("run"))),
    ):
        committer.submit(PROGRAMME, actor, command).result()
    committer.close()
    database.close()


def names(page: Page) -> list[str]:
    return page.locator(".who b").all_inner_texts()


def test_who_speaks(person: Callable[..., Person], place: Place) -> None:
    write_down(place)
    researcher, partner = person("researcher"), person("partner", PHONE)
    for one in (researcher, partner):
        one.open(TRANSCRIPT)
    laptop, phone = researcher.page, partner.page
    before = phone.evaluate(LINES)

    laptop.get_by_role("article").focus()
    for _ in SAID:
        laptop.keyboard.press("ArrowUp")
    laptop.keyboard.press("s")
    dialog = laptop.get_by_role("dialog", name="Who speaks at 0:00?")
    expect(dialog.get_by_label("Find somebody")).to_be_focused()
    check(laptop)
    laptop.keyboard.press("1")
    expect(laptop.get_by_role("dialog", name="Who speaks at 0:10?").get_by_label("Find somebody")).to_be_focused()
    laptop.keyboard.type("The one by the door")
    laptop.keyboard.press("Enter")
    laptop.get_by_role("dialog", name="Who speaks at 0:20?").wait_for()
    laptop.keyboard.press("Escape")
    expect(phone.locator(".who b")).to_have_count(2)
    assert names(phone) == names(laptop) and names(phone)[1] == "The one by the door"
    assert phone.evaluate(LINES) == before

    phone.get_by_role("button", name=re.compile("0:20")).click()
    phone.get_by_role("option", name="Somebody whose name is not known").click()
    expect(laptop.locator(".who b").nth(2)).to_have_text("Speaker 1")

    laptop.get_by_role("button", name=re.compile("Speaker 1")).click()
    laptop.get_by_role("button", name="All who speak").click()
    laptop.get_by_role("button", name="More with Speaker 1").click()
    laptop.get_by_role("menuitem", name="The same person as").click()
    laptop.get_by_label("The one by the door").check()
    laptop.get_by_role("button", name="They are one person").click()
    laptop.get_by_role("button", name="Take Speaker 1 and The one by the door apart").wait_for()
    check(laptop)
    expect(phone.locator(".who b")).to_have_count(2)
    assert phone.evaluate(LINES) == before
