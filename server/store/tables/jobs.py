"""What workers tell of their work; not in the ledger."""

from sqlmodel import SQLModel

from server.store.tables.key import key


class ProgressRow(SQLModel, table=True):
    """How far the writing down of a recording is, in seconds; not in the ledger."""

    __tablename__ = "progress"
    programme: str = key()
    recording: str = key()
    retreat: str
    done: float
    total: float
    left: float | None
    at: float
