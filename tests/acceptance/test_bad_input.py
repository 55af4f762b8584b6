"""What goes wrong is said on the screen, with what to do, and nothing is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from server.demo.programme import SAMPLES, an_id
from tests.acceptance.conftest import Person
from tests.acceptance.marking import choose_by_mouse, first_segment

pytestmark = pytest.mark.browser


def state_agreement(page: Page, row: Locator) -> None:
    row.get_by_role("button", name="State their agreement").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("switch").click()
    dialog.get_by_role("button", name="State it").click()
    expect(dialog).to_have_count(0)


@pytest.mark.slow
def test_files_that_cannot_be_read_and_a_recording_nobody_agreed_to(
    person: Callable[..., Person], tmp_path: Path
) -> None:
    page = person("facilitator").page
    (tmp_path / "memo.mp3").write_bytes(b"not sound at all " * 500)
    (tmp_path / "empty.wav").write_bytes(b"")
    files = [tmp_path / "memo.mp3", tmp_path / "empty.wav", SAMPLES / "retreat-table-short.opus"]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Send all 3").click()
    expect(page.get_by_text("There is nothing in this file.")).to_be_visible()
    expect(page.get_by_text("This is not a sound file, whatever its name says.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Not played yet")).to_be_visible()
    memo = page.get_by_role("article", name="memo")
    original = memo.get_by_role("link", name="Download the original")
    expect(original).to_have_count(0)

    state_agreement(page, memo)
    expect(original).to_be_visible()
    with page.expect_download() as download:
        original.click()
    assert Path(download.value.path()).read_bytes() == (tmp_path / "memo.mp3").read_bytes()

    state_agreement(page, page.get_by_role("article").filter(has_text="Not played yet"))
    expect(page.get_by_text("Not played yet")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^retreat-table-short")).click(timeout=120_000)
    page.get_by_role("button", name="Play").wait_for()


def test_refused_words_are_offered_back(person: Callable[..., Person]) -> None:
    partner = person("partner")
    partner.open(an_id("EX10"))
    page = partner.page
    segment = str(first_segment(page).get_attribute("data-segment"))
    choose_by_mouse(page, segment, "fourteen, said he wanted")
    page.get_by_role("button", name="Comment").click()
    page.get_by_label("What stays with you?").fill("x" * 100_001)
    page.keyboard.press("Enter")
    expect(page.get_by_text("This was not taken.")).to_be_visible()
    expect(page.get_by_text("Shorten it, or send it in parts.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("This was not taken.")).to_be_visible()
    page.get_by_role("button", name="Put aside").click()
    expect(page.get_by_text("This was not taken.")).to_have_count(0)
