"""Archives that are packed on the server; not in the ledger: each is for whoever asked for it alone."""

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, Index, SQLModel

from server.store.tables.key import key


class PackingRow(SQLModel, table=True):
    """An archive that `member` asked for: of `retreat` (or `session` or `recording` of it), or of the programme. `seen`
    are the retreats in it, and the columns of the permission table in which whoever asked stood in each; `done` of
    `total` bytes are packed, about."""

    __tablename__ = "packing"
    __table_args__ = (Index("packing_by_member", "programme", "member"),)
    programme: str = key()
    id: str = key()
    member: str
    retreat: str | None
    session: str | None
    recording: str | None
    sound: bool
    marks: bool
    name: str
    seen: dict[str, list[str]] = Field(sa_type=JSON)
    state: str
    done: int = Field(sa_type=BigInteger)
    total: int = Field(sa_type=BigInteger)
    at: str
    expires: str
