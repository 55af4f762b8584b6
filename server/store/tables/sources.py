"""What is annotated: recordings and their transcripts, outcome excerpts."""

from sqlmodel import BigInteger, Field, Index, SQLModel

from server.store.tables.key import key


class SourceRow(SQLModel, table=True):
    __tablename__ = "source"
    programme: str = key()
    id: str = key()
    kind: str
    title: str
    retreat: str | None
    recording: str | None
    organisation: str | None
    sector: str | None
    setting: str | None
    outcome: str | None
    recorded_on: str | None


class PlacementRow(SQLModel, table=True):
    __tablename__ = "placement"
    programme: str = key()
    retreat: str = key()
    source: str = key()


class RecordingRow(SQLModel, table=True):
    __tablename__ = "recording"
    programme: str = key()
    id: str = key()
    retreat: str
    session: str
    group: str | None
    source: str
    name: str
    filename: str
    bytes: int = Field(sa_type=BigInteger)
    state: str
    duration: float | None
    agreement: str | None  # JSON
    why: str | None
    attempt: str | None
    sound: bool


class ChunkRow(SQLModel, table=True):
    __tablename__ = "chunk"
    programme: str = key()
    recording: str = key()
    n: int = Field(primary_key=True)
    bytes: int
    sha256: str


class RunRow(SQLModel, table=True):
    __tablename__ = "run"
    programme: str = key()
    id: str = key()
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
    programme: str = key()
    id: str = key()
    source: str
    position: float
    revision: str
    start: float | None
    end: float | None
    speaker: str | None
    run: str | None
    mended: bool
    checked_by: str | None
    joined_into: str | None
    withdrawn: bool


class RevisionRow(SQLModel, table=True):
    """The words: the only place where a segment's text is kept."""

    __tablename__ = "revision"
    programme: str = key()
    segment: str = key()
    id: str = key()
    text: str


class StepRow(SQLModel, table=True):
    __tablename__ = "step"
    programme: str = key()
    segment: str = key()
    id: str = key()
    n: int
    edits: str  # JSON
    undoes: str | None
    cut: str | None  # JSON
    joined: str | None  # JSON
    by: str
    at: str


class SuggestionRow(SQLModel, table=True):
    __tablename__ = "suggestion"
    __table_args__ = (Index("suggestion_by_source", "programme", "source"),)
    programme: str = key()
    id: str = key()
    source: str
    segment: str
    revision: str
    text: str
    author: str
    at: str


class WordTimesRow(SQLModel, table=True):
    __tablename__ = "word_times"
    programme: str = key()
    segment: str = key()
    revision: str
    words: str  # JSON
