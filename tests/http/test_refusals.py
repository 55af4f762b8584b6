"""What is refused is refused in one form, with a status that fits and words that say what to do."""

import hashlib
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from server.http.dependencies import COOKIE
from server.store.sign_ins import make_link
from tests.a_programme import AProgramme
from tests.http.conftest import Visit
from tests.serving import Served, installation, serving


def refused(answer: httpx.Response, status: int, kind: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["kind"], set(body)) == (status, kind, {"kind", "message"})
    assert body["message"].endswith((".", ")")) and len(body["message"]) < 300


def routes(programme: AProgramme) -> Iterator[tuple[str, str]]:
    """Every route that names something of a programme."""
    retreat, recording = f"/api/retreats/{programme.retreat}", f"/api/recordings/{programme.recording}"
    for part in ("outline", "blocks/0", "words/0"):
        yield "GET", f"{retreat}/sources/{programme.excerpt}/{part}"
    yield "GET", f"{retreat}/sources/{programme.excerpt}/segments/{programme.place(0, 0).segment}/revisions"
    for path in (f"{retreat}/frame", f"{retreat}/archive", f"{recording}/chunks"):
        yield "GET", path
    for part in ("sound", "peaks", "original"):
        yield "GET", f"{recording}/{part}"
    yield "HEAD", f"{recording}/sound"
    yield "PUT", f"{recording}/chunks/0"
    yield "POST", f"/api/programmes/{programme.programme}/commands"


HASH = {"X-Chunk-SHA256": hashlib.sha256(b"x").hexdigest()}


def test_c9_nothing_of_another_programme_is_found_by_any_route(
    served: Served, visit: Visit, programme: AProgramme
) -> None:
    programme.bring_recording()
    stranger = visit(served.found(), "steward")
    for method, path in routes(programme):
        answer = stranger.request(method, path, content=b"x" if method == "PUT" else None, headers=HASH)
        if method == "HEAD":
            assert answer.status_code == 404
        else:
            refused(answer, 404, "not_found")


def test_h1_every_route_asks_who_is_there(served: Served, programme: AProgramme) -> None:
    with httpx.Client(base_url=served.address, cookies={COOKIE: "unknown"}) as client:
        for method, path in (*routes(programme), ("GET", "/api/me"), ("POST", "/api/sign-out")):
            answer = client.request(method, path, content=b"x" if method == "PUT" else None, headers=HASH)
            assert answer.status_code == 401, path
            if method != "HEAD":
                refused(answer, 401, "not_signed_in")


def test_h1_no_route_that_changes_something_is_for_other_pages(visit: Visit, programme: AProgramme) -> None:
    client, origin = visit(programme, "facilitator"), {"Origin": "https://elsewhere.example"}
    programme.bring_recording()
    changing = [it for it in routes(programme) if it[0] in ("PUT", "POST")]
    for method, path in (*changing, ("POST", "/api/sign-in"), ("POST", "/api/sign-out")):
        refused(client.request(method, path, content=b"{}", headers={**HASH, **origin}), 403, "wrong_origin")
    reading = client.get(f"/api/retreats/{programme.retreat}/frame", headers=origin)  # which no browser gives that page
    assert reading.status_code == 200 and not any(it.startswith("access-control") for it in reading.headers)


def test_an_expired_link_is_refused_in_words(served: Served, programme: AProgramme) -> None:
    with served.database.write() as connection:
        token = make_link(connection, programme.programme, programme.who("partner"), days=-1)
    answer = httpx.post(f"{served.address}/api/sign-in", json={"token": token})
    refused(answer, 401, "link_expired")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 400, "malformed"),
        (b"{}", 400, "malformed"),
        (b'{"token": 7}', 400, "malformed"),
        (b'{"token": "x", "more": 1}', 400, "malformed"),
        (b'{"token": "\\ud83d"}', 422, "unfit"),
        (b"x" * 20_000, 413, "too_large"),
    ],
)
def test_c1_a_sign_in_that_does_not_fit(served: Served, body: bytes, status: int, kind: str) -> None:
    refused(httpx.post(f"{served.address}/api/sign-in", content=body), status, kind)


@pytest.mark.parametrize("part", ["blocks/-1", "blocks/10001", "words/x", "blocks/1.5"])
def test_c1_a_block_that_cannot_be(visit: Visit, programme: AProgramme, part: str) -> None:
    path = f"/api/retreats/{programme.retreat}/sources/{programme.excerpt}/{part}"
    refused(visit(programme, "partner").get(path), 400, "malformed")


def test_s2_a_block_past_the_end_is_empty_or_not_found(visit: Visit, programme: AProgramme) -> None:
    path = f"/api/retreats/{programme.retreat}/sources/{programme.excerpt}/blocks/10000"
    answer = visit(programme, "partner").get(path)
    assert answer.status_code == 404 or answer.json()["segments"] == []


@pytest.mark.parametrize("headers", [{}, {"X-Chunk-SHA256": "x"}, {"X-Chunk-SHA256": "0" * 63}])
def test_r2_a_chunk_without_a_hash(visit: Visit, programme: AProgramme, headers: dict[str, str]) -> None:
    programme.bring_recording()
    path = f"/api/recordings/{programme.recording}/chunks/0"
    refused(visit(programme, "facilitator").put(path, content=b"sound", headers=headers), 400, "malformed")


