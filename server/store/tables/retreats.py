"""Retreats and their sittings."""

from sqlmodel import SQLModel

from server.store.tables.key import key


class RetreatRow(SQLModel, table=True):
    __tablename__ = "retreat"
    programme: str = key()
    id: str = key()
    name: str
    place: str
    starts_on: str
    ends_on: str
    time_zone: str
    language: str
    engine: str
    archived: bool


class SessionRow(SQLModel, table=True):
    __tablename__ = "session"
    programme: str = key()
    id: str = key()
    retreat: str
    name: str
    starts: str | None
    ends: str | None


class GroupRow(SQLModel, table=True):
    __tablename__ = "group"
    programme: str = key()
    id: str = key()
    retreat: str
    session: str
    name: str


class SeatRow(SQLModel, table=True):
    __tablename__ = "seat"
    programme: str = key()
    session: str = key()
    member: str = key()
    group: str
