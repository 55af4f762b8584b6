"""A transcript that was made elsewhere is dropped, looked at, brought in, and read and marked like any other."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from server.demo.programme import RECORDING
from tests.acceptance.a_recording import open_to_hear, wait_until_heard
from tests.acceptance.conftest import LAPTOP, PHONE, Person
from tests.acceptance.marking import card, choose_by_mouse, click_word, first_segment
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

CASES = Path(__file__).parents[1] / "cases"

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


WITH_SOUND = """WEBVTT

00:02.000 --> 00:04.000
<v Ana Lee>Who was there?

00:12.000 --> 00:15.000
<v Bo>I was, from the beginning.
"""


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


def test_c39_what_somebody_zipped_on_a_mac_comes_in_one_after_the_other(person: Callable[..., Person]) -> None:
    page = person("researcher").page
    page.get_by_label("Choose files").set_input_files(CASES / "C39-from-a-mac.zip")
    dialog = page.get_by_role("dialog", name="Bring in a transcript")
    for name, words in (
        ("Café notes", "We met in the cafe."),
        ("Table 1", "Table 1 speaking."),
        ("Table 2", "Table 2"),
    ):
        expect(dialog.get_by_label("Name")).to_have_value(name)
        expect(dialog.get_by_role("list", name="How it begins")).to_contain_text(words)
        dialog.get_by_role("button", name="Bring it in").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("article", name="Table 2")).to_contain_text("Brought in, without sound")
    expect(page.get_by_text("no transcript")).to_have_count(0)


def test_what_does_not_fit_says_why_and_leaves_nothing(person: Callable[..., Person]) -> None:
    researcher = person("researcher")
    page = researcher.page
    choose(page, ("notes.docx", b"PK\x03\x04 cut off"))
    dialog = page.get_by_role("dialog", name="Bring in a transcript")
    expect(dialog.get_by_role("alert")).to_contain_text("This Word document is damaged")
    expect(dialog.get_by_role("button", name="Bring it in")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("article", name="notes", exact=True)).to_have_count(0)
    # The browser notes the refusal too.
    researcher.complaints.remove("Failed to load resource: the server responded with a status of 400 (Bad Request)")


def send_sound(dialog: Locator, file: Path | FilePayload) -> None:
    dialog.get_by_label("Choose sound").set_input_files(file)
    dialog.get_by_role("switch").click()


def wait_until_it_has_sound(page: Page, name: str) -> Locator:
    row = page.get_by_role("article", name=name)
    expect(row.get_by_text("Brought in, with its sound")).to_be_visible(timeout=60_000)
    expect(row.get_by_text("Its sound is still arriving")).to_have_count(0, timeout=60_000)
    expect(row.get_by_text("The sound is being prepared.")).to_have_count(0, timeout=60_000)
    return row


def hear(researcher: Person, row: Locator) -> None:
    """A click on a sentence plays it."""
    source = str(row.get_by_role("link").first.get_attribute("href")).rsplit("/", 1)[-1]
    page = open_to_hear(researcher, source)
    segment = str(page.locator("[data-segment]").last.get_attribute("data-segment"))
    if researcher.page.viewport_size == PHONE:
        page.locator(f'[data-segment="{segment}"]').tap()
    else:
        click_word(page, segment, "was")
    wait_until_heard(page, 12.5)
    assert min(page.evaluate("window.heard")) > 11.9
    assert page.locator(".who b").all_inner_texts() == ["Ana Lee", "Bo"]


def test_r11_a_transcript_and_its_sound_are_brought_in_together(person: Callable[..., Person]) -> None:
    researcher = person("researcher")
    page = researcher.page
    choose(page, ("Together.vtt", WITH_SOUND))
    dialog = page.get_by_role("dialog", name="Bring in a transcript")
    expect(dialog.get_by_text("Its sound, if you have it")).to_be_visible()
    send_sound(dialog, RECORDING)
    check(page)
    researcher.shot("a-transcript-with-its-sound")
    dialog.get_by_role("button", name="Bring it in").click()
    expect(dialog).to_be_hidden()
    hear(researcher, wait_until_it_has_sound(page, "Together"))


@pytest.mark.parametrize(("size", "dark"), [(PHONE, False), (LAPTOP, True)])
def test_r11_sound_is_added_and_what_is_none_costs_no_words(
    person: Callable[..., Person], size: dict[str, int], dark: bool
) -> None:
    researcher = person("researcher", size, dark)
    page, name = researcher.page, f"Alone on {size['width']}"
    choose(page, (f"{name}.vtt", WITH_SOUND))
    page.get_by_role("dialog", name="Bring in a transcript").get_by_role("button", name="Bring it in").click()
    row = page.get_by_role("article", name=name)
    expect(row.get_by_text("Brought in, without sound")).to_be_visible()
    row.get_by_role("button", name=f"More with {name}").click()
    page.get_by_role("menuitem", name="Add its sound").click()
    dialog = page.get_by_role("dialog", name="Add its sound")
    send_sound(dialog, {"name": "notes.mp3", "mimeType": "audio/mpeg", "buffer": b"This is no sound." * 9})
    check(page)
    researcher.shot("adding-sound")
    dialog.get_by_role("button", name="Send it").click()

    expect(row.get_by_text("Its sound can’t be used")).to_be_visible(timeout=60_000)
    check(page)
    researcher.shot("sound-that-is-none")
    expect(row.get_by_role("link", name="Read what is there")).to_be_visible()
    row.get_by_role("button", name="Choose another file").click()
    expect(dialog.get_by_role("switch")).to_have_count(0)  # it was stated
    dialog.get_by_label("Choose sound").set_input_files(RECORDING)
    dialog.get_by_role("button", name="Send it").click()
    row = wait_until_it_has_sound(page, name)
    check(page)
    researcher.shot("sound-that-was-added")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    hear(researcher, row)


def test_r11_sound_that_ends_before_its_words_says_so(person: Callable[..., Person]) -> None:
    researcher = person("researcher", PHONE, dark=True)
    page = researcher.page
    choose(page, ("Long.vtt", WITH_SOUND.replace("00:15.000", "01:04:15.000")))
    dialog = page.get_by_role("dialog", name="Bring in a transcript")
    send_sound(dialog, RECORDING)
    dialog.get_by_role("button", name="Bring it in").click()
    row = wait_until_it_has_sound(page, "Long")
    expect(row.get_by_text(re.compile(r"The sound ends at 4:2\d, and the words go on until 1:04:15"))).to_be_visible()
    check(page)
    row.scroll_into_view_if_needed()
    box = row.get_by_text("Look whether it is the right file").bounding_box()
    assert box and box["x"] + box["width"] <= PHONE["width"]
    researcher.shot("sound-that-is-too-short")
    row.get_by_role("button", name="Choose another file").click()
    expect(page.get_by_role("dialog", name="Add its sound")).to_be_visible()
