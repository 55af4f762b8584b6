"""From the code on the wall to a mark on an excerpt: a guest's way in, on a phone, without an account."""

import io
import re
from collections.abc import Callable, Iterator

import av
import pytest
import zxingcpp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.demo.programme import RETREAT, an_id
from tests.acceptance.conftest import PHONE, Person, Place
from tests.acceptance.marking import card, choose_by_touch, first_segment

pytestmark = pytest.mark.browser


def address_in(picture: bytes) -> str:
    """What a phone's camera reads from a picture of the screen."""
    with av.open(io.BytesIO(picture)) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="gray")
    [code] = zxingcpp.read_barcodes(frame)
    return str(code.text)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Phones that nobody signed in with."""
    phones: list[BrowserContext] = []

    def one() -> BrowserContext:
        phones.append(browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True))  # type: ignore[arg-type]
        return phones[-1]

    yield one
    for it in phones:
        it.close()


def open_invitation(facilitator: Person) -> str:
    """The address in the QR code on the facilitator's screen."""
    page = facilitator.page
    page.get_by_role("link", name="Invitations").click()
    page.get_by_role("button", name="Open an invitation").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Open an invitation").click()
    picture = page.get_by_role("img", name=re.compile("The code as a picture")).first
    expect(picture).to_be_visible()
    page.wait_for_function("() => [...document.images].every((it) => it.complete && it.naturalWidth)")
    facilitator.shot("invitation")
    return address_in(picture.screenshot())


def come_in(page: Page, name: str) -> str:
    """Join with a name and two yeses; returns the receipt."""
    page.get_by_label("What shall we call you?").fill(name)
    page.get_by_role("combobox", name="Where are you from?").fill("Burnside Carers")
    page.get_by_role("option", name=re.compile("Burnside Carers Link")).click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("switch", name=re.compile("I’ll take part")).click()
    page.get_by_role("switch", name=re.compile("My table can be recorded")).click()
    page.get_by_role("button", name="Go in with 2 yes, 4 no").click()
    expect(page.get_by_text("You are in. Here is your receipt")).to_be_visible()
    receipt = re.search(r"[0-9A-Z]{4}(\s+[0-9A-Z]{4}){3}", page.locator(".receipt").inner_text())
    assert receipt
    page.get_by_role("button", name="I have it. Go in").click()
    page.wait_for_url(re.compile(RETREAT))
    return receipt[0]


def test_a_guest_comes_in_by_the_code_and_marks_an_excerpt(
    person: Callable[..., Person], phone: Callable[[], BrowserContext], place: Place
) -> None:
    facilitator = person("facilitator")
    address = open_invitation(facilitator)
    assert address.startswith(f"{place.address}/join#")
    page = phone().new_page()
    page.goto(address)
    expect(page.get_by_text("Spring retreat, Birnam").first).to_be_visible()
    receipt = come_in(page, "Nasreen")

    page.goto(f"{place.address}/retreats/{RETREAT}/{an_id('EX10')}")
    first_segment(page).wait_for()
    segment = str(first_segment(page).get_attribute("data-segment"))
    words = " ".join(str(first_segment(page).inner_text()).split()[:4])
    choose_by_touch(page, segment, words)
    page.get_by_role("button", name="Comment").click()
    page.get_by_label("What stays with you?").fill("My mother says it just so.")
    page.get_by_role("button", name="Send").click()
    facilitator.open(an_id("EX10"))
    expect(card(facilitator.page, "My mother says it just so.")).to_be_visible()

    another = phone().new_page()
    another.goto(f"{place.address}/sign-in")
    another.get_by_role("button", name=re.compile("receipt")).click()
    another.get_by_label(re.compile("receipt", re.IGNORECASE)).fill(receipt.lower().replace("0", "o"))
    another.keyboard.press("Enter")
    another.wait_for_url(re.compile(RETREAT))
    expect(another.get_by_text("Nasreen").first).to_be_visible()


def test_facilitators_see_what_a_guest_agreed_to_and_others_do_not(
    person: Callable[..., Person], phone: Callable[[], BrowserContext], place: Place
) -> None:
    facilitator = person("facilitator")
    page = phone().new_page()
    page.goto(open_invitation(facilitator))
    come_in(page, "Tam")
    facilitator.page.get_by_role("link", name="People", exact=True).click()
    facilitator.page.get_by_text("My words can be quoted").click()
    expect(facilitator.page.get_by_text("Tam").first).to_be_visible()
    facilitator.shot("people")
    partner = person("partner")
    partner.page.goto(f"{place.address}/retreats/{RETREAT}/people")
    expect(partner.page.get_by_text("What people agreed to")).to_have_count(0)
    expect(partner.page.get_by_text("My words can be quoted")).to_have_count(0)


def test_a_code_that_nobody_knows_is_said_so(phone: Callable[[], BrowserContext], place: Place) -> None:
    page = phone().new_page()
    page.goto(f"{place.address}/join#ZZZ-ZZZ")
    expect(page.get_by_text("That code is not known here. Check it against the wall.")).to_be_visible()
