"""Receipts: what guests wrote down to come back with; only digests are kept."""

import hashlib

from sqlalchemy import Connection, Table, delete, insert, select

from server.errors import AlreadyThere
from server.store.sign_ins import WrongGuess
from server.store.tables import ReceiptRow
from server.store.unique import insert_unique
from server.ways_in.crockford import normal

_RECEIPT: Table = ReceiptRow.__table__  # type: ignore[attr-defined]


class ReceiptUnknown(WrongGuess):
    """This receipt is not known here. Compare each character with what you wrote down, or ask a facilitator."""


def digest_of(receipt: str) -> str:
    """SHA-256 of the sixteen characters that are meant, as the device made it when the receipt was new."""
    return hashlib.sha256(normal(receipt).encode()).hexdigest()


def member_of(connection: Connection, receipt: str) -> tuple[str, str]:
    """(programme, member) of whoever holds this receipt."""
    row = connection.execute(select(_RECEIPT).where(_RECEIPT.c.digest == digest_of(receipt))).first()
    if row is None:
        raise ReceiptUnknown
    return row.programme, row.member


def keep(connection: Connection, digest: str, programme: str, member: str) -> None:
    """This member's receipt from now on; the one before is void."""
    mine = (_RECEIPT.c.programme == programme, _RECEIPT.c.member == member)
    connection.execute(delete(_RECEIPT).where(*mine, _RECEIPT.c.digest != digest))
    statement = insert(_RECEIPT).values(digest=digest, programme=programme, member=member)
    try:
        insert_unique(connection, statement, AlreadyThere())
    except AlreadyThere:
        if not belongs(connection, digest, programme, member):
            raise


def belongs(connection: Connection, digest: str, programme: str, member: str) -> bool:
    """Whether this is that member's receipt."""
    mine = (_RECEIPT.c.digest == digest, _RECEIPT.c.programme == programme, _RECEIPT.c.member == member)
    return connection.execute(select(_RECEIPT).where(*mine)).first() is not None


def forget(connection: Connection, digest: str) -> None:
    connection.execute(delete(_RECEIPT).where(_RECEIPT.c.digest == digest))
