"""Two people work through ten outages, among them an update of the app: everything arrives, once, and in order."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from server.config import Settings
from server.demo.check import free_port
from server.demo.programme import RETREAT
from server.demo.visit import prepare
from tests.acceptance import a_transcript
from tests.acceptance.an_outage import Line, Server
from tests.acceptance.another_build import copy_of_the_build, serve_another_build
from tests.acceptance.conftest import LAPTOP, Person, Place
from tests.acceptance.marking import card, first_segment
from tests.acceptance.writing import SOON, Writer, everything_arrived, files_of, is_kept

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CACHED = """async () => {
  const all = await Promise.all((await caches.keys()).map((it) => caches.open(it)))
  return (await Promise.all(all.map((it) => it.keys()))).flat().map((it) => it.url)
}"""
DATABASES = "async () => (await indexedDB.databases()).map((it) => it.name)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("installation")
    settings = Settings(data=folder, port=free_port())
    it = Server(replace(settings, client=copy_of_the_build(settings.client, folder / "client")))
    prepare(settings)
    a_transcript.bring_in(settings)
    it.start()
    yield it
    it.kill()


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    it = Line(free_port(), server.settings.port)
    yield it
    it.close()


@pytest.fixture
def place(server: Server) -> Place:
    return Place(server.settings.address, prepare(server.settings), server.settings)


@pytest.fixture
def two(
    browser: Browser, person: Callable[..., Person], place: Place, line: Line, server: Server
) -> Iterator[tuple[Writer, Writer]]:
    """One who is at the server's own address, one behind a line that can be cut."""
    researcher = Writer(person("researcher"), "Ana", 0)
    elsewhere = Place(line.address, place.links, place.settings)
    context = browser.new_context(viewport=LAPTOP)  # type: ignore[arg-type]
    behind = Person(context, elsewhere)
    behind.sign_in("partner")
    yield researcher, Writer(behind, "Ben", 1)
    context.close()


def test_d1_and_d5_two_people_work_through_ten_outages(server: Server, two: tuple[Writer, Writer], line: Line) -> None:
    ana, ben = two
    for it in two:
        it.open()
        it.write()
        is_kept(it)

    # 1: the network goes away, and comes back.
    ana.context.set_offline(True)
    ana.is_cut()
    ana.write()
    ben.write()
    expect(ana.band("1 change is safe on this laptop")).to_be_visible()
    ana.context.set_offline(False)
    ana.is_saved()

    # 2: the line is cut in the middle of whatever is on it.
    line.cut()
    ben.is_cut()
    ben.write()
    ana.write()
    line.mend()
    ben.is_saved()

    # 3: the server is killed, and started again.
    server.kill()
    for it in two:
        it.is_cut()
        it.write()
    server.start()
    for it in two:
        it.is_saved()

    # 4: loaded anew with a connection.
    ana.write()
    ana.reload()

    # 5: loaded anew without one, twice, and written on.
    ana.context.set_offline(True)
    ana.write()
    for _ in range(2):
        ana.reload()
        ana.is_cut()
        ana.write()
    ben.write()
    ana.context.set_offline(False)
    ana.is_saved()

    # 6: the server is away, and one loads the page anew meanwhile.
    server.kill()
    ben.write()
    ben.reload()
    ben.write()
    server.start()
    ben.is_saved()

    # 7: the app is updated while one is cut off and something waits; it is offered, and what waited arrives.
    ana.context.set_offline(True)
    ana.is_cut()
    ana.write()
    before = files_of(ana)
    serve_another_build(server.settings.client, "next")
    ana.context.set_offline(False)
    ana.update()
    assert files_of(ana) != before
    ana.write()
    ben.write()
    for it in two:
        it.is_saved()

    # 8: the line is cut under the older version, which is loaded anew without it, and offered the new one after.
    line.cut()
    ben.is_cut()
    ben.write()
    ben.reload()
    ben.write()
    line.mend()
    ben.is_saved()
    ben.update()

    # 9: a second window of the same person, both without a connection.
    second = Writer(ana.person, "Ana", 2)
    second.page = ana.context.new_page()
    second.page.goto(ana.page.url)
    first_segment(second.page).wait_for()
    ana.context.set_offline(True)
    second.is_cut()
    second.said = ana.said
    second.write()
    ana.is_cut()
    ana.write()
    second.page.close()
    ana.context.set_offline(False)
    ana.is_saved()

    # 10: short ones, in the middle of writing.
    for _ in range(3):
        line.cut()
        ben.write()
        line.mend()
        ben.write()
    everything_arrived(server, ana, ben)
    for it in two:
        it.reload()
        assert not [url for url in it.page.evaluate(CACHED) if "/api/" in url]
    everything_arrived(server, ana, ben)


