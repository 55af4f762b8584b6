"""What is said to a provider and what it says: apart from how, which takes a library that few installations need."""

from dataclasses import dataclass

from server.errors import Refusal


class ProviderFailed(Refusal):
    """Signing in there did not work. Try again, or sign in here with your e-mail and password."""

    status = 502


@dataclass(frozen=True, slots=True)
class Started:
    """What has to fit when somebody comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider knows; `subject` names the provider too. `email` is none unless it was verified."""

    subject: str
    email: str | None
