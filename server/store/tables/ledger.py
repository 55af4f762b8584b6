"""The programme's ledger: where it stands, its events, the commands that were applied."""

from sqlmodel import Field, Index, SQLModel

from server.store.tables.key import key


class ProgrammeRow(SQLModel, table=True):
    """`seq` is where the ledger stands, and its row is the lock; `epoch` is new at each restore."""

    __tablename__ = "programme"
    id: str = key()
    name: str
    epoch: str
    seq: int = 0


class EventRow(SQLModel, table=True):
    """The ledger."""

    __tablename__ = "event"
    __table_args__ = (Index("event_by_retreat", "programme", "retreat", "seq"),)
    programme: str = key()
    seq: int = Field(primary_key=True)
    command: str
    at: str
    author: str
    retreat: str | None
    source: str | None
    audience: str
    type: str
    body: str


class CommandRow(SQLModel, table=True):
    """Commands that were applied: `digest` is keyed, `seq` is where their last event stands."""

    __tablename__ = "command"
    programme: str = key()
    id: str = key()
    digest: str
    seq: int
