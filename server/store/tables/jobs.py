"""What workers and apps tell of themselves and their work, for each other to read; not in the ledger."""

from sqlmodel import SQLModel

from server.store.tables.key import key


class ProgressRow(SQLModel, table=True):
    """How far the writing down of a recording is, in seconds."""

    __tablename__ = "progress"
    programme: str = key()
    recording: str = key()
    retreat: str
    done: float
    total: float
    left: float | None
    at: float


class WorkerRow(SQLModel, table=True):
    """A worker that lives, for as long as it goes on to say so (`beat_at`, seconds since 1970)."""

    __tablename__ = "worker"
    id: str = key()
    host: str
    pid: int
    beat_at: float


class PresenceRow(SQLModel, table=True):
    """Who is in a retreat by way of one app process, as JSON; good for a few seconds after `at`."""

    __tablename__ = "presence"
    process: str = key()
    programme: str = key()
    retreat: str = key()
    here: str
    at: float
