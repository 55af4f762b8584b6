"""Signing in by an OpenID provider, against a small one of our own."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from server.domain.parts import Me
from server.http.oidc import STARTED
from server.store import accounts
from tests.a_programme import AProgramme
from tests.http.a_provider import CLIENT, SECRET, AProvider, provider
from tests.serving import Served, installation, serving

EMAIL = "iain.buchanan@perthandkinross.example"


@pytest.fixture(scope="module")
def theirs() -> Iterator[AProvider]:
    with provider() as it:
        yield it


@pytest.fixture(scope="module")
def ours(empty_database: Path, tmp_path_factory: pytest.TempPathFactory, theirs: AProvider) -> Iterator[Served]:
    names = {"oidc_issuer": theirs.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    settings = replace(
        installation(empty_database, tmp_path_factory.mktemp("oidc")), **names, oidc_name="My university"
    )
    with serving(settings) as it:
        yield it


@pytest.fixture(scope="module")
def founded(ours: Served) -> AProgramme:
    return ours.found()


@pytest.fixture
def iain(ours: Served, founded: AProgramme, theirs: AProvider) -> Iterator[accounts.Account]:
    """Somebody with an account here, whom the provider knows too."""
    theirs.person, theirs.wrong, theirs.signing = {"sub": "7", "email": EMAIL, "email_verified": True}, {}, theirs.key
    with ours.database.write() as connection:
        account = accounts.by_email(connection, EMAIL) or accounts.add(connection, EMAIL, "Iain")
        accounts.join(connection, account.id, founded.programme, founded.who("partner"))
        accounts.change(connection, account.id, subject=None, disabled=False)
    yield account


@pytest.fixture
def browser(ours: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=ours.address, timeout=30) as it:
        yield it


def leave(browser: httpx.Client, theirs: AProvider) -> tuple[str, str]:
    answer = browser.get("/api/oidc/start")
    assert answer.status_code == 303 and answer.headers["Location"].startswith(f"{theirs.issuer}/authorize?")
    return theirs.authorize(answer.headers["Location"])


def come_back(browser: httpx.Client, code: str, state: str) -> str:
    """The page that one ends on."""
    answer = browser.get("/api/oidc/callback", params={"code": code, "state": state})
    assert answer.status_code == 303
    return answer.headers["Location"]


def sign_in(browser: httpx.Client, theirs: AProvider) -> str:
    return come_back(browser, *leave(browser, theirs))


def refused(page: str, kind: str, browser: httpx.Client) -> None:
    assert page == f"/sign-in?refused={kind}"
    assert browser.get("/api/me").status_code == 401


def test_who_has_an_account_comes_in(
    browser: httpx.Client, theirs: AProvider, iain: accounts.Account, founded: AProgramme
) -> None:
    assert browser.get("/api/ways-in").json()["oidc"] == "My university"
    assert sign_in(browser, theirs) == "/"
    assert theirs.asked["code_challenge_method"] == "S256" and theirs.asked["scope"] == "openid email"
    me = Me.model_validate_json(browser.get("/api/me").content)
    assert (me.member.id, me.account) == (founded.who("partner"), True)
    assert STARTED not in browser.cookies


def test_they_are_known_by_who_they_are_when_their_email_changes(
    browser: httpx.Client, theirs: AProvider, iain: accounts.Account
) -> None:
    sign_in(browser, theirs)
    theirs.person = {"sub": "7", "email": "another@example.org", "email_verified": False}
    assert sign_in(browser, theirs) == "/"


def test_an_email_that_passed_to_somebody_else_opens_nothing(
    browser: httpx.Client, theirs: AProvider, iain: accounts.Account
) -> None:
    sign_in(browser, theirs)
    browser.post("/api/sign-out")
    theirs.person = {**theirs.person, "sub": "8"}
    refused(sign_in(browser, theirs), "other_account", browser)


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        ({"email": "unknown@example.org"}, "no_account"),
        ({"email": EMAIL.replace("k", "\u212a")}, "no_account"),  # which folds into ours
        ({"email_verified": False}, "email_not_verified"),
        ({"email_verified": "true"}, "email_not_verified"),
        ({"email": None}, "email_not_verified"),
        ({"aud": "another"}, "provider_failed"),
        ({"iss": "http://elsewhere.example"}, "provider_failed"),
        ({"nonce": "another"}, "provider_failed"),
        ({"exp": int(time.time()) - 120}, "provider_failed"),
        ({"at_hash": "another"}, "provider_failed"),
        ({"sub": None}, "provider_failed"),
    ],
)
def test_what_a_provider_says_has_to_fit(
    browser: httpx.Client, theirs: AProvider, iain: accounts.Account, claims: dict[str, Any], kind: str
) -> None:
    theirs.wrong = claims
    refused(sign_in(browser, theirs), kind, browser)


def test_another_key_signs_for_nobody(browser: httpx.Client, theirs: AProvider, iain: accounts.Account) -> None:
    theirs.signing = RSAKey.generate_key(2048, parameters={"kid": "one"}, auto_kid=False)
    refused(sign_in(browser, theirs), "provider_failed", browser)


def another_browser(browser: httpx.Client) -> None:
    browser.cookies.clear()


def another_seal(browser: httpx.Client) -> None:
    value = browser.cookies[STARTED]
    browser.cookies.clear()
    browser.cookies.set(STARTED, f"{value[:-1]}{'0' if value[-1] != '0' else '1'}")


@pytest.mark.parametrize("change", [another_browser, another_seal])
def test_only_the_browser_that_left_comes_back(
    browser: httpx.Client, theirs: AProvider, iain: accounts.Account, change: Callable[[httpx.Client], None]
) -> None:
    code, state = leave(browser, theirs)
    change(browser)
    refused(come_back(browser, code, state), "come_back_late", browser)


def test_state_code_and_time_have_to_fit(
    browser: httpx.Client, theirs: AProvider, iain: accounts.Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, state = leave(browser, theirs)
    refused(come_back(browser, "another code", state), "provider_failed", browser)
    code, _ = leave(browser, theirs)
    refused(come_back(browser, code, "another"), "come_back_late", browser)
    _, state = leave(browser, theirs)
    refused(come_back(browser, "", state), "provider_refused", browser)
    monkeypatch.setattr("server.http.oidc._SECONDS", -1)
    code, state = theirs.authorize(browser.get("/api/oidc/start").headers["Location"])
    refused(come_back(browser, code, state), "come_back_late", browser)


def test_a_closed_account_stays_closed(
    ours: Served, browser: httpx.Client, theirs: AProvider, iain: accounts.Account
) -> None:
    with ours.database.write() as connection:
        accounts.change(connection, iain.id, disabled=True)
    refused(sign_in(browser, theirs), "account_disabled", browser)


def test_a_provider_that_is_away_or_another_one(empty_database: Path, tmp_path: Path, theirs: AProvider) -> None:
    settings = replace(installation(empty_database, tmp_path), oidc_issuer=f"{theirs.issuer}/", oidc_client_id=CLIENT)
    with serving(settings) as it, httpx.Client(base_url=it.address) as client:
        assert client.get("/api/oidc/start").headers["Location"] == "/sign-in?refused=provider_failed"


def test_without_a_provider_there_is_no_such_way(served: Served) -> None:
    for path in ("start", "callback"):
        assert httpx.get(f"{served.address}/api/oidc/{path}").json()["kind"] == "not_found"
