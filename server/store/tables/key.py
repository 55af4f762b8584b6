"""What every table here has in common."""

from sqlmodel import Field

import server.store.tables.text  # noqa: F401  (how text is declared)


def key() -> str:
    """A column of the primary key. Every row belongs to a programme, and its key says so: no programme can touch
    another's rows."""
    return Field(primary_key=True)  # type: ignore[no-any-return]
