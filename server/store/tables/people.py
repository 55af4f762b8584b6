"""Who is in a programme."""

from sqlmodel import Index, SQLModel

from server.store.tables.key import key


class SectorRow(SQLModel, table=True):
    __tablename__ = "sector"
    programme: str = key()
    id: str = key()
    name: str


class OrganisationRow(SQLModel, table=True):
    __tablename__ = "organisation"
    programme: str = key()
    id: str = key()
    name: str
    sector: str


class MemberRow(SQLModel, table=True):
    __tablename__ = "member"
    __table_args__ = (Index("member_by_merged_into", "programme", "merged_into"),)
    programme: str = key()
    id: str = key()
    name: str
    organisation: str | None
    occupation: str | None
    steward: bool
    merged_into: str | None


class AttendanceRow(SQLModel, table=True):
    __tablename__ = "attendance"
    __table_args__ = (Index("attendance_by_member", "programme", "member"),)
    programme: str = key()
    retreat: str = key()
    member: str = key()
    role: str | None


class ConsentItemRow(SQLModel, table=True):
    __tablename__ = "consent_item"
    programme: str = key()
    id: str = key()
    kind: str
    position: int
    title: str
    wording: str
    version: str


class AnswerRow(SQLModel, table=True):
    __tablename__ = "answer"
    programme: str = key()
    retreat: str = key()
    member: str = key()
    item: str = key()
    version: str
    yes: bool
    at: str


class InvitationRow(SQLModel, table=True):
    __tablename__ = "invitation"
    programme: str = key()
    id: str = key()
    retreat: str
    role: str
    group: str | None
    until: str
    until_local: str
    ended: bool
