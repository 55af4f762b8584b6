"""The first run, and mail for who forgot their password; each on a server of its own."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from server.cli.accounts import announce_first_link
from server.config import Settings
from server.demo.check import free_port
from server.domain.parts import Me
from server.store import accounts
from server.store.sign_ins import make_first_link
from server.store.tables import ProgrammeRow, SignInLinkRow
from tests.http.conftest import PASSWORD
from tests.http.test_refusals import refused
from tests.serving import Served, installation, serving

MORAG = {
    "name": "Morag Sinclair",
    "email": "Morag@Strath.example",
    "password": PASSWORD,
    "programme": "Meaningful records",
}


@pytest.fixture
def settings(empty_database: Path, tmp_path: Path) -> Settings:
    return installation(empty_database, tmp_path)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Served, httpx.Client]]:
    with serving(settings) as it, httpx.Client(base_url=it.address, timeout=30) as client:
        yield it, client


def first_link(settings: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    """The token that a start prints."""
    announce_first_link(settings)
    found = re.search(r"/first#(\S+)", capsys.readouterr().out)
    return found[1] if found else ""


def test_whoever_starts_a_server_makes_its_first_account(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    old, token = first_link(settings, capsys), first_link(settings, capsys)
    with opened(settings) as (_, client):
        assert client.get("/api/ways-in").json()["first"] is True
        refused(client.post("/api/first", json={**MORAG, "token": old}), 401, "link_unknown")
        refused(
            client.post("/api/first", json={**MORAG, "token": token, "password": "short"}), 422, "password_too_short"
        )
        seen = client.post("/api/links/look", json={"token": token}).json()
        assert seen == {"purpose": "first", "name": None, "email": None}
        assert client.post("/api/first", json={**MORAG, "token": token}).status_code == 204
        me = Me.model_validate_json(client.get("/api/me").content)
        assert me.member.name == "Morag Sinclair" and me.member.steward and me.account
        assert me.programme.name == "Meaningful records"
        refused(client.post("/api/first", json={**MORAG, "token": token}), 401, "link_used")
        assert client.get("/api/ways-in").json()["first"] is False
        body = {"email": "morag@strath.example", "password": PASSWORD}
        assert client.post("/api/sign-in", json=body).status_code == 204
    assert first_link(settings, capsys) == ""


def test_nothing_is_printed_where_a_programme_is(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    token = first_link(settings, capsys)
    with opened(settings) as (served, client):
        served.found()
        assert first_link(settings, capsys) == ""
        refused(client.post("/api/first", json={**MORAG, "token": token}), 401, "link_unknown")


def test_who_was_cut_off_half_way_sends_the_same_again(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = first_link(settings, capsys)
    with opened(settings) as (served, client):

        def breaks(*given: Any) -> None:
            raise RuntimeError

        with monkeypatch.context() as once:
            once.setattr(accounts, "add", breaks)
            assert httpx.post(f"{served.address}/api/first", json={**MORAG, "token": token}).status_code == 500
        assert client.post("/api/first", json={**MORAG, "token": token}).status_code == 204
        with served.database.read() as connection:
            assert len(connection.execute(select(ProgrammeRow)).all()) == 1


def test_a_first_link_expires(settings: Settings) -> None:
    with opened(settings) as (served, client):
        with served.database.write() as connection:
            token = make_first_link(connection)
            connection.execute(update(SignInLinkRow).values(expires="2020-01-01"))
        refused(client.post("/api/first", json={**MORAG, "token": token}), 401, "link_expired")


class Inbox:
    """A mail server that keeps what it takes."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"

    def wait(self) -> tuple[list[str], str]:
        until = time.monotonic() + 10
        while not self.mails and time.monotonic() < until:
            time.sleep(0.02)
        return self.mails[-1]


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    it, port = Inbox(), free_port()
    controller = Controller(it, hostname="127.0.0.1", port=port)
    controller.start()
    yield it, port
    controller.stop()


def test_a_link_comes_by_mail_to_who_has_an_account(
    settings: Settings, capsys: pytest.CaptureFixture[str], inbox: tuple[Inbox, int]
) -> None:
    box, port = inbox
    mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_from": "retreat@example.org", "smtp_tls": "none"}
    settings = replace(settings, **mail, origins=("https://retreat.example",))
    token = first_link(settings, capsys)
    with opened(settings) as (_, client):
        client.post("/api/first", json={**MORAG, "token": token})
        assert client.get("/api/ways-in").json()["mail"] is True
        unknown = client.post("/api/forgotten", json={"email": "nobody@strath.example"})
        known = client.post("/api/forgotten", json={"email": "MORAG@strath.example"}, headers={"Host": "evil.example"})
        assert (unknown.status_code, known.status_code) == (204, 204)
        to, text = box.wait()
        assert to == ["morag@strath.example"] and "evil" not in text and len(box.mails) == 1
        found = re.search(r"https://retreat\.example/password#(\S+)", text)
        assert found
        body = {"token": found[1], "password": "another password of mine"}
        assert client.post("/api/links/password", json=body).status_code == 204
        for _ in range(2):
            client.post("/api/forgotten", json={"email": "morag@strath.example"})
        refused(client.post("/api/forgotten", json={"email": "morag@strath.example"}), 429, "too_many_attempts")


def test_a_mail_that_cannot_be_sent_is_logged_without_its_address(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings = replace(settings, smtp_host="127.0.0.1", smtp_port=free_port(), smtp_from="retreat@example.org")
    token = first_link(settings, capsys)
    with opened(settings) as (_, client):
        client.post("/api/first", json={**MORAG, "token": token})
        assert client.post("/api/forgotten", json={"email": "morag@strath.example"}).status_code == 204
        until = time.monotonic() + 10
        while "mail" not in caplog.text and time.monotonic() < until:
            time.sleep(0.02)
    assert "ConnectionRefusedError" in caplog.text and "strath" not in caplog.text


def test_without_mail_it_says_whom_to_ask(settings: Settings) -> None:
    with opened(settings) as (_, client):
        refused(client.post("/api/forgotten", json={"email": "morag@strath.example"}), 404, "no_mail")
