"""The permission walk over the routes: each is in the table, and everybody gets from it what the table says (C9)."""

import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.domain.access import WHO
from tests.a_programme import AProgramme
from tests.http.conftest import CONTENT, Visit
from tests.serving import Served

ZIPPED = Path(__file__).parents[1] / "cases" / "C39-from-a-mac.zip"
RETREAT, RECORDING = "/api/retreats/{retreat}", "/api/recordings/{recording}"
# Every route that lies in a retreat, by the name that it has in the table.
IN_THE_TABLE = {
    ("GET", f"{RETREAT}/frame"): "read_retreat",
    ("GET", f"{RETREAT}/sources/{{source}}/outline"): "read_retreat",
    ("GET", f"{RETREAT}/sources/{{source}}/blocks/{{n}}"): "read_retreat",
    ("GET", f"{RETREAT}/sources/{{source}}/blocks"): "read_retreat",
    ("GET", f"{RETREAT}/sources/{{source}}/words/{{n}}"): "read_retreat",
    ("GET", f"{RETREAT}/sources/{{source}}/segments/{{segment}}/revisions"): "read_retreat",
    ("GET", f"{RETREAT}/codebook/history"): "read_retreat",
    ("GET", f"{RETREAT}/annotations/{{annotation}}/history"): "read_retreat",
    ("GET", f"{RETREAT}/tables/{{table}}.json"): "export",
    ("GET", f"{RETREAT}/tables/{{table}}.csv"): "export",
    ("GET", f"{RETREAT}/retreat.json"): "export",
    ("GET", f"{RETREAT}/tokens"): "make_token",
    ("POST", f"{RETREAT}/tokens"): "make_token",
    ("GET", f"{RETREAT}/archive"): "export",
    ("POST", f"{RETREAT}/archives"): "export",
    ("GET", f"{RETREAT}/archive/preview"): "export",
    ("GET", f"{RECORDING}/sound"): "hear",
    ("HEAD", f"{RECORDING}/sound"): "hear",
    ("GET", f"{RECORDING}/peaks"): "hear",
    ("GET", f"{RECORDING}/original"): "export",
    ("GET", f"{RECORDING}/chunks"): "send_chunks",
    ("PUT", f"{RECORDING}/chunks/{{n}}"): "send_chunks",
    ("POST", f"{RETREAT}/transcripts/preview"): "bring_in_transcript",
    ("POST", f"{RETREAT}/transcripts/unpack"): "bring_in_transcript",
    ("GET", f"{RETREAT}/invitations/{{invitation}}/code"): "run_retreat",
    ("GET", f"{RETREAT}/invitations/{{invitation}}/qr.svg"): "run_retreat",
}
# The same for the programme as a whole.
OF_THE_PROGRAMME = {
    ("GET", "/api/programme"): "read_programme",
    ("GET", "/api/programme/excerpts/{source}"): "read_excerpts",
    ("POST", "/api/excerpts/preview"): "read_excerpts",
    ("GET", "/api/installation"): "read_programme",
    ("GET", "/api/programme/tokens"): "make_programme_token",
    ("POST", "/api/programme/tokens"): "make_programme_token",
    ("GET", "/api/programme/archive"): "export",
    ("POST", "/api/programme/archives"): "export",
    ("GET", "/api/programme/archive/preview"): "export",
    ("POST", "/api/members/{member}/sign-in-link"): "let_in_again",
    ("POST", "/api/programme/arrivals/preview"): "bring_back",
    ("POST", "/api/programme/arrivals"): "bring_back",
    ("GET", "/api/accounts"): "manage_accounts",
    ("POST", "/api/accounts"): "manage_accounts",
    ("POST", "/api/accounts/{member}/link"): "manage_accounts",
    ("POST", "/api/accounts/{member}/disable"): "manage_accounts",
    ("POST", "/api/accounts/{member}/enable"): "manage_accounts",
}
# These are about whoever asks, or ask by the command that they carry.
OF_ONESELF = {
    ("POST", "/api/sign-out"),
    ("GET", "/api/me"),
    ("POST", "/api/me/programme"),
    ("POST", "/api/me/device-link"),
    ("POST", "/api/me/device-link/qr.svg"),
    ("POST", "/api/me/receipt"),
    ("POST", "/api/me/password"),
    ("GET", "/api/retreats"),
    ("GET", "/api/retreats/{retreat}/given"),
    ("POST", "/api/tokens/{token}/revoke"),
    ("GET", "/api/archives"),
    ("GET", "/api/archives/{archive}"),
    ("POST", "/api/archives/{archive}/remove"),
    ("POST", "/api/programmes/{programme}/commands"),
}
# The ways in: whoever asks is not known yet, and shows a password, a link, a receipt or a code.
PUBLIC = {
    ("GET", "/api/health"),
    ("GET", "/api/ways-in"),
    ("POST", "/api/sign-in"),
    ("POST", "/api/links/look"),
    ("POST", "/api/links/password"),
    ("POST", "/api/first"),
    ("POST", "/api/forgotten"),
    ("POST", "/api/join/look"),
    ("POST", "/api/join"),
    ("GET", "/api/oidc/start"),
    ("GET", "/api/oidc/callback"),
}


