"""The codebook, marks and answers."""

from sqlmodel import Index, SQLModel

from server.store.tables.key import key


class CodeRow(SQLModel, table=True):
    __tablename__ = "code"
    programme: str = key()
    id: str = key()
    name: str
    colour: int
    definition: str | None
    merged_into: str | None
    parent: str | None
    retired: bool


class AnnotationRow(SQLModel, table=True):
    __tablename__ = "annotation"
    # Counted by segment and by source without a look at the marks themselves. The programme comes last: where it came
    # first, PostgreSQL looked through all marks by it for those of some ids, until it had counted how many there are.
    __table_args__ = (Index("annotation_by_source", "retreat", "source", "start_segment", "removed", "programme"),)
    programme: str = key()
    id: str = key()
    retreat: str
    author: str
    at: str
    source: str
    start_segment: str
    start_revision: str
    start_offset: int
    end_segment: str
    end_revision: str
    end_offset: int
    code: str | None
    comment: str | None
    removed: bool
    withdrawn: bool


class ReplyRow(SQLModel, table=True):
    __tablename__ = "reply"
    __table_args__ = (Index("reply_by_annotation", "programme", "annotation"),)
    programme: str = key()
    id: str = key()
    annotation: str
    author: str
    at: str
    text: str


class StanceRow(SQLModel, table=True):
    __tablename__ = "stance"
    programme: str = key()
    annotation: str = key()
    member: str = key()
    view: str
    reason: str | None
    at: str
