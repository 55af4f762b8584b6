"""Signing in, snapshots in parts, commands by POST, and the client's own files."""

import logging
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from server.domain.commands import AddMember, CreateCode, TakeRole
from server.domain.parts import Block, Frame, Me, Outline, WordBlock
from server.http.client import Client
from server.http.dependencies import COOKIE
from server.store.sign_ins import make_link
from tests.a_programme import PEOPLE, AProgramme
from tests.http.conftest import Visit
from tests.serving import Served

PARTS = ("frame", "sources/{source}/outline", "sources/{source}/blocks/0", "sources/{source}/words/0", "archive")


def paths(programme: AProgramme, source: str | None = None) -> list[str]:
    base = f"/api/retreats/{programme.retreat}"
    return [f"{base}/{part.format(source=source or programme.excerpt)}" for part in PARTS]


def test_h1_a_link_signs_in_and_signing_out_ends_it(served: Served, visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "partner")
    client.cookies.clear()
    assert client.get("/api/me").json()["kind"] == "not_signed_in"
    with served.database.write() as connection:
        token = make_link(connection, programme.programme, programme.who("partner"))
    answer = client.post("/api/sign-in", json={"token": token})
    cookie = answer.headers["Set-Cookie"].lower()
    assert answer.status_code == 204 and "httponly" in cookie and "samesite=lax" in cookie
    me = Me.model_validate_json(client.get("/api/me").content)
    assert (me.member.name, [it.role for it in me.retreats]) == ("Partner", ["partner"])
    assert client.post("/api/sign-out").status_code == 204
    client.cookies.set(COOKIE, answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0])
    assert client.get("/api/me").status_code == 401


def test_an_unknown_link_is_refused_in_words(served: Served) -> None:
    answer = httpx.post(f"{served.address}/api/sign-in", json={"token": "unknown"})
    assert (answer.status_code, answer.json()["kind"]) == (401, "link_unknown")
    assert "ask a facilitator" in answer.json()["message"]


def test_h1_another_sites_page_cannot_use_the_cookie(visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "partner")
    path = f"/api/programmes/{programme.programme}/commands"
    answer = client.post(path, content=b"{}", headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.json()["kind"]) == (403, "wrong_origin")


def test_s2_the_parts_of_a_retreat(served: Served, visit: Visit, programme: AProgramme) -> None:
    programme.annotate("partner", annotation := str(uuid4()))
    programme.bring_recording()
    programme.receive(served.database)
    client = visit(programme, "partner")
    frame, outline, block, words = (client.get(path).content for path in paths(programme)[:4])
    read = Frame.model_validate_json(frame)
    assert read.marks == {programme.excerpt: 1} and {it.name for it in read.members} == {
        it.title() for it in ("facilitator", "researcher", "partner", "observer")
    }
    assert [it.id for it in read.sources if it.kind == "excerpt"] == [programme.excerpt]
    assert Outline.model_validate_json(outline).blocks[0].marks == 1
    assert [it.id for it in Block.model_validate_json(block).annotations] == [annotation]
    assert WordBlock.model_validate_json(words).words == []


