"""Failed attempts to get in, kept in the database so that they count in every process, and forgotten soon."""

import hashlib
import hmac
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Connection, Table, delete, insert, select

from server.errors import Refusal
from server.store.tables import FailedAttemptRow

_FAILED: Table = FailedAttemptRow.__table__  # type: ignore[attr-defined]
_LONGEST = 900  # seconds; whatever is older counts nowhere


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose tries are counted: after `most` failures within `seconds` they wait. `name` is a digest."""

    name: str
    most: int
    seconds: int


class TooManyAttempts(Refusal):
    """Too many tries. Wait a minute, then try again."""

    status = 429

    def __init__(self, seconds: float = 0) -> None:
        minutes = math.ceil(seconds / 60)
        super().__init__((minutes > 1 and f"Too many tries. Wait {minutes} minutes, then try again.") or None)
        self.headers = {"Retry-After": str(max(1, math.ceil(seconds)))}


class Subjects:
    """Names whoever tries, without their e-mail or address being kept."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def address(self, host: str) -> Subject:
        """A client's address, for tries of every kind. A network of IPv6 has more addresses than can be counted."""
        return Subject(self.digest(f"address {network(host)}"), 30, 600)

    def token(self, host: str) -> Subject:
        """A client's address, for tokens alone: a program that goes on with a wrong one keeps nobody else out."""
        return Subject(self.digest(f"token {network(host)}"), 30, 600)

    def email(self, email: str, known: bool) -> Subject:
        """An account; counted apart on devices it was used on, so that strangers cannot lock its owner out."""
        return Subject(self.digest(f"{'known' if known else 'account'} {email}"), 10, 900)

    def mail(self, email: str) -> Subject:
        """Whoever is to get mail."""
        return Subject(self.digest(f"mail {email}"), 3, 900)

    def digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def network(host: str) -> str:
    """An IPv4 address as it is, of an IPv6 address the first 64 bits."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # a socket on this machine has none
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or address.packed[:8].hex())
    return str(address)


def check(connection: Connection, subjects: Iterable[Subject]) -> None:
    """Pass, or TooManyAttempts with the time to wait."""
    present = time.time()
    for it in subjects:
        statement = select(_FAILED.c.at).where(_FAILED.c.subject == it.name, _FAILED.c.at > present - it.seconds)
        failed = sorted(connection.execute(statement).scalars())
        if len(failed) >= it.most:  # they may go on once all but most - 1 of these are old
            raise TooManyAttempts(failed[len(failed) - it.most] + it.seconds - present)


def record(connection: Connection, subjects: Iterable[Subject]) -> None:
    """One more failure of each, and what no longer counts is forgotten."""
    present = time.time()
    connection.execute(delete(_FAILED).where(_FAILED.c.at < present - _LONGEST))
    rows = [{"subject": it.name, "at": present} for it in subjects]
    if rows:
        connection.execute(insert(_FAILED), rows)
