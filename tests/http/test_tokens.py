"""Tokens: what programs read with them, what they do not, and how they come to their end."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, update
from websockets.exceptions import ConnectionClosed

from server.clock import later, now
from server.domain import commands as c
from server.domain.access import WHO
from server.http.dependencies import COOKIE
from server.store.tables import TokenRow
from tests.a_programme import AProgramme
from tests.http.conftest import PASSWORD, Enrol, Stranger, Visit
from tests.http.test_routes import IN_THE_TABLE, OF_ONESELF, OF_THE_PROGRAMME, PUBLIC, ask
from tests.live.a_socket import ASocket
from tests.serving import Served

Make = Callable[..., str]
Program = Callable[[str], httpx.Client]

_TOKEN: Any = TokenRow.__table__  # type: ignore[attr-defined]
A_LIST = ("GET", "/api/retreats")


def readable(table: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    """The routes of a part of the table that tokens read."""
    return {route for route, name in table.items() if "token" in WHO[name] and route[0] in ("GET", "HEAD")}


@pytest.fixture
def make(visit: Visit, recorded: AProgramme) -> Make:
    """Somebody makes a token, of the retreat or of the programme; returns what is shown once."""

    def one(person: str, place: str | None = None, **about: Any) -> str:
        path = "/api/programme/tokens" if place == "programme" else f"/api/retreats/{place or recorded.retreat}/tokens"
        answer = visit(recorded, person).post(path, json={"name": "Pandas on Morag's laptop", **about})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["secret"])

    return one


@pytest.fixture
def program(served: Served) -> Iterator[Program]:
    """A program that has this token and nothing else."""
    clients: list[httpx.Client] = []

    def one(secret: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {secret}"}
        clients.append(httpx.Client(base_url=served.address, headers=headers, timeout=30))
        return clients[-1]

    yield one
    for client in clients:
        client.close()


def kind_of(client: httpx.Client, programme: AProgramme) -> tuple[int, str]:
    """How reading the retreat is refused."""
    answer = client.get(f"/api/retreats/{programme.retreat}/frame")
    return answer.status_code, answer.json()["kind"]


def everywhere(client: httpx.Client, programme: AProgramme) -> set[int]:
    """The statuses of all routes that a token could read, but for what is of the programme alone."""
    return {ask(client, programme, route) for route in {*readable(IN_THE_TABLE), A_LIST}}


@pytest.mark.parametrize("person", ["steward", "facilitator", "researcher"])
def test_c9_a_token_of_a_retreat_reads_it_and_does_nothing_else(
    program: Program, make: Make, recorded: AProgramme, person: str
) -> None:
    client = program(make(person))
    for route in (*IN_THE_TABLE, *OF_THE_PROGRAMME, *OF_ONESELF):
        reads = route in readable(IN_THE_TABLE) or route == A_LIST
        assert ask(client, recorded, route) == (200 if reads else 403), route
    assert [it["id"] for it in client.get("/api/retreats").json()] == [recorded.retreat]


def test_c9_a_token_of_the_programme_reads_it_and_does_nothing_else(
    program: Program, make: Make, recorded: AProgramme
) -> None:
    client = program(make("steward", "programme"))
    reads = {*readable(IN_THE_TABLE), *readable(OF_THE_PROGRAMME), A_LIST}
    for route in (*IN_THE_TABLE, *OF_THE_PROGRAMME, *OF_ONESELF):
        assert ask(client, recorded, route) == (200 if route in reads else 403), route
    assert {it["id"] for it in client.get("/api/retreats").json()} == {recorded.retreat, recorded.other_retreat}


def test_what_is_described_as_readable_is_what_tokens_read(served: Served) -> None:
    described = httpx.get(f"{served.address}/api/openapi.json").json()
    marked = {
        (method.upper(), path)
        for path, methods in described["paths"].items()
        for method, about in methods.items()
        if about.get("security") == [{"token": []}]
    }
    assert marked == {*readable(IN_THE_TABLE), *readable(OF_THE_PROGRAMME), A_LIST}
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for method, path in marked:
        about = described["paths"][path][method.lower()]
        assert about["description"] and about["responses"]["4XX"]["content"]["application/json"]["schema"], path


def test_c9_a_token_of_a_retreat_says_that_it_ends_there(program: Program, make: Make, recorded: AProgramme) -> None:
    """Whoever made it may read the other retreat; and whether a retreat is there, it does not tell."""
    client = program(make("steward"))
    for retreat in (recorded.other_retreat, str(uuid4())):
        answer = client.get(f"/api/retreats/{retreat}/frame")
        assert (answer.status_code, answer.json()["kind"]) == (403, "outside_token")


def test_c9_a_token_finds_nothing_of_another_programme(
    served: Served, visit: Visit, program: Program, recorded: AProgramme
) -> None:
    answer = visit(served.found(), "steward").post("/api/programme/tokens", json={"name": "Elsewhere"})
    client = program(answer.json()["secret"])
    assert {ask(client, recorded, route) for route in readable(IN_THE_TABLE)} == {404}


def test_c10_no_command_is_given_by_token(program: Program, make: Make, recorded: AProgramme) -> None:
    client, before = program(make("facilitator")), recorded.give_role("observer", "observer")
    command = c.RemoveAnnotation(id=str(uuid4()), annotation=recorded.id("mark"))
    path = f"/api/programmes/{recorded.programme}/commands"
    answer = client.post(path, content=command.model_dump_json())
    assert (answer.status_code, answer.json()["kind"]) == (403, "not_by_token")
    assert client.get(f"/api/retreats/{recorded.retreat}/frame").json()["seq"] == before


def test_c10_no_socket_opens_by_token(served: Served, make: Make, recorded: AProgramme) -> None:
    headers = {"Authorization": f"Bearer {make('facilitator')}"}
    with ASocket(served, None, headers=headers) as it:
        assert it.next()["why"]["kind"] == "not_by_token"
        with pytest.raises(ConnectionClosed) as closed:
            it.next()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4403


def test_a_token_signs_nobody_in(served: Served, program: Program, make: Make, stranger: Stranger) -> None:
    secret = make("researcher")
    answer = stranger().post("/api/sign-in", json={"token": secret})
    assert (answer.status_code, answer.json()["kind"]) == (401, "link_unknown")
    with httpx.Client(base_url=served.address, cookies={COOKIE: secret}) as client:
        assert client.get("/api/me").status_code == 401
    assert program(secret).get("/api/me").json()["kind"] == "not_by_token"


@pytest.mark.parametrize("person", ["partner", "observer", "newcomer", "elsewhere"])
def test_c9_who_may_not_take_away_makes_no_token(visit: Visit, recorded: AProgramme, person: str) -> None:
    client = visit(recorded, person)
    for path in (f"/api/retreats/{recorded.retreat}/tokens", "/api/programme/tokens"):
        for answer in (client.get(path), client.post(path, json={"name": "A script"})):
            assert answer.status_code in (403, 404)


def test_c9_a_programmes_token_is_for_stewards_to_make(visit: Visit, recorded: AProgramme) -> None:
    for person in ("facilitator", "researcher"):
        answer = visit(recorded, person).post("/api/programme/tokens", json={"name": "A script"})
        assert answer.status_code == 403


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x", "days": 0}, {"name": "x", "days": 366}])
def test_c1_a_token_that_cannot_be(visit: Visit, recorded: AProgramme, body: Any) -> None:
    answer = visit(recorded, "researcher").post(f"/api/retreats/{recorded.retreat}/tokens", json=body)
    assert answer.status_code in (400, 422)


def test_a_steward_makes_none_for_a_retreat_that_is_not_there(visit: Visit, recorded: AProgramme) -> None:
    path = f"/api/retreats/{uuid4()}/tokens"
    client = visit(recorded, "steward")
    assert client.get(path).status_code == client.post(path, json={"name": "x"}).status_code == 404


def test_a_token_is_shown_once_and_kept_as_a_digest(
    served: Served, visit: Visit, program: Program, make: Make, recorded: AProgramme
) -> None:
    secret, path = make("researcher", days=30), f"/api/retreats/{recorded.retreat}/tokens"
    assert secret.startswith("dr_") and len(secret) == 46
    [shown] = visit(recorded, "facilitator").get(path).json()
    assert (shown["name"], shown["maker"], shown["retreat"]) == (
        "Pandas on Morag's laptop",
        "Researcher",
        recorded.retreat,
    )
    assert (shown["used"], shown["state"]) == (None, "reads") and later(29) < shown["ends"] < later(31)
    everywhere(program(secret), recorded)
    listed = visit(recorded, "steward").get(path)
    assert listed.json()[0]["used"] == now()[:10] and secret not in listed.text
    with served.database.read() as connection:
        [row] = connection.execute(select(_TOKEN).where(_TOKEN.c.programme == recorded.programme)).all()
    assert secret not in str(row) and row.digest == recorded.digest(secret)


def test_a_programme_lists_the_tokens_of_its_retreats_too(visit: Visit, make: Make, recorded: AProgramme) -> None:
    make("researcher")
    make("steward", "programme")
    steward = visit(recorded, "steward")
    assert [it["retreat"] for it in steward.get("/api/programme/tokens").json()] == [None, recorded.retreat]
    of_retreat = visit(recorded, "facilitator").get(f"/api/retreats/{recorded.retreat}/tokens").json()
    assert [it["maker"] for it in of_retreat] == ["Researcher"]


@pytest.mark.parametrize(("person", "status"), [("researcher", 204), ("steward", 204), ("facilitator", 403)])
def test_a_token_is_revoked_by_its_maker_or_a_steward(
    visit: Visit, program: Program, make: Make, recorded: AProgramme, person: str, status: int
) -> None:
    client, path = program(make("researcher")), f"/api/retreats/{recorded.retreat}/tokens"
    make("steward")  # another, which stays as it is
    them = visit(recorded, person).get(path).json()
    [mine] = [it for it in them if it["maker"] == "Researcher"]
    assert mine["mine_to_revoke"] == (status == 204)
    assert visit(recorded, person).post(f"/api/tokens/{mine['id']}/revoke").status_code == status
    if status == 204:
        assert everywhere(client, recorded) == {401} and kind_of(client, recorded)[1] == "token_revoked"
        assert len(visit(recorded, person).get(path).json()) == 1
    else:
        assert everywhere(client, recorded) == {200}


def test_c9_a_token_is_not_revoked_from_another_programme(
    served: Served, visit: Visit, program: Program, make: Make, recorded: AProgramme
) -> None:
    client = program(make("researcher"))
    [it] = visit(recorded, "researcher").get(f"/api/retreats/{recorded.retreat}/tokens").json()
    assert visit(served.found(), "steward").post(f"/api/tokens/{it['id']}/revoke").status_code == 404
    assert everywhere(client, recorded) == {200}


def test_a_token_that_has_ended_says_so(
    served: Served, visit: Visit, program: Program, make: Make, recorded: AProgramme
) -> None:
    client = program(make("researcher"))
    with served.database.write() as connection:
        connection.execute(update(_TOKEN).where(_TOKEN.c.programme == recorded.programme).values(expires=later(-1)))
    assert everywhere(client, recorded) == {401} and kind_of(client, recorded)[1] == "token_ended"
    assert visit(recorded, "researcher").get(f"/api/retreats/{recorded.retreat}/tokens").json()[0]["state"] == "ended"


def test_a_token_rests_while_its_maker_may_not_take_away(
    visit: Visit, program: Program, make: Make, recorded: AProgramme
) -> None:
    client = program(make("researcher"))
    recorded.give_role("researcher", "partner")
    assert everywhere(client, recorded) == {403} and kind_of(client, recorded)[1] == "maker_may_not"
    [shown] = visit(recorded, "facilitator").get(f"/api/retreats/{recorded.retreat}/tokens").json()
    assert shown["state"] == "rests"
    recorded.give_role("researcher", "researcher")
    assert everywhere(client, recorded) == {200}


def test_a_token_reads_nothing_once_its_maker_was_let_go(program: Program, make: Make, recorded: AProgramme) -> None:
    client = program(make("researcher"))
    recorded.ask("facilitator", c.TakeRole, retreat=recorded.retreat, member=recorded.who("researcher"))
    assert everywhere(client, recorded) == {403} and kind_of(client, recorded)[1] == "maker_may_not"


def test_a_programmes_token_reads_nothing_once_its_maker_is_no_steward(
    program: Program, make: Make, recorded: AProgramme
) -> None:
    """Not even the retreat that they take part in as a researcher."""
    recorded.ask("steward", c.SetSteward, member=recorded.who("researcher"), steward=True)
    client = program(make("researcher", "programme"))
    assert everywhere(client, recorded) == {200}
    recorded.ask("steward", c.SetSteward, member=recorded.who("researcher"), steward=False)
    assert everywhere(client, recorded) == {403}
    assert {ask(client, recorded, route) for route in readable(OF_THE_PROGRAMME)} == {403}


def test_what_ends_a_persons_sign_ins_ends_their_tokens(
    visit: Visit, stranger: Stranger, program: Program, make: Make, recorded: AProgramme, enrol: Enrol
) -> None:
    email, browser = enrol("researcher", recorded), stranger()
    browser.post("/api/sign-in", json={"email": email, "password": PASSWORD})
    path = f"/api/retreats/{recorded.retreat}/tokens"
    first = program(browser.post(path, json={"name": "Before"}).json()["secret"])
    assert everywhere(first, recorded) == {200}
    changed = browser.post("/api/me/password", json={"old": PASSWORD, "password": f"{PASSWORD} now"})
    assert changed.status_code == 204 and kind_of(first, recorded) == (401, "token_revoked")
    second = program(browser.post(path, json={"name": "After"}).json()["secret"])
    assert everywhere(second, recorded) == {200}
    visit(recorded, "steward").post(f"/api/accounts/{recorded.who('researcher')}/disable")
    assert everywhere(second, recorded) == {401}


def test_what_is_withdrawn_is_gone_for_tokens_too(program: Program, make: Make, recorded: AProgramme) -> None:
    client, path = program(make("researcher")), f"/api/retreats/{recorded.retreat}"
    read = (f"{path}/tables/annotations.json", f"{path}/retreat.json", f"{path}/tables/annotations.csv")
    assert all("Why here?" in client.get(it).text for it in read)
    recorded.ask("partner", c.Withdraw, retreat=recorded.retreat, annotations=[recorded.id("mark")])
    assert not any("Why here?" in client.get(it).text for it in read)


def test_c11_private_memos_are_not_for_tokens(visit: Visit, program: Program, make: Make, recorded: AProgramme) -> None:
    about = {"about": "retreat", "about_id": recorded.retreat, "retreat": recorded.retreat}
    recorded.ask("facilitator", c.WriteMemo, memo=str(uuid4()), text="kittiwake", **about)
    frame = f"/api/retreats/{recorded.retreat}/frame"
    assert "kittiwake" in visit(recorded, "facilitator").get(frame).text
    client = program(make("facilitator"))
    for path in (frame, frame.replace("frame", "retreat.json"), frame.replace("frame", "tables/memos.csv")):
        answer = client.get(path)
        assert answer.status_code == 200 and "kittiwake" not in answer.text


def test_a_wrong_token_is_said_to_be_and_slowed_down(
    served: Served, visit: Visit, program: Program, make: Make, recorded: AProgramme, enrol: Enrol
) -> None:
    right, wrong = program(make("researcher")), program("dr_" + "x" * 43)
    answer = wrong.get("/api/retreats")
    assert (answer.status_code, answer.json()["kind"]) == (401, "token_unknown")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert {wrong.get("/api/retreats").status_code for _ in range(29)} == {401}
    for client in (wrong, right):
        answer = client.get("/api/retreats")
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 500
    # A program that nobody looks after keeps no people out.
    signing_in = httpx.post(f"{served.address}/api/sign-in", json={"email": enrol("partner"), "password": PASSWORD})
    assert signing_in.status_code == 204


def test_a_revoked_token_that_is_used_on_slows_nobody_down(
    visit: Visit, program: Program, make: Make, recorded: AProgramme
) -> None:
    client = program(make("researcher"))
    [it] = visit(recorded, "steward").get("/api/programme/tokens").json()
    visit(recorded, "steward").post(f"/api/tokens/{it['id']}/revoke")
    assert {client.get("/api/retreats").status_code for _ in range(40)} == {401}
    assert program(make("researcher")).get("/api/retreats").status_code == 200


def test_h1_no_cookie_is_set_and_no_other_site_reads(program: Program, make: Make, recorded: AProgramme) -> None:
    client = program(make("researcher"))
    for route in {*readable(IN_THE_TABLE), A_LIST}:
        client.headers["Origin"] = "https://elsewhere.example"
        assert ask(client, recorded, route) == 200
    answer = client.get("/api/retreats")
    assert "set-cookie" not in answer.headers and not client.cookies
    assert not any(it.startswith("access-control") for it in answer.headers)


@pytest.mark.parametrize("credentials", ["Basic c29tZWJvZHk6YSBzZWNyZXQ=", "Bearer of.a.proxy", "Bearer", "dr_"])
def test_what_a_proxy_shows_is_not_taken_for_a_token(
    visit: Visit, stranger: Stranger, recorded: AProgramme, credentials: str
) -> None:
    for client, status in ((visit(recorded, "partner"), 200), (stranger(), 401)):
        assert client.get("/api/me", headers={"Authorization": credentials}).status_code == status


def test_a_table_is_that_of_the_archive(visit: Visit, program: Program, make: Make, recorded: AProgramme) -> None:
    recorded.ask("researcher", c.ReplyTo, reply=str(uuid4()), annotation=recorded.id("mark"), text="=1+1")
    client, path = program(make("researcher")), f"/api/retreats/{recorded.retreat}/tables"
    [reply] = client.get(f"{path}/replies-and-stances.json").json()
    assert (reply["text"], reply["person"], reply["view"]) == ("=1+1", "Researcher", None)
    table = client.get(f"{path}/replies-and-stances.csv")
    assert "'=1+1" in table.text and table.headers["content-type"] == "text/csv; charset=utf-8"
    [code] = client.get(f"{path}/codebook.json").json()
    assert (code["colour"], code["marks"]) == (7, 0) and client.get(f"{path}/codebook.json").text.count(".0") == 0
    assert client.get(f"{path}/accounts.json").status_code == 400


def test_h1_the_ways_in_ask_for_no_token(program: Program, recorded: AProgramme) -> None:
    client = program("dr_" + "x" * 43)
    assert {ask(client, recorded, it) for it in PUBLIC} <= {200, 400, 404}
