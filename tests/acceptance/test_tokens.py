"""A token in a browser: made, copied, used by a program, seen to be used, revoked."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from server.demo.programme import RETREAT
from tests.acceptance.conftest import LAPTOP, PHONE, Person, Place
from tests.acceptance.test_looks import check

pytestmark = pytest.mark.browser

NAME = "Pandas on Morag’s laptop"


def open_section(person: Person, path: str = f"/retreats/{RETREAT}/archive") -> Locator:
    person.page.goto(person.place.address + path)
    section = person.page.get_by_role("region", name="Read by program")
    section.get_by_role("button", name="New token").wait_for()
    return section


def make(page: Page, name: str, ends: str = "In three months") -> str:
    """A new token, as the page shows it once."""
    page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog", name="New token")
    dialog.get_by_label("What is it for?").fill(name)
    dialog.get_by_label("When does it end?").select_option(label=ends)
    dialog.get_by_label("What is it for?").press("Enter")
    shown = page.get_by_role("region", name="Here is the token")
    expect(shown).to_be_focused()
    expect(shown).to_be_in_viewport()
    return shown.locator("code").first.inner_text()


def read(place: Place, token: str) -> httpx.Response:
    return httpx.get(f"{place.address}/api/retreats", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["390", "1280"])
def test_a_token_from_beginning_to_end(
    person: Callable[..., Person], place: Place, size: dict[str, int], dark: bool
) -> None:
    researcher, name = person("researcher", size, dark), f"{NAME}, {size['width']}, {dark}"
    section, page = open_section(researcher), researcher.page
    token = make(page, name)
    row = section.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("Not used yet")
    check(page)
    row.scroll_into_view_if_needed()
    researcher.shot("token-dark" if dark else "token")
    answer = read(place, token)
    assert answer.status_code == 200 and [it["id"] for it in answer.json()] == [RETREAT]

    row = open_section(researcher).get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text(re.compile("Last used on .*ends on "))
    expect(page.get_by_text(token)).to_have_count(0)
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("heading", name="Read by program")).to_be_focused()
    assert read(place, token).json()["kind"] == "token_revoked"


def test_the_token_is_copied_whole(person: Callable[..., Person], place: Place) -> None:
    facilitator = person("facilitator")
    facilitator.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_section(facilitator)
    token = make(facilitator.page, "A script", "In a week")
    facilitator.page.get_by_role("button", name="Copy the token").click()
    assert facilitator.page.evaluate("navigator.clipboard.readText()") == token
    facilitator.page.get_by_role("button", name="I have kept it").click()
    expect(facilitator.page.get_by_text(token)).to_have_count(0)


def test_a_steward_sees_and_revokes_the_tokens_of_all(person: Callable[..., Person], place: Place) -> None:
    researcher, steward = person("researcher"), person("steward")
    open_section(researcher)
    theirs = make(researcher.page, "A dashboard")
    section = open_section(steward, "/programme/archive")
    mine = make(steward.page, "Everything, for the archive", "In a year")
    check(steward.page)
    assert len(read(place, mine).json()) > len(read(place, theirs).json()) - 1 >= 0
    expect(section.get_by_role("listitem").filter(has_text="for the archive")).to_contain_text("The whole programme")
    row = section.get_by_role("listitem").filter(has_text="A dashboard")
    expect(row).to_contain_text("Spring retreat, Birnam")
    row.get_by_role("button", name="Revoke").click()
    steward.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)
    assert read(place, theirs).status_code == 401


def test_a_list_that_does_not_come_says_so(person: Callable[..., Person], place: Place) -> None:
    facilitator = person("facilitator")
    gone = "**/api/retreats/*/tokens"
    facilitator.page.route(gone, lambda route: route.abort("connectionrefused"))
    facilitator.page.goto(f"{place.address}/retreats/{RETREAT}/archive")
    section = facilitator.page.get_by_role("region", name="Read by program")
    again = section.get_by_role("button", name="Try again")
    again.wait_for()
    check(facilitator.page)
    facilitator.page.unroute(gone)
    again.click()
    section.get_by_role("button", name="New token").wait_for()
