"""What stewards do about accounts: letting people in by e-mail, new links, closing and opening."""

import time
from uuid import uuid4

import httpx
import pytest

from server.domain.parts import Me
from server.http.dependencies import COOKIE
from tests.a_programme import AProgramme
from tests.http.conftest import PASSWORD, Enrol, Stranger, Visit
from tests.http.test_refusals import refused
from tests.live.a_socket import ASocket
from tests.serving import Served

Link = dict[str, str]


def make(steward: httpx.Client, programme: AProgramme, person: str, email: str) -> httpx.Response:
    return steward.post("/api/accounts", json={"member": programme.who(person), "email": email})


def an_email() -> str:
    return f"{uuid4()}@example.org"


def set_password(client: httpx.Client, link: Link, password: str = PASSWORD) -> httpx.Response:
    return client.post("/api/links/password", json={"token": link["token"], "password": password})


def signed_in(client: httpx.Client, email: str, password: str = PASSWORD) -> int:
    return client.post("/api/sign-in", json={"email": email, "password": password}).status_code


def test_a_steward_lets_a_member_in_by_email(visit: Visit, stranger: Stranger, programme: AProgramme) -> None:
    steward, client, email = visit(programme, "steward"), stranger(), an_email()
    answer = make(steward, programme, "newcomer", email.upper())
    assert answer.headers["Cache-Control"] == "no-store"
    made = answer.json()
    expected = {"member": programme.who("newcomer"), "email": email, "disabled": False}
    assert made["account"] == {**expected, "has_password": False, "last_sign_in": None}
    assert made["link"]["url"].endswith(f"/password#{made['link']['token']}")
    seen = client.post("/api/links/look", json={"token": made["link"]["token"]}).json()
    assert seen == {"purpose": "password", "name": "Newcomer", "email": email}
    answer = set_password(client, made["link"])
    assert answer.status_code == 204 and client.get("/api/me").json()["account"]
    listed = steward.get("/api/accounts").json()
    assert [it | {"last_sign_in": None} for it in listed] == [{**expected, "has_password": True, "last_sign_in": None}]
    assert listed[0]["last_sign_in"].endswith("Z")
    assert signed_in(stranger(), email) == 204


def test_a_link_to_set_a_password_works_once(visit: Visit, stranger: Stranger, programme: AProgramme) -> None:
    link = make(visit(programme, "steward"), programme, "partner", an_email()).json()["link"]
    refused(set_password(stranger(), link, "too short"), 422, "password_too_short")
    assert set_password(stranger(), link).status_code == 204
    refused(set_password(stranger(), link), 401, "link_used")
    refused(stranger().post("/api/links/look", json={"token": link["token"]}), 401, "link_used")


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("eleven char", "password_too_short"),
        ("x" * 1_001, "too_large"),
        (" EMAIL ", "password_too_plain"),
        ("\ufdfa" * 900, "password_too_long"),  # eighteen letters in one
    ],
)
def test_which_passwords_are_not_taken(
    visit: Visit, stranger: Stranger, programme: AProgramme, password: str, kind: str
) -> None:
    email = an_email()
    link = make(visit(programme, "steward"), programme, "newcomer", email).json()["link"]
    answer = set_password(stranger(), link, password.replace("EMAIL", email.upper()))
    refused(answer, answer.status_code, kind)


def test_a_new_link_voids_the_old_and_a_new_password_ends_all_sign_ins(
    visit: Visit, stranger: Stranger, programme: AProgramme, enrol: Enrol
) -> None:
    steward, email, elsewhere, here = visit(programme, "steward"), enrol("researcher"), stranger(), stranger()
    assert signed_in(elsewhere, email) == 204
    path = f"/api/accounts/{programme.who('researcher')}/link"
    old, new = steward.post(path).json(), steward.post(path).json()
    refused(set_password(here, old), 401, "link_unknown")
    assert elsewhere.get("/api/me").status_code == 200
    assert set_password(here, new, "a password that is new").status_code == 204
    assert elsewhere.get("/api/me").status_code == 401 and here.get("/api/me").status_code == 200
    assert signed_in(stranger(), email) == 401 and signed_in(stranger(), email, "a password that is new") == 204


