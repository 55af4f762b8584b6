"""Who is signed in, and the ways in; not in the ledger."""

from sqlmodel import SQLModel

from server.store.tables.key import key


class SignInLinkRow(SQLModel, table=True):
    __tablename__ = "sign_in_link"
    digest: str = key()
    programme: str
    member: str
    expires: str


class SignInRow(SQLModel, table=True):
    __tablename__ = "sign_in"
    digest: str = key()
    programme: str
    member: str
    expires: str
