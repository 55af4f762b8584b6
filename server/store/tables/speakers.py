"""Who spoke."""

from sqlmodel import Index, SQLModel

from server.store.tables.key import key


class SpeakerRow(SQLModel, table=True):
    __tablename__ = "speaker"
    __table_args__ = (Index("speaker_by_retreat", "programme", "retreat"),)
    programme: str = key()
    id: str = key()
    retreat: str
    name: str | None
    member: str | None
    merged_into: str | None
    n: int