def test_disabling_ends_what_is_open_and_lets_nobody_in(
    served: Served, visit: Visit, stranger: Stranger, programme: AProgramme, enrol: Enrol
) -> None:
    steward, email, client = visit(programme, "steward"), enrol("researcher"), stranger()
    assert signed_in(client, email) == 204
    device = client.post("/api/me/device-link").json()
    path = f"/api/accounts/{programme.who('researcher')}"
    with ASocket(served, client.cookies[COOKIE]) as socket:
        assert socket.hello(programme.retreat)["type"] == "welcome"
        begun = time.monotonic()
        assert steward.post(f"{path}/disable").json()["disabled"] is True
        with pytest.raises(Exception, match="close"):
            while True:
                socket.next()
        assert time.monotonic() - begun < 2.5
    assert client.get("/api/me").status_code == 401
    refused(stranger().post("/api/sign-in", json={"token": device["token"]}), 401, "link_unknown")
    answer = stranger().post("/api/sign-in", json={"email": email, "password": PASSWORD})
    refused(answer, 403, "account_disabled")
    assert steward.post(f"{path}/enable").json()["disabled"] is False
    assert signed_in(client, email) == 204


def test_nobody_closes_their_own_account(stranger: Stranger, programme: AProgramme, enrol: Enrol) -> None:
    email, client = enrol("steward"), stranger()
    signed_in(client, email)
    refused(client.post(f"/api/accounts/{programme.who('steward')}/disable"), 403, "own_account")


def test_the_stewards_of_one_programme_do_not_open_another(
    served: Served, visit: Visit, stranger: Stranger, programme: AProgramme, enrol: Enrol
) -> None:
    """Whoever makes a link to set a password can sign in with it; and nobody has shown that an e-mail is theirs. Only
    whoever runs this server brings an account into a second programme."""
    other, email = served.found(), enrol("researcher")
    steward, client = visit(other, "steward"), stranger()
    refused(make(steward, other, "partner", email), 409, "account_elsewhere")
    enrol("partner", other, email)
    refused(steward.post(f"/api/accounts/{other.who('partner')}/link"), 409, "account_elsewhere")
    signed_in(client, email)
    client.post("/api/me/programme", json={"programme": other.programme})
    assert steward.post(f"/api/accounts/{other.who('partner')}/disable").json()["disabled"]
    assert client.get("/api/me").status_code == 401 and signed_in(client, email) == 204
    me = Me.model_validate_json(client.get("/api/me").content)
    assert [it.id for it in me.programmes] == [programme.programme]
    answer = client.post("/api/me/programme", json={"programme": other.programme})
    refused(answer, 403, "account_disabled")
    assert [it["disabled"] for it in visit(programme, "steward").get("/api/accounts").json()] == [False]


def test_one_account_is_one_member_of_a_programme(visit: Visit, programme: AProgramme) -> None:
    steward, email = visit(programme, "steward"), an_email()
    assert make(steward, programme, "partner", email).status_code == 200
    assert make(steward, programme, "partner", email).json()["link"]
    refused(make(steward, programme, "partner", an_email()), 409, "has_account")
    refused(make(steward, programme, "observer", email), 409, "email_taken")


def test_what_is_not_here_is_not_found(served: Served, visit: Visit, programme: AProgramme, enrol: Enrol) -> None:
    steward, other = visit(programme, "steward"), served.found()
    enrol("partner", other)
    refused(make(steward, other, "researcher", an_email()), 404, "not_found")
    for it in ("link", "disable", "enable"):
        for member in (other.who("partner"), programme.who("observer"), "x"):
            refused(steward.post(f"/api/accounts/{member}/{it}"), 404, "not_found")


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "a b@c", "@c", "a@", "x" * 250 + "@b.org", 7])
def test_c1_an_email_that_is_none(visit: Visit, programme: AProgramme, email: str) -> None:
    answer = make(visit(programme, "steward"), programme, "partner", email)
    refused(answer, answer.status_code, answer.json()["kind"])
    assert answer.status_code in (400, 413, 422)
