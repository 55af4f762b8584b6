"""Ways in: by link, by password, by receipt; and that guessing ends soon, for nobody but who guesses."""

import hashlib
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from server.domain.parts import Me
from server.http.dependencies import COOKIE
from server.http.tries import KNOWN
from server.store import accounts
from server.store.sign_ins import make_link, make_password_link
from server.store.tables import AccountRow, FailedAttemptRow, ReceiptRow, SignInLinkRow, SignInRow
from server.ways_in.crockford import encode
from tests.a_programme import AProgramme
from tests.http.conftest import PASSWORD, Enrol, Stranger, Visit
from tests.http.test_refusals import refused
from tests.serving import Served

WRONG = "five other words than those"


def sign_in(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/api/sign-in", json=body)


def guess(client: httpx.Client, times: int, **body: Any) -> set[int]:
    return {sign_in(client, **body).status_code for _ in range(times)}


def me(client: httpx.Client) -> Me:
    return Me.model_validate_json(client.get("/api/me").content)


@pytest.fixture
def link(served: Served, programme: AProgramme) -> str:
    with served.database.write() as connection:
        return make_link(connection, programme.programme, programme.who("partner"), once=True)


@pytest.fixture
def receipt(served: Served, programme: AProgramme, visit: Visit) -> str:
    text = encode(int.from_bytes(hashlib.sha256(programme.programme.encode()).digest()[:10]), 16)
    answer = visit(programme, "partner").post(
        "/api/me/receipt", json={"sha256": hashlib.sha256(text.encode()).hexdigest()}
    )
    assert answer.status_code == 204
    return text


def test_an_email_and_its_password_sign_in(stranger: Stranger, enrol: Enrol, programme: AProgramme) -> None:
    email, client = enrol("researcher"), stranger()
    answer = sign_in(client, email=f" {email.upper()} ", password=PASSWORD)
    assert answer.status_code == 204 and "HttpOnly" in answer.headers["Set-Cookie"]
    it = me(client)
    assert (it.member.id, it.account) == (programme.who("researcher"), True)
    assert [one.id for one in it.programmes] == [programme.programme]


def test_the_same_letters_are_the_same_password(stranger: Stranger, enrol: Enrol) -> None:
    email = enrol("researcher", password="cafe\u0301 cafe\u0301 cafe\u0301")
    assert sign_in(stranger(), email=email, password="café café café").status_code == 204


@pytest.mark.parametrize("case", ["unknown", "wrong", "no password yet", "disabled"])
def test_what_does_not_match_gets_one_answer(served: Served, stranger: Stranger, enrol: Enrol, case: str) -> None:
    email = enrol("researcher", password=None if case == "no password yet" else PASSWORD)
    with served.database.write() as connection:
        statement = update(AccountRow).where(AccountRow.email == email)  # type: ignore[arg-type]
        connection.execute(statement.values(disabled=case == "disabled"))
    if case == "unknown":
        email = f"un{email}"
    answer = sign_in(stranger(), email=email, password=WRONG)
    refused(answer, 401, "no_match")
    expected = "That e-mail and password don't match. Check the spelling, or ask your facilitator for a new link."
    assert answer.json()["message"] == expected and "Set-Cookie" not in answer.headers


def test_a_closed_account_says_so_to_its_owner_alone(served: Served, stranger: Stranger, enrol: Enrol) -> None:
    email = enrol("researcher")
    with served.database.write() as connection:
        account = accounts.by_email(connection, email)
        assert account
        accounts.change(connection, account.id, disabled=True)
    refused(sign_in(stranger(), email=email, password=PASSWORD), 403, "account_disabled")


def test_an_unknown_email_takes_as_long_as_a_wrong_password(stranger: Stranger, enrol: Enrol) -> None:
    email, client, took = enrol("researcher"), stranger(), {True: [], False: []}  # type: ignore[var-annotated]
    for n in range(14):
        begun = time.perf_counter()
        sign_in(client, email=email if n % 2 else f"{n}{email}", password=WRONG)
        took[bool(n % 2)].append(time.perf_counter() - begun)
    known, unknown = (statistics.median(it) for it in took.values())
    assert 0.5 < known / unknown < 2


def test_the_programme_that_was_used_last(
    served: Served, stranger: Stranger, enrol: Enrol, programme: AProgramme
) -> None:
    other = served.found()
    email, client = enrol("researcher"), stranger()
    enrol("partner", other, email)
    sign_in(client, email=email, password=PASSWORD)
    here = me(client).programme.id
    there = ({programme.programme, other.programme} - {here}).pop()
    assert {it.id for it in me(client).programmes} == {here, there}
    moved = Me.model_validate_json(client.post("/api/me/programme", json={"programme": there}).content)
    assert moved == me(client) and moved.programme.id == there
    again = stranger()
    sign_in(again, email=email, password=PASSWORD)
    assert me(again).programme.id == there and me(client).programme.id == there


def test_nobody_goes_on_in_a_programme_that_is_not_theirs(
    served: Served, stranger: Stranger, visit: Visit, enrol: Enrol, programme: AProgramme
) -> None:
    other, client = served.found(), stranger()
    sign_in(client, email=enrol("researcher"), password=PASSWORD)
    for it in (client, visit(programme, "partner")):
        refused(it.post("/api/me/programme", json={"programme": other.programme}), 404, "not_found")
    assert me(client).programme.id == programme.programme


def test_a_link_that_works_once(stranger: Stranger, link: str) -> None:
    assert sign_in(stranger(), token=link).status_code == 204
    refused(sign_in(stranger(), token=link), 401, "link_used")


def test_of_two_who_use_a_link_at_once_one_is_let_in(served: Served, link: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = [
            pool.submit(httpx.post, f"{served.address}/api/sign-in", json={"token": link}, timeout=30) for _ in range(8)
        ]
    assert sorted(it.result().status_code for it in answers) == [204] + [401] * 7


def test_a_link_for_a_password_does_not_sign_in(served: Served, stranger: Stranger, enrol: Enrol) -> None:
    email = enrol("researcher", password=None)
    with served.database.write() as connection:
        account = accounts.by_email(connection, email)
        assert account
        token = make_password_link(connection, account.id)
    refused(sign_in(stranger(), token=token), 401, "link_unknown")


@pytest.mark.parametrize("typed", ["{}", "{} ", "{a}-{b}-{c}-{d}", "{a} {b} {c} {d}"])
def test_a_receipt_signs_in_however_it_is_typed(
    stranger: Stranger, receipt: str, programme: AProgramme, typed: str
) -> None:
    parts = dict(zip("abcd", (receipt[n : n + 4] for n in range(0, 16, 4)), strict=True))
    text = typed.format(receipt, **parts).lower().replace("0", "o").replace("1", "l")
    client = stranger()
    assert sign_in(client, receipt=text).status_code == 204
    assert me(client).member.id == programme.who("partner") and not me(client).account


def test_a_new_receipt_takes_the_place_of_the_old(
    visit: Visit, stranger: Stranger, programme: AProgramme, receipt: str
) -> None:
    digest = hashlib.sha256(b"0123456789ABCDEF").hexdigest()
    assert visit(programme, "partner").post("/api/me/receipt", json={"sha256": digest}).status_code == 204
    refused(sign_in(stranger(), receipt=receipt), 401, "receipt_unknown")
    assert sign_in(stranger(), receipt="0123456789abcdef").status_code == 204
    refused(visit(programme, "observer").post("/api/me/receipt", json={"sha256": digest}), 409, "already_there")


def test_another_device_of_ones_own(visit: Visit, stranger: Stranger, programme: AProgramme) -> None:
    first, second = visit(programme, "partner"), stranger()
    made = first.post("/api/me/device-link")
    link = made.json()
    assert made.headers["Cache-Control"] == "no-store" and link["url"].endswith(f"/sign-in#{link['token']}")
    assert sign_in(second, token=link["token"]).status_code == 204
    assert me(second).member == me(first).member
    refused(sign_in(stranger(), token=link["token"]), 401, "link_used")


def test_a_link_for_another_device_is_a_picture_too(visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "partner")
    token = client.post("/api/me/device-link").json()["token"]
    answer = client.post("/api/me/device-link/qr.svg", json={"token": token})
    assert answer.headers["Content-Type"] == "image/svg+xml" and answer.text.startswith("<svg")
    assert "style" not in answer.text and "script" not in answer.text and token not in answer.text
    refused(client.post("/api/me/device-link/qr.svg", json={"token": "http://elsewhere"}), 400, "malformed")


def guesses() -> Iterator[dict[str, str]]:
    yield {"token": "unknown"}
    yield {"receipt": "0000-0000-0000-0000"}
    yield {"email": "nobody@example.org", "password": WRONG}


def test_guessing_from_one_address_ends_after_thirty_failures_of_all_kinds(
    stranger: Stranger, link: str, receipt: str
) -> None:
    one, other = stranger("203.0.113.7"), stranger("203.0.113.8")
    for n in range(15):
        sign_in(one, token=f"unknown {n}")
        sign_in(one, receipt=f"unknown {n}")
    for body in (*guesses(), {"token": link}, {"receipt": receipt}):
        answer = sign_in(one, **body)
        refused(answer, 429, "too_many_attempts")
        assert 540 <= int(answer.headers["Retry-After"]) <= 600
        assert answer.json()["message"] == "Too many tries. Wait 10 minutes, then try again."
    assert sign_in(other, token=link).status_code == 204
    assert sign_in(other, receipt=receipt).status_code == 204


def test_a_network_of_ipv6_counts_as_one_address(stranger: Stranger, link: str) -> None:
    for n in range(30):
        sign_in(stranger(f"2001:db8:1:2::{n:x}"), token="unknown")
    assert sign_in(stranger("2001:db8:1:2:ffff::1"), token=link).status_code == 429
    assert sign_in(stranger("2001:db8:1:3::1"), token=link).status_code == 204


def test_many_guests_behind_one_address_are_all_let_in(
    served: Served, programme: AProgramme, stranger: Stranger
) -> None:
    with served.database.write() as connection:
        links = [make_link(connection, programme.programme, programme.who("partner"), once=True) for _ in range(60)]
    client = stranger("203.0.113.9")
    assert guess(client, 25, token="unknown") == {401}
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda it: sign_in(client, token=it).status_code, links))
    assert statuses == [204] * 60


