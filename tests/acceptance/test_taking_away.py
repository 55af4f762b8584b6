"""Taking a retreat away in a browser: what would leave is shown first, and what then leaves is right and whole."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from server.archive.verifying import verify
from server.demo.programme import PROGRAMME, RETREAT
from server.store.media import Media
from tests.acceptance.a_transcript import RECORDING, bring_in
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person, Place
from tests.acceptance.test_looks import check
from tests.acceptance.test_memos import a_mark

pytestmark = pytest.mark.browser

SOUND = b"five!"


@pytest.fixture(scope="module")
def recorded(place: Place) -> Place:
    """A transcript, and the file that it was made from."""
    bring_in(place.settings)
    path = Media(place.settings.data / "recordings").of(PROGRAMME).original(RECORDING)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOUND)
    return place


def open_screen(person: Person) -> Page:
    person.page.goto(f"{person.place.address}/retreats/{RETREAT}/archive")
    person.page.get_by_role("link", name="Take it away").wait_for()
    return person.page


def fetched(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name="Take it away").click()
    assert download.value.suggested_filename.startswith("Spring retreat, Birnam")
    download.value.save_as(folder / "archive.zip")
    return folder / "archive.zip"


def test_what_is_shown_is_what_leaves(person: Callable[..., Person], recorded: Place, tmp_path: Path) -> None:
    researcher = person("researcher")
    a_mark(researcher, "Who decides that?")
    researcher.page.goto(f"{recorded.address}/retreats/{RETREAT}")
    researcher.page.get_by_role("link", name="Take the retreat away").click()
    page = open_screen(researcher)
    marks = page.locator("dl > div").filter(has=page.get_by_text("Marks", exact=True)).locator("dd")
    expect(marks).to_have_text("1")
    check(page)

    file = fetched(page, tmp_path)
    assert verify(file).wrong == []
    with ZipFile(file) as archive:
        names = archive.namelist()
        assert "Who decides that?" in archive.read("annotations.csv").decode()
    assert "transcripts/Table 3, morning.vtt" in names and not [it for it in names if it.startswith("sound/")]

    page.get_by_role("switch", name="Take the sound along").click()
    with ZipFile(fetched(page, tmp_path)) as archive:
        assert archive.read("sound/Table 3, morning.wav") == SOUND


def test_a_recording_leaves_by_itself(person: Callable[..., Person], recorded: Place, tmp_path: Path) -> None:
    page = open_screen(person("researcher"))
    page.get_by_label("What do you want to take?").select_option(label="Recording: Table 3, morning")
    expect(page.get_by_text("A part of a retreat has no record")).to_be_visible()
    file = fetched(page, tmp_path)
    assert verify(file).wrong == []
    with ZipFile(file) as archive:
        assert not [it for it in archive.namelist() if it.startswith("excerpts/")]


@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["390", "1280", "1920"])
def test_it_fits_every_width(person: Callable[..., Person], recorded: Place, size: dict[str, int]) -> None:
    facilitator, steward = person("facilitator", size), person("steward", size)
    check(open_screen(facilitator))
    facilitator.shot("take-away")
    steward.page.goto(f"{recorded.address}/programme/archive")
    steward.page.get_by_role("link", name="Take it away").wait_for()
    check(steward.page)
    steward.shot("take-away-programme")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_server_packs_it_while_one_is_elsewhere(
    person: Callable[..., Person], recorded: Place, tmp_path: Path, size: dict[str, int]
) -> None:
    researcher = person("researcher", size)
    page = open_screen(researcher)
    page.get_by_role("button", name="Pack it here first").click()
    page.goto(recorded.address)
    page = open_screen(researcher)
    fetch = page.get_by_role("link", name="Fetch it").first
    fetch.wait_for()
    check(page)
    researcher.shot("packed")
    with page.expect_download() as download:
        fetch.click()
    download.value.save_as(tmp_path / "archive.zip")
    assert verify(tmp_path / "archive.zip").wrong == []
    page.get_by_role("button", name="Let Spring retreat").first.click()
    expect(fetch).to_have_count(0)


def test_it_is_not_for_partners(person: Callable[..., Person], recorded: Place) -> None:
    partner = person("partner")
    partner.page.goto(f"{recorded.address}/retreats/{RETREAT}/archive")
    expect(partner.page.get_by_text("This page is for those who see to the retreat.")).to_be_visible()
    expect(partner.page.get_by_role("link", name="Take away")).to_have_count(0)
