"""A new way in for guests, and a new password for those who have one."""

import httpx

from server.domain import commands as c
from tests.a_programme import AProgramme
from tests.http.conftest import PASSWORD, Enrol, Stranger, Visit

NEW = "five quite other ordinary words"


def ask(client: httpx.Client, programme: AProgramme, person: str) -> httpx.Response:
    return client.post(f"/api/members/{programme.who(person)}/sign-in-link")


def test_a_guest_who_lost_phone_and_receipt_is_let_in_again_once(
    visit: Visit, stranger: Stranger, programme: AProgramme
) -> None:
    link = ask(visit(programme, "facilitator"), programme, "partner").json()
    client = stranger()
    assert client.post("/api/sign-in", json={"token": link["token"]}).status_code == 204
    assert client.get("/api/me").json()["member"]["id"] == programme.who("partner")
    assert stranger().post("/api/sign-in", json={"token": link["token"]}).json()["kind"] == "link_used"


def test_nobody_is_let_in_as_somebody_whom_they_do_not_see_to(
    visit: Visit, programme: AProgramme, enrol: Enrol
) -> None:
    assert ask(visit(programme, "partner"), programme, "observer").status_code == 403
    assert ask(visit(programme, "researcher"), programme, "partner").status_code == 403
    facilitator = visit(programme, "facilitator")
    assert ask(facilitator, programme, "elsewhere").status_code == 404
    assert ask(facilitator, programme, "newcomer").status_code == 404
    assert ask(facilitator, programme, "nobody").status_code == 404
    enrol("researcher")
    assert ask(facilitator, programme, "researcher").json()["kind"] == "signs_in_by_email"
    programme.ask("steward", c.GiveRole, retreat=programme.retreat, member=programme.who("steward"), role="partner")
    assert ask(facilitator, programme, "steward").json()["kind"] == "signs_in_by_email"


def test_a_new_password_signs_all_other_devices_out(stranger: Stranger, enrol: Enrol) -> None:
    email, here, elsewhere = enrol("researcher"), stranger(), stranger()
    for client in (here, elsewhere):
        assert client.post("/api/sign-in", json={"email": email, "password": PASSWORD}).status_code == 204
    assert here.post("/api/me/password", json={"old": "not my password now", "password": NEW}).status_code == 403
    assert here.post("/api/me/password", json={"old": PASSWORD, "password": "short"}).status_code == 422
    assert here.post("/api/me/password", json={"old": PASSWORD, "password": NEW}).status_code == 204
    assert here.get("/api/me").status_code == 200 and elsewhere.get("/api/me").status_code == 401
    assert stranger().post("/api/sign-in", json={"email": email, "password": NEW}).status_code == 204


def test_who_has_no_account_has_no_password(visit: Visit, programme: AProgramme) -> None:
    answer = visit(programme, "partner").post("/api/me/password", json={"old": PASSWORD, "password": NEW})
    assert answer.status_code == 404
