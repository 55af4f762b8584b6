"""Who is signed in, and the ways in; not in the ledger. Of tokens, receipts and passwords only digests are kept."""

from sqlmodel import Field, Index, SQLModel

from server.store.tables.key import key


class AccountRow(SQLModel, table=True):
    """A person of the installation who signs in with an e-mail (case-folded). `password` is an Argon2id hash, none
    until one is set; `subject` is who they are at the OpenID provider, once they came in by it."""

    __tablename__ = "account"
    id: str = key()
    email: str = Field(unique=True)
    name: str
    password: str | None
    disabled: bool
    subject: str | None = Field(unique=True)


class AccountMemberRow(SQLModel, table=True):
    """Which member an account is in a programme, and when it last signed in there. `disabled` closes this programme to
    it, the account's own closes all."""

    __tablename__ = "account_member"
    __table_args__ = (Index("account_member_by_account", "account", "programme", unique=True),)
    programme: str = key()
    member: str = key()
    account: str
    disabled: bool
    used: str | None


class SignInLinkRow(SQLModel, table=True):
    """`purpose` is `sign_in` (for a member), `password` (for an account) or `first` (for whoever sets this
    installation up). A link that works once is kept as `used`, so that its second opening is answered in words."""

    __tablename__ = "sign_in_link"
    digest: str = key()
    purpose: str
    once: bool
    used: bool
    programme: str | None
    member: str | None
    account: str | None
    expires: str


class SignInRow(SQLModel, table=True):
    """`account` is none for guests."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("sign_in_by_account", "account"),)
    digest: str = key()
    programme: str
    member: str
    account: str | None
    expires: str


class ReceiptRow(SQLModel, table=True):
    """A member's receipt: what they wrote down to come back with."""

    __tablename__ = "receipt"
    __table_args__ = (Index("receipt_by_member", "programme", "member"),)
    digest: str = key()
    programme: str
    member: str


class TokenRow(SQLModel, table=True):
    """What a program reads with, for the member who made it: of `retreat`, or of the whole programme. `used` is a day.
    One that was revoked is kept as such, so that whoever still uses it is answered in words."""

    __tablename__ = "token"
    __table_args__ = (Index("token_by_programme", "programme", "id", unique=True),)
    digest: str = key()
    id: str
    programme: str
    member: str
    retreat: str | None
    name: str
    made: str
    used: str | None
    expires: str
    revoked: bool


class FailedAttemptRow(SQLModel, table=True):
    """A wrong password, link, receipt or code. `subject` is a keyed digest of whose try it was; `at` in seconds."""

    __tablename__ = "failed_attempt"
    __table_args__ = (Index("failed_attempt_by_subject", "subject", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    at: float
