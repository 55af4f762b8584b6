"""People come in by HTTPS; whichever app and worker they meet, it is one retreat; and nothing is asked outside."""

import signal
import time
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from uuid import uuid4

import httpx
import pytest

from server.demo.annotating import Annotator
from server.demo.programme import RECORDING, an_id
from server.demo.visit import AGREEMENT
from server.demo.visitor import Visitor
from server.domain.commands import CreateCode
from tests.deployment.conftest import PATIENCE, Site

pytestmark = pytest.mark.slow

Visit = Callable[[str, str], Visitor]


def code(name: str) -> CreateCode:
    return CreateCode(id=str(uuid4()), code=str(uuid4()), name=name, colour=3, definition="Seen by all.")


@pytest.fixture
def visit(site: Site) -> Iterator[Visit]:
    """Somebody of this role signs in at an address; in the end everybody leaves."""
    visitors: list[Visitor] = []

    def come(address: str, role: str) -> Visitor:
        visitors.append(Visitor(address, site.links[role]))
        return visitors[-1]

    yield come
    for it in visitors:
        it.http.close()


def an_excerpt(visitor: Visitor) -> str:
    return next(it.id for it in visitor.frame().sources if it.kind == "excerpt")


def test_people_come_in_by_https(site: Site, visit: Visit) -> None:
    visitor = visit(site.address, "partner")
    assert visitor.http.get("/").status_code == 200
    assert visitor.http.get("/api/health").json() == {"state": "well"}
    answer = httpx.post(f"{site.address}/api/sign-in", json={"token": site.links["partner"]})
    cookie = next(iter(SimpleCookie(answer.headers["set-cookie"]).values()))
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"].lower() == "lax"
    assert "max-age" in answer.headers["strict-transport-security"]


def test_whoever_comes_without_tls_is_led_to_it(site: Site) -> None:
    port = site.address.rsplit(":", 1)[1]
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://localhost:{port}/api/health").raise_for_status()


def test_what_one_app_takes_is_heard_by_everybody(site: Site, visit: Visit) -> None:
    visitors = [visit(app, "researcher") for app in site.apps]
    through = visit(site.address, "facilitator")
    source = an_excerpt(through)
    listeners = [Annotator(through, source) for _ in range(4)]  # they hang on both apps
    last = 0
    for n in range(6):
        last = visitors[n % 2].command(code(f"code {n}"))
    assert last == through.command(code("one more")) - 1
    for it in listeners:
        it.read_up_to(last + 1)
        it.socket.close()
    names = [{it.name for it in visitor.frame().codes} for visitor in (*visitors, through)]
    assert names[0] == names[1] == names[2] >= {f"code {n}" for n in range(6)}


def test_a_recording_goes_in_is_written_down_and_is_heard(site: Site, visit: Visit) -> None:
    visitor = visit(site.address, "facilitator")
    brought = [visitor.announce(RECORDING, f"Table {n}", AGREEMENT) for n in (1, 2)]
    for recording, _ in brought:
        visitor.send(recording, RECORDING)
        visitor.close_recording(recording, RECORDING)
    for recording, source in brought:
        visitor.wait_until_ready(recording, PATIENCE)
        assert len(visitor.block(source).segments) > 40
        sound = f"/api/recordings/{recording}/sound"
        part = visitor.http.get(sound, headers={"Range": "bytes=0-1"})
        assert (part.status_code, len(part.content)) == (206, 2)
        whole = visitor.http.get(sound).content
        middle = visitor.http.get(sound, headers={"Range": f"bytes={len(whole) // 2}-"})
        assert middle.status_code == 206 and middle.content == whole[len(whole) // 2 :]
        original = visitor.http.get(f"/api/recordings/{recording}/original")
        assert original.content == RECORDING.read_bytes()


def test_people_mark_together_through_the_proxy(site: Site, visit: Visit) -> None:
    one, other = (visit(site.address, role) for role in ("facilitator", "partner"))
    source = an_excerpt(one)
    annotators = [Annotator(it, source) for it in (one, other)]
    mark, seq = annotators[0].mark(annotators[0].block.segments[0], code=an_id("In their own words"))
    annotators[1].read_up_to(seq)
    assert mark in annotators[1].annotations
    for it in annotators:
        it.socket.close()


def insist(visitor: Visitor, command: CreateCode) -> None:
    """As an outbox does: what was on its way to the app that died is sent again, under its id."""
    until = time.monotonic() + 10
    while True:
        try:
            visitor.command(command)
            return
        except RuntimeError as error:
            assert "502" in str(error) and time.monotonic() < until, error
            time.sleep(0.2)


def test_when_an_app_dies_the_other_goes_on(site: Site, visit: Visit) -> None:
    name = next(it for it in site.processes if it.startswith("app"))
    visitor = visit(site.address, "facilitator")
    site.processes[name].send_signal(signal.SIGKILL)
    site.processes[name].wait()
    for n in range(6):
        insist(visitor, code(f"after {n}"))
    names = [it.name for it in visitor.frame().codes]
    assert all(names.count(f"after {n}") == 1 for n in range(6))


def test_nothing_was_asked_outside(site: Site) -> None:
    """Last of this file: it looks back on all of the above."""
    assert site.asked_outside == set()
