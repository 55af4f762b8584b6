"""The codes of invitations: made from their ids and this server's secret, and kept nowhere."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from server.clock import now
from server.domain import nouns
from server.domain.nouns import Invitation
from server.errors import NotReady
from server.store.rows import TABLES, to_noun
from server.store.sign_ins import WrongGuess
from server.ways_in.crockford import encode, normal

_INVITATION = TABLES[Invitation]
_CHARACTERS = 6


class CodeUnknown(WrongGuess):
    """That code is not known here. Check it against the wall."""

    status = 404


class CodeExpired(NotReady):
    """That code was good until earlier. Ask a facilitator for the one that is good now."""


class CodeEnded(NotReady):
    """A facilitator has ended that code. Ask for the one that is good now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody with a code may know before they join."""

    sectors: list[nouns.Sector]
    organisations: list[nouns.Organisation]
    consent: list[nouns.ConsentItem]


def code_of(key: bytes, programme: str, invitation: str) -> str:
    """The six characters that let somebody in."""
    made = hmac.new(key, f"invitation {programme} {invitation}".encode(), hashlib.sha256).digest()
    return encode(int.from_bytes(made[:4]) >> 2, _CHARACTERS)


def shown(code: str) -> str:
    """As it stands on the wall."""
    return f"{code[:3]}-{code[3:]}"


def find(connection: Connection, key: bytes, typed: str) -> tuple[str, Invitation]:
    """(programme, invitation) of a code as somebody typed it; the refusal says whether it was ever good."""
    code = normal(typed).encode()
    rows = connection.execute(select(_INVITATION)).mappings()
    fitting = [it for it in rows if hmac.compare_digest(code_of(key, it["programme"], it["id"]).encode(), code)]
    if not fitting:
        raise CodeUnknown
    for row in fitting:
        if not row["ended"] and row["until"] > now():
            return row["programme"], to_noun(Invitation, row)
    raise CodeEnded if all(it["ended"] for it in fitting) else CodeExpired


def asked(connection: Connection, programme: str) -> Asked:
    return Asked(
        sectors=_all(connection, programme, nouns.Sector),
        organisations=_all(connection, programme, nouns.Organisation),
        consent=sorted(_all(connection, programme, nouns.ConsentItem), key=lambda it: it.position),
    )


def _all(connection: Connection, programme: str, kind: type[Any]) -> list[Any]:
    statement = select(TABLES[kind]).where(TABLES[kind].c.programme == programme)
    return [to_noun(kind, row) for row in connection.execute(statement).mappings()]
