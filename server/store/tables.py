"""The tables. Every row belongs to a programme, and its key says so: no programme can touch another's rows."""

from sqlmodel import Field, Index, SQLModel


def _key() -> str:
    return Field(primary_key=True)  # type: ignore[no-any-return]


class ProgrammeRow(SQLModel, table=True):
    """`seq` is where the ledger stands, and its row is the lock; `epoch` is new at each restore."""

    __tablename__ = "programme"
    id: str = _key()
    name: str
    epoch: str
    seq: int = 0


class EventRow(SQLModel, table=True):
    """The ledger."""

    __tablename__ = "event"
    __table_args__ = (Index("event_by_retreat", "programme", "retreat", "seq"),)
    programme: str = _key()
    seq: int = Field(primary_key=True)
    command: str
    at: str
    author: str
    retreat: str | None
    source: str | None
    audience: str
    type: str
    body: str


class CommandRow(SQLModel, table=True):
    """Commands that were applied: `digest` is keyed, `seq` is where their last event stands."""

    __tablename__ = "command"
    programme: str = _key()
    id: str = _key()
    digest: str
    seq: int


class SignInLinkRow(SQLModel, table=True):
    __tablename__ = "sign_in_link"
    digest: str = _key()
    programme: str
    member: str
    expires: str


class SignInRow(SQLModel, table=True):
    __tablename__ = "sign_in"
    digest: str = _key()
    programme: str
    member: str
    expires: str


class ProgressRow(SQLModel, table=True):
    """How far the writing down of a recording is, in seconds; not in the ledger."""

    __tablename__ = "progress"
    programme: str = _key()
    recording: str = _key()
    retreat: str
    done: float
    total: float
    left: float | None
    at: float


class OrganisationRow(SQLModel, table=True):
    __tablename__ = "organisation"
    programme: str = _key()
    id: str = _key()
    name: str
    sector: str


class MemberRow(SQLModel, table=True):
    __tablename__ = "member"
    programme: str = _key()
    id: str = _key()
    name: str
    organisation: str | None
    occupation: str | None
    steward: bool


class RetreatRow(SQLModel, table=True):
    __tablename__ = "retreat"
    programme: str = _key()
    id: str = _key()
    name: str
    place: str
    starts_on: str
    ends_on: str
    time_zone: str
    language: str


class AttendanceRow(SQLModel, table=True):
    __tablename__ = "attendance"
    __table_args__ = (Index("attendance_by_member", "programme", "member"),)
    programme: str = _key()
    retreat: str = _key()
    member: str = _key()
    role: str


class SessionRow(SQLModel, table=True):
    __tablename__ = "session"
    programme: str = _key()
    id: str = _key()
    retreat: str
    name: str


class SourceRow(SQLModel, table=True):
    __tablename__ = "source"
    programme: str = _key()
    id: str = _key()
    kind: str
    title: str
    retreat: str | None
    recording: str | None
    organisation: str | None
    sector: str | None
    setting: str | None
    outcome: str | None


class PlacementRow(SQLModel, table=True):
    __tablename__ = "placement"
    programme: str = _key()
    retreat: str = _key()
    source: str = _key()


class RecordingRow(SQLModel, table=True):
    __tablename__ = "recording"
    programme: str = _key()
    id: str = _key()
    retreat: str
    session: str
    source: str
    name: str
    filename: str
    bytes: int
    state: str
    duration: float | None
    agreement: str | None  # JSON
    why: str | None


class ChunkRow(SQLModel, table=True):
    __tablename__ = "chunk"
    programme: str = _key()
    recording: str = _key()
    n: int = Field(primary_key=True)
    bytes: int
    sha256: str


class RunRow(SQLModel, table=True):
    __tablename__ = "run"
    programme: str = _key()
    id: str = _key()
    recording: str
    source: str
    engine: str
    version: str
    model: str
    model_hash: str
    parameters: str
    language: str | None
    state: str
    why: str | None


class SegmentRow(SQLModel, table=True):
    __tablename__ = "segment"
    __table_args__ = (Index("segment_by_source", "programme", "source", "position"),)
    programme: str = _key()
    id: str = _key()
    source: str
    position: float
    revision: str
    start: float | None
    end: float | None
    speaker: str | None
    run: str | None
    mended: bool


class RevisionRow(SQLModel, table=True):
    """The words: the only place where a segment's text is kept."""

    __tablename__ = "revision"
    programme: str = _key()
    segment: str = _key()
    id: str = _key()
    text: str


class WordTimesRow(SQLModel, table=True):
    __tablename__ = "word_times"
    programme: str = _key()
    segment: str = _key()
    revision: str
    words: str  # JSON


class CodeRow(SQLModel, table=True):
    __tablename__ = "code"
    programme: str = _key()
    id: str = _key()
    name: str
    colour: int
    definition: str | None
    merged_into: str | None


class AnnotationRow(SQLModel, table=True):
    __tablename__ = "annotation"
    __table_args__ = (Index("annotation_by_source", "programme", "retreat", "source"),)
    programme: str = _key()
    id: str = _key()
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


class ReplyRow(SQLModel, table=True):
    __tablename__ = "reply"
    __table_args__ = (Index("reply_by_annotation", "programme", "annotation"),)
    programme: str = _key()
    id: str = _key()
    annotation: str
    author: str
    at: str
    text: str
