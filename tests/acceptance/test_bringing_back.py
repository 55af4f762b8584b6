"""A steward takes a retreat away and brings it back: into a programme where it is already, and one where it is not."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from server.archive.document import read_document, written
from server.archive.opening import opened
from server.demo.programme import RETREAT
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser


def taken_away(steward: Person, folder: Path) -> Path:
    path = folder / "spring.zip"
    path.write_bytes(steward.context.request.get(f"{steward.place.address}/api/retreats/{RETREAT}/archive").body())
    return path


def of_another_programme(archive: Path) -> Path:
    """The same as if it came from a programme that this server does not have."""
    with opened(archive) as files:
        document = read_document(files.read("retreat.json"))
    there = document.programme.model_copy(update={"id": "0197c0de-0000-7000-8000-000000000001", "name": "Northern"})
    path = archive.with_name("northern.json")
    path.write_bytes(written(document.model_copy(update={"programme": there})))
    return path


@pytest.mark.parametrize("size", [LAPTOP, PHONE, WALL], ids=["1280", "390", "1920"])
def test_what_was_taken_away_comes_back(person: Callable[..., Person], tmp_path: Path, size: dict[str, int]) -> None:
    steward = person("steward", size)
    page = steward.page
    archive = taken_away(steward, tmp_path)
    page.goto(f"{steward.place.address}/programme/arrivals")
    choose = page.get_by_label("Choose an archive", exact=True).and_(page.locator("input"))
    choose.set_input_files(archive)
    page.get_by_text("Everything in it is here already.").wait_for()
    assert page.get_by_role("button", name="Bring it back").count() == 0
    choose.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Tea at six."})
    page.get_by_role("alert").filter(has_text="This is not an archive from Data Retreat.").wait_for()
    steward.complaints = [it for it in steward.complaints if "400" not in it]  # the browser says so too
    choose.set_input_files(of_another_programme(archive))
    page.get_by_text("It is from another programme").or_(page.get_by_text("is here already")).first.wait_for()
    check(page)
    steward.shot("bringing-back")
    if page.get_by_role("button", name="Bring it back").count() == 0:
        return  # another width brought it already, and the same archive brings nothing twice
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_role("status").filter(has_text="It is here.").wait_for()
    check(page)
    steward.shot("brought-back")
    page.get_by_role("link", name="To the retreats").click()
    page.wait_for_url(re.compile(r"/$"))
    name = re.compile("retreat", re.IGNORECASE)
    page.get_by_role("link", name=name).nth(1).wait_for()
