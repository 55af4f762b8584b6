"""Passwords: which are taken, and their hashes. Each takes a tenth of a second, so never on the event loop."""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from pwdlib import PasswordHash

from server.errors import Refusal

LEAST, MOST = 12, 1_000
_HASHES = PasswordHash.recommended()
# A hash takes 64 MiB while it is made: a crowd waits its turn.
_AT_ONCE = threading.BoundedSemaphore(4)


class PasswordTooShort(Refusal):
    """A password has at least 12 characters here. Choose a longer one: four ordinary words do well."""

    status = 422


class PasswordTooLong(Refusal):
    """A password has at most 1,000 characters here. Choose a shorter one: four ordinary words do well."""

    status = 422


class PasswordTooPlain(Refusal):
    """Your name or e-mail is what others try first. Choose something else: four ordinary words do well."""

    status = 422


def fit(password: str, email: str, name: str) -> str:
    """The password, or the refusal that says what to change. What it is made of is nobody's business."""
    text = _normal(password)
    if len(text) < LEAST:
        raise PasswordTooShort
    if len(text) > MOST:
        raise PasswordTooLong
    if _plain(text) in (_plain(email), _plain(name)):
        raise PasswordTooPlain
    return text


def hash_of(password: str) -> str:
    return _HASHES.hash(_normal(password))


@contextmanager
def in_turn() -> Iterator[None]:
    """Hold one of the few places for making hashes."""
    with _AT_ONCE:
        yield


def matches(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether this is the password of a hash, and a better hash where there is one now. Takes the same time where
    none is kept."""
    nobodys = _nobodys()
    right, better = _HASHES.verify_and_update(_normal(password), kept or nobodys)
    return right and kept is not None, better


@cache
def _nobodys() -> str:
    return _HASHES.hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    """The same letters give the same password on every keyboard."""
    return unicodedata.normalize("NFKC", password)


def _plain(text: str) -> str:
    return _normal(text).strip().casefold()
