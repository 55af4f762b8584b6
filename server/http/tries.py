"""Guessing: tries to get in are counted by who makes them, and refused to whoever failed too often."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlalchemy import Connection

from server.config import secret
from server.http.dependencies import TheServices
from server.store import attempts
from server.store.accounts import folded
from server.store.attempts import Subject, Subjects
from server.store.sign_ins import WrongGuess

# On a device that an account was used on: this browser's tries for it are counted apart from those of strangers, who
# could otherwise lock its owner out.
KNOWN = "retreat_known"
_A_YEAR = 365 * 86_400


class Tries:
    """The tries of whoever asks."""

    def __init__(self, request: Request, services: TheServices) -> None:
        self._request, self._database = request, services.database
        self._subjects = Subjects(secret(services.settings))
        host = request.client.host if request.client else ""
        self._address, self._token = self._subjects.address(host), self._subjects.token(host)

    @contextmanager
    def guarded(self, *further: Subject) -> Iterator[Connection]:
        """One write transaction, refused to whoever failed too often. A wrong guess in it is one more failure."""
        with self._counted((self._address, *further)), self._database.write() as connection:
            attempts.check(connection, (self._address, *further))
            yield connection

    @contextmanager
    def of_tokens(self) -> Iterator[Connection]:
        """The same for programs with a token, which only read, and often."""
        with self._counted((self._token,)), self._database.read() as connection:
            attempts.check(connection, (self._token,))
            yield connection

    @contextmanager
    def _counted(self, subjects: tuple[Subject, ...]) -> Iterator[None]:
        try:
            yield
        except WrongGuess:
            self.failed(*subjects)
            raise

    def failed(self, *subjects: Subject) -> None:
        with self._database.write() as connection:
            attempts.record(connection, subjects)

    def for_account(self, email: str) -> Subject:
        given = self._request.cookies.get(KNOWN, "")
        return self._subjects.email(folded(email), hmac.compare_digest(given.encode(), self._mark(email).encode()))

    def for_mail(self, email: str) -> Subject:
        return self._subjects.mail(folded(email))

    def remember(self, response: Response, email: str) -> None:
        """This account was used on this device."""
        secure = self._request.url.scheme == "https"
        response.set_cookie(
            KNOWN, self._mark(email), max_age=_A_YEAR, httponly=True, samesite="lax", secure=secure, path="/api"
        )

    def _mark(self, email: str) -> str:
        return self._subjects.digest(f"device of {folded(email)}")


TheTries = Annotated[Tries, Depends(Tries)]
