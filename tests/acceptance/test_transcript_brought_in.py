"""A transcript that was made elsewhere is dropped, looked at, brought in, and read and marked like any other."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.acceptance.conftest import PHONE, Person
from tests.acceptance.marking import card, choose_by_mouse, first_segment
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

VTT = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
<v Ana Lee>What did we assume about the street?</v>

2
00:00:05.000 --> 00:00:04.500
<v Bo>That it was hers.</v>

3
00:00:06.000 --> 00:00:08.000
<v Ana Lee>Did anyone ask?</v>
"""
UNTIMED = "Una: Who was there?\n\nWho else?\n\nCal: I was. And then I was not.\n\nUna: Ah.\n"


def choose(page: Page, *files: tuple[str, str | bytes]) -> None:
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "", "buffer": it.encode() if isinstance(it, str) else it} for name, it in files
    ]
    page.get_by_label("Choose files").set_input_files(payloads)


def test_a_transcript_is_brought_in(person: Callable[..., Person]) -> None:
    researcher = person("researcher")
    page = researcher.page
    choose(page, ("Interview_one.vtt", VTT))
    dialog = page.get_by_role("dialog", name="Bring in a transcript")
    expect(dialog.get_by_text("WebVTT (UTF-8), 3 turns. It has times, up to 0:08.")).to_be_visible()
    expect(dialog.get_by_role("list", name=re.compile("1 place|One place"))).to_contain_text("Line 8")
    expect(dialog.get_by_role("list", name="How it begins")).to_contain_text("That it was hers.")
    check(page)
    dialog.get_by_label("Name").fill("Interview one")
    dialog.get_by_role("button", name="Bring it in").click()
    expect(dialog).to_be_hidden()

    row = page.get_by_role("article", name="Interview one")
    expect(row).to_contain_text("Brought in, without sound")
    row.get_by_role("link", name="Interview one").click()
    page.locator("[data-segment]").first.wait_for()
    assert page.locator(".who b").all_inner_texts() == ["Ana Lee", "Bo", "Ana Lee"]
    expect(page.get_by_role("button", name="Play")).to_have_count(0)
    segment = str(first_segment(page).get_attribute("data-segment"))
    choose_by_mouse(page, segment, "assume")
    page.get_by_role("dialog", name="Code these words").get_by_role("button", name="Comment").click()
    page.get_by_role("dialog", name="Comment").get_by_role("textbox").fill("Whose assumption?")
    page.keyboard.press("Control+Enter")
    expect(card(page, "Whose assumption?")).to_be_visible()
    check(page)


def test_one_without_times_is_read_on_a_phone(person: Callable[..., Person]) -> None:
    page = person("facilitator", PHONE).page
    choose(page, ("Untimed.txt", UNTIMED), ("Second.srt", "1\n00:00:01,000 --> 00:00:02,000\nUna: Again.\n"))
    dialog = page.get_by_role("dialog", name="Bring in a transcript")
    expect(dialog.get_by_text("Plain text (UTF-8), 3 turns. It has no times.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    check(page)
    dialog.get_by_role("button", name="Bring it in").click()
    expect(dialog.get_by_text("SRT (UTF-8), one turn. It has times, up to 0:02.")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("article", name="Untimed").get_by_role("link", name="Untimed").click()
    expect(page.locator("[data-segment]")).to_have_count(5)
    assert page.locator(".who b").all_inner_texts() == ["Una", "Cal", "Una"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_does_not_fit_says_why_and_leaves_nothing(person: Callable[..., Person]) -> None:
    researcher = person("researcher")
    page = researcher.page
    choose(page, ("notes.docx", b"PK\x03\x04 cut off"))
    dialog = page.get_by_role("dialog", name="Bring in a transcript")
    expect(dialog.get_by_role("alert")).to_contain_text("This Word document is damaged")
    expect(dialog.get_by_role("button", name="Bring it in")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("article", name="notes")).to_have_count(0)
    # The browser notes the refusal too.
    researcher.complaints.remove("Failed to load resource: the server responded with a status of 400 (Bad Request)")