def test_guessing_for_one_account_ends_from_wherever_it_comes(stranger: Stranger, enrol: Enrol) -> None:
    email, other = enrol("researcher"), enrol("partner")
    for n in range(10):
        assert sign_in(stranger(f"198.51.100.{n}"), email=email, password=WRONG).status_code == 401
    answer = sign_in(stranger("198.51.100.99"), email=email.upper(), password=PASSWORD)
    refused(answer, 429, "too_many_attempts")
    assert 840 <= int(answer.headers["Retry-After"]) <= 900
    assert sign_in(stranger("198.51.100.1"), email=other, password=PASSWORD).status_code == 204


def test_who_attacks_an_account_does_not_lock_its_owner_out(stranger: Stranger, enrol: Enrol) -> None:
    email, owner = enrol("researcher"), stranger("192.0.2.1")
    assert sign_in(owner, email=email, password=PASSWORD).status_code == 204
    for n in range(10):
        sign_in(stranger(f"198.51.100.{n}"), email=email, password=WRONG)
    assert sign_in(stranger("198.51.100.99"), email=email, password=PASSWORD).status_code == 429
    owner.post("/api/sign-out")
    assert sign_in(owner, email=email, password=PASSWORD).status_code == 204
    # Nor does the mark of a known device open guessing without end.
    assert guess(owner, 10, email=email, password=WRONG) == {401}
    assert sign_in(owner, email=email, password=PASSWORD).status_code == 429


