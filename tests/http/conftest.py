"""Signed-in HTTP clients that are closed when a test ends, and people with accounts."""

import io
import zipfile
from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import delete

from server.domain import commands as c
from server.store import accounts
from server.store.tables import FailedAttemptRow
from server.ways_in.passwords import hash_of
from tests.a_programme import AProgramme
from tests.serving import Served

Visit = Callable[[AProgramme, str], httpx.Client]
Stranger = Callable[..., httpx.Client]
Enrol = Callable[..., str]

CONTENT = b"sound"
SOUND = b"what was said, as sound"
PASSWORD = "four ordinary words do well"


@pytest.fixture
def visit(served: Served) -> Iterator[Visit]:
    clients: list[httpx.Client] = []

    def one(programme: AProgramme, person: str) -> httpx.Client:
        clients.append(served.visit(programme, person))
        return clients[-1]

    yield one
    for client in clients:
        client.close()


@pytest.fixture
def stranger(served: Served) -> Iterator[Stranger]:
    """Browsers that nobody signed in with, each from the address that is named."""
    clients: list[httpx.Client] = []

    def one(address: str | None = None) -> httpx.Client:
        headers = {"X-Forwarded-For": address} if address else {}
        clients.append(httpx.Client(base_url=served.address, headers=headers, timeout=30))
        return clients[-1]

    yield one
    for client in clients:
        client.close()


@pytest.fixture
def recorded(served: Served, programme: AProgramme) -> AProgramme:
    """The programme with a recording of which every file is there, an invitation, and a mark."""
    programme.bring_recording(CONTENT)
    programme.invite()
    programme.annotate("partner", programme.id("mark"))
    media = served.services.media.of(programme.programme)
    for path in (media.sound, media.peaks, media.original):
        path(programme.recording).parent.mkdir(parents=True, exist_ok=True)
        path(programme.recording).write_bytes(CONTENT)
    return programme


@pytest.fixture
def enrol(served: Served, programme: AProgramme) -> Enrol:
    """Give somebody an account, behind the routes; returns its e-mail."""

    def one(person: str, programme: AProgramme = programme, email: str | None = None, password: str | None = PASSWORD):  # type: ignore[no-untyped-def]
        email = email or f"{person}.{uuid4()}@example.org"
        with served.database.write() as connection:
            account = accounts.by_email(connection, email) or accounts.add(connection, email, person.title())
            accounts.join(connection, account.id, programme.programme, programme.who(person))
            if password:
                accounts.change(connection, account.id, password=_hash(password))
        return email

    return one


_KEPT: dict[str, str] = {}


def _hash(password: str) -> str:
    return _KEPT.setdefault(password, _KEPT.get(password) or hash_of(password))


@pytest.fixture(autouse=True)
def nobody_failed_yet(request: pytest.FixtureRequest) -> None:
    """Tests have one address, and many of them guess."""
    if "served" in request.fixturenames:
        with request.getfixturevalue("served").database.write() as connection:
            connection.execute(delete(FailedAttemptRow))


@pytest.fixture
def takeable(served: Served, programme: AProgramme) -> AProgramme:
    """The programme with a recording of which the file is there, a mark with an answer, a memo."""
    programme.bring_recording(SOUND)
    path = served.services.media.of(programme.programme).original(programme.recording)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOUND)
    programme.annotate("partner", programme.id("mark"), comment="Why this?")
    programme.ask("researcher", c.ReplyTo, reply=programme.id("reply"), annotation=programme.id("mark"), text="=1+1")
    return programme


def archive_of(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
