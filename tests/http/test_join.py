"""Guests: the code on the wall, what it asks, and the many ways in which joining can go wrong."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, update

from server.domain import commands as c
from server.domain.parts import Frame, Me
from server.store.tables import InvitationRow, MemberRow, ReceiptRow
from tests.a_programme import AProgramme
from tests.http.conftest import Stranger, Visit
from tests.http.test_refusals import refused
from tests.serving import Served

Body = dict[str, Any]


def receipt() -> tuple[str, str]:
    """Sixteen characters, and the digest that the phone sends."""
    text = uuid4().hex.upper()[:16]
    return text, hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def code(visit: Visit, programme: AProgramme) -> str:
    return code_of(visit, programme, programme.invite())


def code_of(visit: Visit, programme: AProgramme, invitation: str) -> str:
    path = f"/api/retreats/{programme.retreat}/invitations/{invitation}/code"
    return str(visit(programme, "facilitator").get(path).json()["code"])


def body(code: str, **about: Any) -> Body:
    return {"id": str(uuid4()), "code": code, "name": "Nasreen", "answers": [], "receipt": receipt()[1], **about}


def join(client: httpx.Client, it: Body) -> httpx.Response:
    return client.post("/api/join", json=it)


def look(client: httpx.Client, code: str) -> httpx.Response:
    return client.post("/api/join/look", json={"code": code})


def me(answer: httpx.Response) -> Me:
    return Me.model_validate_json(answer.content)


def test_a_code_says_what_it_lets_one_join(stranger: Stranger, programme: AProgramme, code: str) -> None:
    seen = look(stranger(), code).json()
    assert (seen["retreat"], seen["place"], seen["programme"]) == (
        "Spring retreat",
        "Birnam",
        "Meaning and measurement",
    )
    assert {"id": programme.organisation, "name": "Tayside care", "sector": programme.sector} in seen["organisations"]
    assert programme.sector in {it["id"] for it in seen["sectors"]}
    assert [it["position"] for it in seen["consent"]] == list(range(len(seen["consent"]))) and seen["consent"]
    assert all(it["wording"] and it["version"] for it in seen["consent"])


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:l}", "{:d}", "{:o}"])
def test_a_code_is_found_however_it_is_typed(stranger: Stranger, code: str, typed: str) -> None:
    variants = {
        "{}": code,
        " {} ": f" {code} ",
        "{:l}": code.lower(),
        "{:d}": code.replace("-", " – "),
        "{:o}": code.replace("0", "O").replace("1", "l"),
    }
    assert len(code) == 7 and code[3] == "-"
    assert look(stranger(), variants[typed]).status_code == 200


def test_a_guest_comes_in_and_is_signed_in(visit: Visit, stranger: Stranger, programme: AProgramme, code: str) -> None:
    client, (text, digest) = stranger(), receipt()
    items = look(client, code).json()["consent"]
    answers = [{"item": it["id"], "version": it["version"], "yes": n < 2} for n, it in enumerate(items)]
    answer = join(client, body(code, organisation=programme.organisation, answers=answers, receipt=digest))
    it = me(answer)
    assert (it.member.name, it.member.organisation, it.account) == ("Nasreen", programme.organisation, False)
    assert [(one.retreat.id, one.role) for one in it.retreats] == [(programme.retreat, "partner")]
    assert [one.id for one in it.programmes] == [programme.programme]
    assert me(client.get("/api/me")) == it
    frame = Frame.model_validate_json(client.get(f"/api/retreats/{programme.retreat}/frame").content)
    assert it.member.id in {one.id for one in frame.members}
    again = stranger()
    assert again.post("/api/sign-in", json={"receipt": text.lower()}).status_code == 204
    assert me(again.get("/api/me")).member == it.member


def test_a_guest_brings_an_organisation(stranger: Stranger, programme: AProgramme, code: str) -> None:
    new = {"organisation_name": "Perthshire Carers’ Network", "sector": programme.sector}
    first, second = (me(join(stranger(), body(code, **new))) for _ in range(2))
    assert first.member.organisation == second.member.organisation != programme.organisation
    names = [it["name"] for it in look(stranger(), code).json()["organisations"]]
    assert names.count("Perthshire Carers’ Network") == 1


def test_a_phone_that_lost_the_answer_is_let_in_as_the_same(
    served: Served, stranger: Stranger, programme: AProgramme, code: str
) -> None:
    it = body(code)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: join(client, it), [stranger() for _ in range(4)]))
    assert {me(answer).member.id for answer in answers} == {me(answers[0]).member.id}
    with served.database.read() as connection:
        statement = select(func.count()).where(MemberRow.name == "Nasreen")
        assert connection.execute(statement.where(MemberRow.programme == programme.programme)).scalar() == 1


def test_who_knows_the_command_is_not_let_in_as_that_guest(
    served: Served, stranger: Stranger, programme: AProgramme, code: str
) -> None:
    """Command, member and name stand in the ledger, which everybody in the retreat reads."""
    it = body(code)
    guest = me(join(stranger(), it)).member.id
    client = stranger()
    for forged in ({**it, "receipt": receipt()[1]}, {**it, "receipt": "0" * 64, "name": "Somebody"}):
        refused(join(client, forged), 409, "other_content")
    assert client.get("/api/me").status_code == 401
    with served.database.read() as connection:
        kept = connection.execute(select(ReceiptRow.digest).where(ReceiptRow.member == guest)).scalars().all()
    assert kept == [it["receipt"]]


def test_other_content_under_the_same_id_is_refused(stranger: Stranger, code: str) -> None:
    it = body(code)
    assert join(stranger(), it).status_code == 200
    refused(join(stranger(), {**it, "name": "Somebody else"}), 409, "other_content")


def test_a_receipt_is_one_guests(served: Served, stranger: Stranger, code: str) -> None:
    it = body(code)
    join(stranger(), it)
    refused(join(stranger(), body(code, receipt=it["receipt"])), 409, "already_there")


def test_who_is_refused_leaves_nothing(served: Served, stranger: Stranger, programme: AProgramme, code: str) -> None:
    client = stranger()
    item = look(client, code).json()["consent"][0]
    changed = {"item": item["id"], "version": str(uuid4()), "yes": True}
    it = body(code, answers=[changed])
    answer = join(client, it)
    refused(answer, 409, "words_changed")
    assert client.get("/api/me").status_code == 401
    with served.database.read() as connection:
        assert connection.execute(select(ReceiptRow).where(ReceiptRow.digest == it["receipt"])).first() is None
    assert join(client, {**it, "answers": []}).status_code == 200


def test_codes_that_are_no_longer_good_say_why(
    served: Served, visit: Visit, stranger: Stranger, programme: AProgramme, code: str
) -> None:
    client = stranger()
    other = code_of(visit, programme, ended := programme.invite(str(uuid4())))
    programme.ask("facilitator", c.EndInvitation, invitation=ended)
    with served.database.write() as connection:
        passed = update(InvitationRow).where(InvitationRow.id == programme.invitation)
        connection.execute(passed.values(until="2026-01-01T00:00:00.000Z"))
    for ask in (look, lambda client, code: join(client, body(code))):
        refused(ask(client, other), 409, "code_ended")
        refused(ask(client, code), 409, "code_expired")
        refused(ask(client, "ZZZ-ZZZ"), 404, "code_unknown")
    assert look(client, "ZZZ-ZZZ").json()["message"] == "That code is not known here. Check it against the wall."


def test_guessing_codes_ends_soon(stranger: Stranger, code: str) -> None:
    client = stranger("203.0.113.20")
    statuses = [look(client, f"ZZZ-Z{n:02}").status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]
    refused(join(client, body(code)), 429, "too_many_attempts")
    assert look(stranger("203.0.113.21"), code).status_code == 200


def test_a_hall_full_of_guests_comes_in_from_one_address(
    served: Served, stranger: Stranger, programme: AProgramme, code: str
) -> None:
    address = "203.0.113.22"
    for n in range(20):  # some mistype
        look(stranger(address), f"ZZZ-Z{n:02}")

    def come(n: int) -> int:
        with httpx.Client(base_url=served.address, headers={"X-Forwarded-For": address}, timeout=60) as client:
            assert look(client, code).status_code == 200
            return join(client, body(code, name=f"Guest {n}")).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(come, range(60))) == {200}


def test_a_code_is_for_those_who_put_it_up(visit: Visit, programme: AProgramme, code: str) -> None:
    path = f"/api/retreats/{programme.retreat}/invitations/{programme.invitation}"
    client = visit(programme, "facilitator")
    shown = client.get(f"{path}/code")
    assert shown.json() == {"code": code, "url": f"{str(client.base_url).rstrip('/')}/join#{code}"}
    assert shown.headers["Cache-Control"] == "no-store"
    picture = client.get(f"{path}/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml" and picture.text.startswith("<svg")
    other = f"/api/retreats/{programme.other_retreat}/invitations/{programme.invitation}/code"
    refused(visit(programme, "steward").get(other), 404, "not_found")


@pytest.mark.parametrize(
    "about",
    [
        {"name": " "},
        {"organisation_name": "No sector"},
        {"sector": str(uuid4())},
        {"organisation": str(uuid4()), "organisation_name": "Twice", "sector": str(uuid4())},
        {"receipt": "ABCD"},
        {"id": "x"},
        {"answers": [{}]},
        {"more": 1},
    ],
)
def test_c1_a_guest_that_does_not_fit(stranger: Stranger, code: str, about: Body) -> None:
    answer = join(stranger(), body(code, **about))
    refused(answer, answer.status_code, answer.json()["kind"])
    assert answer.status_code in (400, 422)


def test_what_a_guest_names_must_be_there(stranger: Stranger, code: str) -> None:
    refused(join(stranger(), body(code, organisation=str(uuid4()))), 404, "not_found")
    new = {"organisation_name": "New", "sector": str(uuid4())}
    refused(join(stranger(), body(code, **new)), 404, "not_found")
