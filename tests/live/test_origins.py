"""Pages of this server, of a proxy before it that was named, and of nobody else (H1)."""

from dataclasses import replace

import httpx
import pytest

from server.http.dependencies import COOKIE
from server.store.sign_ins import make_link, use_link
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket
from tests.serving import Served

PROXY = "https://retreat.example"


def test_h1_an_origin_that_was_named_may_come(
    served: Served, programme: AProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served.services, "settings", replace(served.services.settings, origins=(PROXY,)))
    token, path = programme.sign_in(served.database, "partner"), f"/api/programmes/{programme.programme}/commands"
    body = programme.annotation(programme.id("mark")).model_dump_json()
    for origin, kind in ((PROXY, "welcome"), (served.address, "welcome"), (PROXY + ".evil", "refused")):
        with ASocket(served, token, origin=origin) as it:
            assert (it.hello(programme.retreat) if kind == "welcome" else it.next())["type"] == kind
        headers = {"Origin": origin, "Cookie": f"{COOKIE}={token}"}
        answer = httpx.post(served.address + path, content=body, headers=headers)
        assert answer.status_code == (200 if kind == "welcome" else 403)


def test_h1_behind_https_the_cookie_is_never_sent_without_it(served: Served, programme: AProgramme) -> None:
    with served.database.write() as connection:
        token = make_link(connection, programme.programme, programme.who("partner"))
    for scheme in ("http", "https"):
        answer = httpx.post(
            f"{served.address}/api/sign-in", json={"token": token}, headers={"X-Forwarded-Proto": scheme}
        )
        assert ("secure" in answer.headers["Set-Cookie"].lower()) == (scheme == "https")


def test_h1_a_sign_in_that_has_expired_is_none(served: Served, programme: AProgramme) -> None:
    with served.database.write() as connection:
        token = use_link(connection, make_link(connection, programme.programme, programme.who("partner")), -1)
    answer = httpx.get(f"{served.address}/api/me", headers={"Cookie": f"{COOKIE}={token}"})
    assert (answer.status_code, answer.json()["kind"]) == (401, "not_signed_in")
    with ASocket(served, token) as it:
        assert it.next()["why"]["kind"] == "not_signed_in"
