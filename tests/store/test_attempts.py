"""Who is counted as one, and for how long."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from server.database import Database
from server.store import attempts
from server.store.attempts import Subjects, TooManyAttempts, network


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.write() as it:
        yield it


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "somewhere", False),
    ],
)
def test_networks(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


def test_the_wait_is_told_and_ends(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    present = 1_000_000.0
    monkeypatch.setattr("server.store.attempts.time.time", lambda: present)
    subject = Subjects(b"key").email("a@b.example", known=False)
    for n in range(subject.most):
        attempts.check(connection, [subject])
        present = 1_000_000.0 + n * 60
        attempts.record(connection, [subject])
    with pytest.raises(TooManyAttempts) as refused:
        attempts.check(connection, [subject])
    assert refused.value.headers["Retry-After"] == str(900 - 9 * 60)
    assert "Wait 6 minutes" in refused.value.message
    present = 1_000_000.0 + 900
    attempts.check(connection, [subject])
    attempts.record(connection, [subject])
    with pytest.raises(TooManyAttempts) as refused:
        attempts.check(connection, [subject])
    assert "Wait a minute" in refused.value.message


def test_subjects_are_counted_apart() -> None:
    these = Subjects(b"key")
    names = {
        these.email("a@b.example", known=True).name,
        these.email("a@b.example", known=False).name,
        these.mail("a@b.example").name,
        these.address("a@b.example").name,
        Subjects(b"another key").mail("a@b.example").name,
    }
    assert len(names) == 5
