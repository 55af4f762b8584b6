"""Refusals: why something was not done, in words for the person who asked.

The docstring of each class is its message; `kind` is what a program can branch on.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType


class Refusal(Exception):
    """This could not be done."""

    status = 400
    headers: Mapping[str, str] = MappingProxyType({})  # that the answer to a request has beside

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((type(self).__doc__ or "").split()))

    @property
    def kind(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def message(self) -> str:
        return str(self.args[0])


class Malformed(Refusal):
    """This message has a shape that we do not know. Reload the page; if it stays, tell who runs this server."""


class NotSignedIn(Refusal):
    """You are not signed in here. Open your sign-in link again, or ask a facilitator for a new one."""

    status = 401


class NotAllowed(Refusal):
    """Your role does not allow this. Ask a facilitator of the retreat."""

    status = 403


class NotByToken(Refusal):
    """A token only reads, and not this. Sign in with a browser to do it."""

    status = 403


class OutsideToken(Refusal):
    """This token reads one retreat, and this is not in it. Use a token of that retreat, or of the programme."""

    status = 403


class MakerMayNot(Refusal):
    """Whoever made this token may no longer take this away, so it reads nothing. Ask somebody who may for another."""

    status = 403


class NotFound(Refusal):
    """This is not here, or not yours to see. It may have been removed: reload the page."""

    status = 404


class AlreadyThere(Refusal):
    """Something else already has this id. Reload the page and do it again."""

    status = 409


class OtherContent(Refusal):
    """A different change was already sent under this id. Reload the page and do it again."""

    status = 409


class BadPassage(Refusal):
    """These words cannot be marked: the passage does not fit the text. Select the words again."""


class NoWords(Refusal):
    """Nothing was selected or written. Select some words, or write something."""


class NotReady(Refusal):
    """This is not possible in the state it is in now. Wait until it is done, then try again."""

    status = 409


class PartsMissing(Refusal):
    """Parts of this file have not arrived. Keep the page open until they are sent, then close it again."""

    status = 409


class WrongHash(Refusal):
    """A part of the file changed on its way. It was not kept: send it again."""

    status = 422


class TooLarge(Refusal):
    """This is larger than can be taken. Send it in smaller parts."""

    status = 413


class DiskFull(Refusal):
    """The disk of this server is full. What you have is kept on your device: free some space here, then go on."""

    status = 507


class OutOfReach(Refusal):
    """The database of this server cannot be reached. What you have is kept on your device: try again in a moment."""

    status = 503


class OutOfDate(Refusal):
    """This page is from an older version. Reload it: what you wrote is kept on this device."""

    status = 426


class NotHeard(Refusal):
    """This recording is kept but not played: nobody has stated that those heard agreed to be recorded."""

    status = 403


class WrongOrigin(Refusal):
    """This page is not served from here. Open the address of this server itself."""

    status = 403


class WrongMethod(Refusal):
    """This address takes other kinds of requests. Reload the page."""

    status = 405


class Failed(Refusal):
    """Something went wrong on this server, and its log says what. Try again, or tell who runs it."""

    status = 500
