"""Rows that must be the only ones of their kind, when two people write them at the same moment."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from server.errors import Refusal


def insert_unique(connection: Connection, statement: Any, otherwise: Refusal) -> None:
    """Run an insert, or raise the refusal where somebody else was quicker; the transaction goes on either way."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError as error:
        raise otherwise from error
