"""Ways to come into somebody else's rights, which are closed."""

import hashlib
import secrets
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from server.domain import commands as c
from server.ways_in.crockford import encode
from tests.a_programme import AProgramme
from tests.http.conftest import PASSWORD, Enrol, Stranger, Visit
from tests.live.a_socket import ASocket
from tests.serving import Served


def signed_in(client: httpx.Client, email: str, password: str = PASSWORD) -> int:
    return client.post("/api/sign-in", json={"email": email, "password": password}).status_code


def by_link(client: httpx.Client, token: str) -> httpx.Response:
    return client.post("/api/sign-in", json={"token": token})


def test_what_a_guest_was_given_opens_no_account(
    served: Served, visit: Visit, stranger: Stranger, programme: AProgramme, enrol: Enrol
) -> None:
    """A steward makes a link for a guest, gives the guest the e-mail of somebody else, and opens the link."""
    facilitator, guest = visit(programme, "facilitator"), visit(programme, "partner")
    link = facilitator.post(f"/api/members/{programme.who('partner')}/sign-in-link").json()["token"]
    receipt = encode(secrets.randbits(80), 16)
    digest = hashlib.sha256(receipt.encode()).hexdigest()
    assert guest.post("/api/me/receipt", json={"sha256": digest}).status_code == 204
    email = f"{uuid4()}@example.org"
    steward = visit(programme, "steward")
    assert steward.post("/api/accounts", json={"member": programme.who("partner"), "email": email}).status_code == 200
    assert guest.get("/api/me").status_code == 401
    assert by_link(stranger(), link).json()["kind"] == "link_unknown"
    assert stranger().post("/api/sign-in", json={"receipt": receipt}).json()["kind"] == "receipt_unknown"


def test_whoever_has_an_account_has_no_receipt(stranger: Stranger, enrol: Enrol) -> None:
    client = stranger()
    assert signed_in(client, enrol("researcher")) == 204
    answer = client.post("/api/me/receipt", json={"sha256": "0" * 64})
    assert (answer.status_code, answer.json()["kind"]) == (403, "use_your_email")


def test_another_device_of_an_account_is_signed_in_with_it(stranger: Stranger, enrol: Enrol) -> None:
    client, phone = stranger(), stranger()
    signed_in(client, enrol("researcher"))
    assert by_link(phone, client.post("/api/me/device-link").json()["token"]).status_code == 204
    assert phone.get("/api/me").json()["account"]


def test_a_guests_phone_is_signed_out_when_they_turn_out_to_have_an_account(
    visit: Visit, programme: AProgramme, enrol: Enrol, stranger: Stranger
) -> None:
    guest, client = visit(programme, "partner"), stranger()
    assert signed_in(client, enrol("researcher")) == 204
    both = {"member": programme.who("partner"), "into": programme.who("researcher")}
    programme.ask("facilitator", c.MergeMembers, retreat=programme.retreat, **both)
    assert guest.get("/api/me").status_code == 401 and client.get("/api/me").status_code == 200
    assert by_link(stranger(), "x" * 43).status_code == 401


def test_two_guests_who_are_one_stay_signed_in_on_both_phones(visit: Visit, programme: AProgramme) -> None:
    one, other = visit(programme, "partner"), visit(programme, "observer")
    both = {"member": programme.who("observer"), "into": programme.who("partner")}
    programme.ask("facilitator", c.MergeMembers, retreat=programme.retreat, **both)
    assert one.get("/api/me").json()["member"]["id"] == other.get("/api/me").json()["member"]["id"]


def test_disabling_an_account_ends_all_that_its_person_has_open(
    visit: Visit, programme: AProgramme, enrol: Enrol, stranger: Stranger
) -> None:
    client = stranger()
    signed_in(client, enrol("researcher"))
    programme.ask(
        "steward",
        c.MergeMembers,
        retreat=programme.retreat,
        member=programme.who("researcher"),
        into=programme.who("partner"),
    )
    steward = visit(programme, "steward")
    assert steward.post(f"/api/accounts/{programme.who('researcher')}/disable").status_code == 200
    assert client.get("/api/me").status_code == 401


def test_a_facilitator_does_not_become_a_guest_of_another_retreat(visit: Visit, programme: AProgramme) -> None:
    elsewhere = programme.who("elsewhere")
    giving = c.GiveRole(id=str(uuid4()), retreat=programme.retreat, member=elsewhere, role="observer")
    answer = visit(programme, "facilitator").post(
        f"/api/programmes/{programme.programme}/commands", content=giving.model_dump_json()
    )
    assert answer.status_code == 404
    programme.ask("steward", c.GiveRole, retreat=programme.retreat, member=elsewhere, role="observer")
    facilitator = visit(programme, "facilitator")
    assert facilitator.post(f"/api/members/{elsewhere}/sign-in-link").status_code == 404
    assert visit(programme, "steward").post(f"/api/members/{elsewhere}/sign-in-link").status_code == 200


def test_a_socket_does_not_outlive_a_change_of_programme(
    served: Served, programme: AProgramme, enrol: Enrol, stranger: Stranger
) -> None:
    other = served.found()
    email, client = enrol("researcher"), stranger()
    enrol("partner", other, email)
    signed_in(client, email)
    client.post("/api/me/programme", json={"programme": programme.programme})
    token = client.cookies["retreat_sign_in"]
    with ASocket(served, token) as socket:
        assert socket.hello(programme.retreat)["type"] == "welcome"
        client.post("/api/me/programme", json={"programme": other.programme})
        with pytest.raises(ConnectionClosed):
            while True:
                socket.next()


def test_sound_without_a_stated_agreement_is_not_handed_out_either(
    served: Served, visit: Visit, programme: AProgramme
) -> None:
    programme.bring_recording(agreement=None)
    media = served.services.media.of(programme.programme)
    media.original(programme.recording).parent.mkdir(parents=True)
    media.original(programme.recording).write_bytes(b"sound")
    path, client = f"/api/recordings/{programme.recording}/original", visit(programme, "researcher")
    assert client.get(path).json()["kind"] == "not_heard"
    programme.ask("facilitator", c.StateAgreement, recording=programme.recording, wording="All agreed.")
    answer = client.get(path)
    assert (answer.content, answer.headers["cache-control"]) == (b"sound", "no-store")


def test_browsers_keep_nothing_of_what_is_said(visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "researcher")
    for path in ("frame", "archive", f"sources/{programme.excerpt}/blocks/0"):
        assert client.get(f"/api/retreats/{programme.retreat}/{path}").headers["cache-control"] == "no-store"
