"""What people noted."""

from sqlmodel import Index, SQLModel

from server.store.tables.key import key


class MemoRow(SQLModel, table=True):
    __tablename__ = "memo"
    __table_args__ = (Index("memo_by_retreat", "programme", "retreat"),)
    programme: str = key()
    id: str = key()
    retreat: str
    author: str
    at: str
    about: str
    about_id: str
    source: str | None
    text: str
    shared: bool
    changed_at: str | None
