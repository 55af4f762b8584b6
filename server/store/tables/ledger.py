"""The programme's ledger: where it stands, its events, the commands that were applied."""

from sqlmodel import BigInteger, Field, Index, SQLModel

from server.store.tables.key import key


class ProgrammeRow(SQLModel, table=True):
    """`seq` is where the ledger stands, and its row is the lock; `epoch` is new at each restore."""

    __tablename__ = "programme"
    id: str = key()
    name: str
    epoch: str
    seq: int = 0


class EventRow(SQLModel, table=True):
    """The ledger. An index is written with every event: there is one, and it grows at one end for each source."""

    __tablename__ = "event"
    __table_args__ = (Index("event_by_source", "programme", "source", "seq"),)
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


class DeedRow(SQLModel, table=True):
    """Commands that somebody can undo. Those of a stack are found by way of the ledger (`store/rows.py`): an index with
    a place for each person would be a third of what a commit of several people's marks writes."""

    __tablename__ = "deed"
    programme: str = key()
    id: str = key()
    stack: str
    source: str | None
    kind: str
    seq: int = Field(sa_type=BigInteger)
    changes: str  # JSON
    segments: str  # JSON
    times: str  # JSON
    made_by: str
    undoes: str | None
    undone: bool


class CommandRow(SQLModel, table=True):
    """Commands that were applied: `digest` is keyed, `seq` is where their last event stands."""

    __tablename__ = "command"
    __table_args__ = {"sqlite_with_rowid": False}
    programme: str = key()
    id: str = key()
    digest: str
    seq: int