def test_c9_every_route_has_its_row(served: Served) -> None:
    app = create_app(served.services.settings)
    described = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    assert described == set(IN_THE_TABLE) | set(OF_THE_PROGRAMME) | OF_ONESELF | PUBLIC
    assert {*IN_THE_TABLE.values(), *OF_THE_PROGRAMME.values()} <= set(WHO)


def ask(client: Any, programme: AProgramme, route: tuple[str, str]) -> int:
    """The status with which this route answers, asked for what is there."""
    method, path = route
    ids = {
        "programme": programme.programme,
        "retreat": programme.retreat,
        "recording": programme.recording,
        "source": programme.excerpt,
        "annotation": programme.id("mark"),
        "segment": programme.place(0, 0).segment,
        "invitation": programme.invitation,
        "member": programme.who("newcomer"),
        "table": "annotations",
        "token": programme.id("no token"),
        "archive": programme.id("no archive"),
        "n": 0,
    }
    if path.endswith("/tokens") and method == "POST":
        return int(client.post(path.format(**ids), json={"name": "A script"}).status_code)
    content = ZIPPED.read_bytes() if path.endswith("/unpack") else CONTENT
    sent = {"content": content, "headers": {"X-Chunk-SHA256": hashlib.sha256(CONTENT).hexdigest()}}
    return int(client.request(method, path.format(**ids), **(sent if method in ("PUT", "POST") else {})).status_code)


@pytest.mark.parametrize("column", ["steward", "facilitator", "researcher", "partner", "observer"])
def test_c9_a_route_is_for_those_in_its_row(visit: Visit, recorded: AProgramme, column: str) -> None:
    client = visit(recorded, column)
    for route, name in IN_THE_TABLE.items():
        assert ask(client, recorded, route) == (200 if column in WHO[name] else 403), route


@pytest.mark.parametrize("person", ["facilitator", "researcher", "partner", "observer", "newcomer", "elsewhere"])
def test_c9_a_route_of_the_programme_is_for_those_in_its_row(visit: Visit, recorded: AProgramme, person: str) -> None:
    client = visit(recorded, person)
    for route, name in OF_THE_PROGRAMME.items():
        if person not in WHO[name]:
            assert ask(client, recorded, route) == 403, route


def test_c9_the_ways_in_are_for_everybody_and_no_others(served: Served, recorded: AProgramme) -> None:
    with httpx.Client(base_url=served.address) as client:
        for route in (*IN_THE_TABLE, *OF_THE_PROGRAMME, *OF_ONESELF):
            assert ask(client, recorded, route) == 401, route
        for route in PUBLIC:
            assert ask(client, recorded, route) in (200, 400, 404), route


def test_h1_no_route_that_changes_something_is_for_another_sites_pages(visit: Visit, recorded: AProgramme) -> None:
    client = visit(recorded, "steward")
    client.headers["Origin"] = "https://elsewhere.example"
    changing = [it for it in (*IN_THE_TABLE, *OF_THE_PROGRAMME, *OF_ONESELF, *PUBLIC) if it[0] in ("POST", "PUT")]
    for route in changing:
        assert ask(client, recorded, route) == 403, route


@pytest.mark.parametrize("person", ["newcomer", "elsewhere"])
def test_c9_no_route_finds_a_retreat_that_one_is_not_in(visit: Visit, recorded: AProgramme, person: str) -> None:
    client = visit(recorded, person)
    assert {ask(client, recorded, route) for route in IN_THE_TABLE} == {404}


def test_c9_no_route_finds_what_lies_in_another_programme(served: Served, visit: Visit, recorded: AProgramme) -> None:
    client = visit(served.found(), "steward")
    assert {ask(client, recorded, route) for route in IN_THE_TABLE} == {404}


def test_c9_a_role_that_was_taken_is_gone_at_the_next_request(visit: Visit, recorded: AProgramme) -> None:
    client, route = visit(recorded, "researcher"), ("GET", f"{RETREAT}/archive")
    assert ask(client, recorded, route) == 200
    recorded.give_role("researcher", "observer")
    assert ask(client, recorded, route) == 403