def test_s1_blocks_are_sent_as_they_are_kept(visit: Visit, programme: AProgramme) -> None:
    client, source = visit(programme, "partner"), f"/api/retreats/{programme.retreat}/sources/{programme.excerpt}"
    packed = client.get(f"{source}/blocks/0")
    plain = client.get(f"{source}/blocks/0", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert packed.json() == plain.json() and packed.headers["X-Seq"] == str(packed.json()["seq"])
    several = client.get(f"{source}/blocks", params={"first": 0, "last": 1}).json()
    assert [it["n"] for it in several] == [0, 1] and several[0] == packed.json()
    programme.ask("steward", AddMember, member=str(uuid4()), name="Somebody")
    later = client.get(f"{source}/blocks/0")
    assert later.json() == packed.json() and int(later.headers["X-Seq"]) == int(packed.headers["X-Seq"]) + 1


@pytest.mark.parametrize("bounds", [{"first": 0, "last": 12}, {"first": 1, "last": 0}, {"first": -1, "last": 1}])
def test_no_more_than_twelve_blocks_are_asked_for_at_once(
    visit: Visit, programme: AProgramme, bounds: dict[str, int]
) -> None:
    path = f"/api/retreats/{programme.retreat}/sources/{programme.excerpt}/blocks"
    answer = visit(programme, "partner").get(path, params=bounds)
    assert (answer.status_code, answer.json()["kind"]) == (400, "malformed")


def test_c9_what_is_kept_is_asked_for_anew_by_everybody(visit: Visit, programme: AProgramme) -> None:
    path = f"/api/retreats/{programme.retreat}/sources/{programme.excerpt}/blocks/0"
    client = visit(programme, "partner")
    assert client.get(path).status_code == 200
    programme.ask("facilitator", TakeRole, retreat=programme.retreat, member=programme.who("partner"))
    assert client.get(path).status_code == 404
    assert visit(programme, "elsewhere").get(path).status_code == 404
    assert visit(programme, "observer").get(path).status_code == 200


@pytest.mark.parametrize("person", PEOPLE)
def test_c9_who_may_read_and_take_away(visit: Visit, programme: AProgramme, person: str) -> None:
    client = visit(programme, person)
    statuses = [client.get(path).status_code for path in paths(programme)]
    if person in ("newcomer", "elsewhere"):
        assert statuses == [404] * 5
    else:
        assert statuses == [200] * 4 + [200 if person in ("steward", "facilitator", "researcher") else 403]


def test_c9_what_is_not_read_here_is_not_found(served: Served, visit: Visit, programme: AProgramme) -> None:
    steward, other = visit(programme, "steward"), served.found()
    assert [steward.get(path).status_code for path in paths(programme, programme.unplaced)[1:4]] == [404] * 3
    assert [steward.get(path).status_code for path in paths(other)] == [404] * 5
    assert steward.get(f"/api/retreats/{uuid4()}/frame").status_code == 404


def test_c3_a_command_by_post(served: Served, visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "partner")
    command = CreateCode(id=str(uuid4()), code=str(uuid4()), name="Trust", colour=3)
    path = f"/api/programmes/{programme.programme}/commands"
    first, again = (client.post(path, content=command.model_dump_json()).json() for _ in range(2))
    assert first == again and first["type"] == "accepted"
    other = served.found()
    assert client.post(f"/api/programmes/{other.programme}/commands", content=b"{}").status_code == 404
    assert "Trust" in {it.name for it in Frame.model_validate_json(client.get(paths(programme)[0]).content).codes}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type": "create_code"}', b'{"type": "no_such"}', b"\xff\xfe"])
def test_c1_what_is_no_command_is_refused_in_form(visit: Visit, programme: AProgramme, body: bytes) -> None:
    client = visit(programme, "partner")
    answer = client.post(f"/api/programmes/{programme.programme}/commands", content=body)
    assert (answer.status_code, answer.json()["kind"]) == (400, "malformed")


def test_nothing_that_was_written_is_logged(
    visit: Visit, programme: AProgramme, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = visit(programme, "partner")
    path = f"/api/programmes/{programme.programme}/commands"
    for name in ("a secret name", "a secret name\u0007"):
        body = f'{{"id": "{uuid4()}", "type": "create_code", "code": "{uuid4()}", "name": "{name}", "colour": 3}}'
        answer = client.post(path, content=body.encode())
        assert "secret" not in answer.text
    ours = [it.getMessage() for it in caplog.records if it.name.startswith(("server", "uvicorn"))]
    assert any("refused" in it for it in ours) and not any("secret" in it for it in ours)


def test_text_is_compressed(visit: Visit, programme: AProgramme) -> None:
    answer = visit(programme, "partner").get(paths(programme)[0], headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_an_unknown_route_is_refused_in_form(visit: Visit, programme: AProgramme) -> None:
    answer = visit(programme, "partner").get("/api/no-such")
    assert (answer.status_code, answer.json()["kind"]) == (404, "not_found")


def test_the_client_is_one_page_for_every_address(tmp_path: Path) -> None:
    (tmp_path / "_app/immutable").mkdir(parents=True)
    page = TestClient(Starlette(routes=[Mount("/", Client(tmp_path))]))
    assert page.get("/").status_code == 503 and "make client" in page.get("/").text
    (tmp_path / "index.html").write_text("<p>the page</p>")
    (tmp_path / "_app/immutable/a.js").write_text("1")
    page = TestClient(Starlette(routes=[Mount("/", Client(tmp_path))]))
    for address in ("/", "/retreats/x/y", "/sign-in"):
        answer = page.get(address)
        assert answer.text == "<p>the page</p>" and answer.headers["Cache-Control"] == "no-cache"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "immutable" in page.get("/_app/immutable/a.js").headers["Cache-Control"]
    assert page.get("/_app/immutable/gone.js").status_code == 404
    assert page.get("/../pyproject.toml").text == "<p>the page</p>"