def test_d1_two_people_of_one_device_never_share_what_waits_or_what_was_read(
    person: Callable[..., Person], server: Server, place: Place
) -> None:
    one = person("researcher")
    ana = Writer(one, "Carla", 3)
    ana.open()
    is_kept(ana)
    # What she writes stays on the device: only the socket has no way out.
    one.page.route_web_socket("**/api/live", lambda it: it.close())
    one.context.set_offline(True)
    one.context.set_offline(False)
    ana.is_cut()
    ana.write()
    one.page.goto(f"{server.settings.address}/retreats/{RETREAT}/me")
    one.page.get_by_role("button", name="Sign out").click()
    one.page.wait_for_url("**/sign-in")
    assert not [it for it in one.page.evaluate(DATABASES) if "-read-" in it]
    one.page.close()

    ben = Writer(one, "Dan", 4)
    ben.page = one.page = one.context.new_page()
    one.sign_in("partner")
    ben.open()
    ben.write()
    everything_arrived(server, ben)
    expect(card(ben.page, "Carla says")).to_have_count(0)
    ben.page.goto(f"{server.settings.address}/retreats/{RETREAT}/me")
    ben.page.get_by_role("button", name="Sign out").click()
    ben.page.wait_for_url("**/sign-in")

    place.links |= prepare(server.settings)
    one.sign_in("researcher")
    ana.page = one.page
    ana.open()
    everything_arrived(server, ana)


def test_undo_waits_on_the_device_and_is_done_again_on_another(
    person: Callable[..., Person], server: Server, place: Place
) -> None:
    laptop, other = Writer(person("researcher"), "Eve", 0), Writer(person("partner"), "Finn", 1)
    place.links |= prepare(server.settings)
    phone = Writer(person("researcher"), "Eve", 0)
    for it in (laptop, other, phone):
        it.open()
    is_kept(laptop)
    laptop.write()
    expect(card(other.page, "Eve says 1.")).to_be_visible()
    laptop.context.set_offline(True)
    laptop.is_cut()
    laptop.page.keyboard.press("Control+z")
    expect(laptop.page.get_by_text("Your last step here is undone as soon as")).to_be_visible()
    laptop.reload()
    laptop.context.set_offline(False)
    for it in (laptop, other, phone):
        expect(card(it.page, "Eve says 1.")).to_have_count(0, timeout=SOON)
    phone.page.keyboard.press("Control+Shift+z")
    for it in (laptop, other, phone):
        expect(card(it.page, "Eve says 1.")).to_be_visible(timeout=SOON)

    # Answered meanwhile: it is not undone, and it is said why.
    laptop.is_saved()
    laptop.context.set_offline(True)
    laptop.is_cut()
    laptop.page.keyboard.press("Control+z")
    card(other.page, "Eve says 1.").click()
    other.page.get_by_label("Reply").fill("Do you?")
    other.page.keyboard.press("Enter")
    other.is_saved()
    laptop.context.set_offline(False)
    expect(laptop.page.get_by_text("Somebody answered this meanwhile")).to_be_visible(timeout=SOON)
    expect(card(laptop.page, "Eve says 1.")).to_be_visible()


def test_where_nothing_keeps_the_app_it_is_said_and_files_that_are_gone_break_no_page(
    browser: Browser, server: Server, place: Place
) -> None:
    """As over plain HTTP, where no browser has service workers."""
    context = browser.new_context(viewport=LAPTOP, service_workers="block")  # type: ignore[arg-type]
    one = Person(context, place)
    one.sign_in("researcher")
    writer = Writer(one, "Gus", 2)
    writer.open()
    context.set_offline(True)
    writer.is_cut()
    expect(writer.band("Leave this page open")).to_be_visible()
    writer.write()
    context.set_offline(False)
    writer.is_saved()
    serve_another_build(server.settings.client, "later")
    one.page.get_by_role("link", name="Back to the retreat").click()
    one.page.wait_for_url(f"**/retreats/{RETREAT}")
    # The page may be loaded anew on the way, where it was or where it was going: either way it is whole, and goes on.
    codes = one.page.get_by_role("link", name="Codes")
    codes.click()
    expect(one.page.locator("link[href*=later]").first).to_be_attached(timeout=SOON)
    codes.click()
    expect(one.page.get_by_role("heading", name="Codes", level=1)).to_be_visible(timeout=SOON)
    context.close()