def test_the_mark_of_a_device_is_good_for_one_account(stranger: Stranger, enrol: Enrol) -> None:
    client, other = stranger("192.0.2.2"), enrol("partner")
    sign_in(client, email=enrol("researcher"), password=PASSWORD)
    for n in range(10):
        sign_in(stranger(f"198.51.100.{n}"), email=other, password=WRONG)
    assert sign_in(client, email=other, password=PASSWORD).status_code == 429
    odd = {"Cookie": f"{KNOWN}=\xe9".encode("latin-1")}
    answer = client.post("/api/sign-in", json={"email": other, "password": PASSWORD}, headers=odd)
    assert answer.status_code == 429


def test_they_may_go_on_after_a_while_and_nothing_stays(served: Served, stranger: Stranger, link: str) -> None:
    client = stranger("203.0.113.10")
    assert guess(client, 30, token="unknown") == {401}
    assert sign_in(client, token=link).status_code == 429
    with served.database.write() as connection:
        kept = connection.execute(select(FailedAttemptRow)).all()
        assert "203.0.113.10" not in str(kept) and len(kept) == 30
        connection.execute(update(FailedAttemptRow).values(at=FailedAttemptRow.at - 601))
    assert sign_in(client, token=link).status_code == 204
    with served.database.write() as connection:
        connection.execute(update(FailedAttemptRow).values(at=FailedAttemptRow.at - 300))
    sign_in(client, token="unknown")
    with served.database.read() as connection:
        assert len(connection.execute(select(FailedAttemptRow)).all()) == 1


def test_many_wrong_passwords_at_once_are_counted_too(served: Served, stranger: Stranger, enrol: Enrol) -> None:
    email, client = enrol("researcher"), stranger("203.0.113.11")
    with ThreadPoolExecutor(16) as pool:
        answers = [pool.submit(sign_in, client, email=email, password=WRONG) for _ in range(24)]
    statuses = [it.result().status_code for it in answers]
    assert set(statuses) == {401, 429} and 10 <= statuses.count(401) <= 14


def test_nothing_that_opens_a_door_is_kept(
    served: Served, stranger: Stranger, enrol: Enrol, link: str, receipt: str
) -> None:
    client = stranger()
    email = enrol("researcher", password="a password that nobody else has")
    sign_in(client, email=email, password="a password that nobody else has")
    sign_in(stranger(), email="a password typed into the wrong field@", password=WRONG)
    secrets = (link, receipt, "nobody else", "wrong field", client.cookies[COOKIE])
    with served.database.read() as connection:
        for table in (AccountRow, FailedAttemptRow, ReceiptRow, SignInLinkRow, SignInRow):
            kept = str(connection.execute(select(*table.__table__.c)).all())  # type: ignore[attr-defined]
            assert not any(it in kept for it in secrets), table


def test_what_one_can_do_here_is_public(stranger: Stranger) -> None:
    expected = {"password": True, "oidc": None, "mail": False, "first": False}
    answer = stranger().get("/api/ways-in").json()
    assert answer == {**expected, "first": answer["first"]}
