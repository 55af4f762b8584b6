"""Who is in a programme."""

from sqlmodel import Index, SQLModel

from server.store.tables.key import key


class OrganisationRow(SQLModel, table=True):
    __tablename__ = "organisation"
    programme: str = key()
    id: str = key()
    name: str
    sector: str


class MemberRow(SQLModel, table=True):
    __tablename__ = "member"
    programme: str = key()
    id: str = key()
    name: str
    organisation: str | None
    occupation: str | None
    steward: bool


class AttendanceRow(SQLModel, table=True):
    __tablename__ = "attendance"
    __table_args__ = (Index("attendance_by_member", "programme", "member"),)
    programme: str = key()
    retreat: str = key()
    member: str = key()
    role: str