@pytest.mark.parametrize("n", ["-1", "1000000", "x"])
def test_r2_a_chunk_without_a_number(visit: Visit, programme: AProgramme, n: str) -> None:
    programme.bring_recording()
    path = f"/api/recordings/{programme.recording}/chunks/{n}"
    refused(visit(programme, "facilitator").put(path, content=b"sound", headers=HASH), 400, "malformed")


def test_r2_a_chunk_that_no_browser_sends(visit: Visit, programme: AProgramme) -> None:
    programme.bring_recording(b"x" * (1 << 20))
    path = f"/api/recordings/{programme.recording}/chunks/0"
    refused(visit(programme, "facilitator").put(path, content=bytes((16 << 20) + 1), headers=HASH), 413, "too_large")


def test_a_method_that_is_not_taken(visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "partner")
    refused(client.delete("/api/me"), 405, "wrong_method")
    refused(client.post("/api/no-such"), 405, "wrong_method")
    assert client.head("/api/me").status_code == 405
    refused(client.put(f"/api/programmes/{programme.programme}/commands"), 405, "wrong_method")


@pytest.mark.parametrize("path", ["/", "/retreats/x", "/%00", "/" + "x" * 5_000, "/..%2f..%2fetc/passwd", "/_app/x.js"])
def test_a_client_that_is_not_built_says_so(served: Served, path: str) -> None:
    answer = httpx.get(served.address + path)
    assert answer.status_code == 503 and "make client" in answer.text


def test_a_client_that_is_built_is_a_page_at_every_address(
    empty_database: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("client")
    with serving(installation(empty_database, tmp_path, folder)) as it, httpx.Client(base_url=it.address) as client:
        assert client.get("/").status_code == 503
        (folder / "_app/immutable").mkdir(parents=True)
        (folder / "index.html").write_text("<p>the page</p>")
        (folder / "_app/version.json").write_text("{}")
        (tmp_path / "beside").write_text("a secret")
        for path in ("/", "/retreats/x", "/%00", "/" + "x" * 5_000, "/..%2fbeside", "/%2e%2e/beside", "/sign-in"):
            answer = client.get(path)
            assert (answer.status_code, answer.text) == (200, "<p>the page</p>"), path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-cache"
        assert client.get("/_app/version.json").headers["Cache-Control"] == "no-cache"
        refused(client.get("/_app/immutable/gone.js"), 404, "not_found")
        refused(client.post("/retreats/x"), 405, "wrong_method")
        refused(client.delete("/api/me"), 405, "wrong_method")


@pytest.mark.parametrize(
    "range_", ["bytes=abc", "bytes", "lines=0-1", "bytes=5-2", "bytes=-", "bytes=0-1,a-b", "bytes=\u0661-".encode()]
)
def test_c23_a_range_that_cannot_be_read_is_not_obeyed(
    served: Served, visit: Visit, programme: AProgramme, range_: Any
) -> None:
    programme.bring_recording()
    sound = served.services.media.of(programme.programme).sound(programme.recording)
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"a sound")
    path = f"/api/recordings/{programme.recording}/sound"
    answer = visit(programme, "partner").get(path, headers={"Range": range_})
    if answer.is_error:
        refused(answer, answer.status_code, answer.json()["kind"])
    else:
        assert answer.content in (b"a sound", b"a ")


def test_c23_past_the_end_is_refused_in_form(served: Served, visit: Visit, programme: AProgramme) -> None:
    programme.bring_recording()
    sound = served.services.media.of(programme.programme).sound(programme.recording)
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"a sound")
    path = f"/api/recordings/{programme.recording}/sound"
    answer = visit(programme, "partner").get(path, headers={"Range": "bytes=7-"})
    refused(answer, 416, "no_such_range")
    assert answer.headers["Content-Range"] == "bytes */7"


def test_r1_an_upload_that_breaks_off_is_no_error_of_this_server(
    served: Served, visit: Visit, programme: AProgramme, caplog: pytest.LogCaptureFixture
) -> None:
    programme.bring_recording(b"x" * 100)
    client, address = visit(programme, "facilitator"), urlsplit(served.address)
    path = f"/api/recordings/{programme.recording}/chunks/0"
    with socket.create_connection((address.hostname, address.port)) as it:
        head = {"Host": address.netloc, "Cookie": f"{COOKIE}={client.cookies[COOKIE]}", "Content-Length": "100", **HASH}
        lines = [f"PUT {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        it.sendall("\r\n".join([*lines, "", "xxxx"]).encode())
    for _ in range(20):
        assert client.get(path.removesuffix("/0")).json() == []
    assert [it for it in caplog.records if it.levelno >= logging.ERROR] == []


def test_a_failure_says_so_and_tells_nothing_else(
    served: Served, visit: Visit, programme: AProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit(programme, "partner")

    def breaks(*given: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(served.services.snapshots, "frame", breaks)
    answer = client.get(f"/api/retreats/{programme.retreat}/frame")
    refused(answer, 500, "failed")
    assert "secret" not in answer.text


def test_c1_what_was_written_is_not_repeated(visit: Visit, programme: AProgramme) -> None:
    client, path = visit(programme, "partner"), f"/api/programmes/{programme.programme}/commands"
    for more in ({"a secret " * 1000: 1}, {"colour": "a secret"}, {"type": "a secret"}, {"name": "a secret\x07"}):
        about = {"type": "create_code", "id": str(uuid4()), "code": str(uuid4()), "name": "x", "colour": 1, **more}
        answer = client.post(path, json=about)
        refused(answer, answer.status_code, answer.json()["kind"])
        assert answer.status_code in (400, 422) and "secret" not in answer.text
