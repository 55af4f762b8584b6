"""The nouns of a retreat, as they are stored, sent and shown (docs/protocol.md has the glossary).

Ids are UUIDs in lower case; times of day are the server's, ISO 8601 in UTC; `start`, `end` and `duration` are
seconds of the recording; offsets are Unicode code points.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.domain.text import Comment, Day, Id, Name, Sha256, ShortText

Role = Literal["facilitator", "researcher", "partner", "observer"]
SourceKind = Literal["transcript", "excerpt"]
Colour = Annotated[int, Field(ge=1, le=12)]  # one of the twelve code colours, each with its own line style
Offset = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Closed(BaseModel):
    """A shape that takes nothing else: unknown fields and wrong types are refused."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,  # an error's text may end in a log
        json_schema_serialization_defaults_required=True,
    )


class Organisation(Closed):
    """Who people work for; never called a partner, which is a role."""

    id: Id
    name: Name
    sector: Name


class Member(Closed):
    """A person in a programme."""

    id: Id
    name: Name
    organisation: Id | None = None
    occupation: ShortText | None = None
    steward: bool = False


class Attendance(Closed):
    """A member's role in one retreat."""

    retreat: Id
    member: Id
    role: Role


class Retreat(Closed):
    """A data retreat: some days at a place, in the place's own time zone."""

    id: Id
    name: Name
    place: ShortText = ""
    starts_on: Day
    ends_on: Day
    time_zone: Name = "Europe/London"
    language: ShortText = "en"


class Session(Closed):
    """One sitting of a retreat."""

    id: Id
    retreat: Id
    name: Name


class Source(Closed):
    """What is annotated: the transcript of a recording, or an outcome excerpt."""

    id: Id
    kind: SourceKind
    title: Name
    retreat: Id | None = None
    recording: Id | None = None
    organisation: Id | None = None
    sector: ShortText | None = None
    setting: ShortText | None = None
    outcome: ShortText | None = None


class Placement(Closed):
    """An excerpt is read in a retreat."""

    retreat: Id
    source: Id


class Agreement(Closed):
    """Who stated, when and in which words, that those heard agreed to be recorded."""

    by: Id
    at: str
    wording: Comment


RecordingState = Literal["receiving", "waiting", "writing_down", "ready", "silent", "failed"]


class Recording(Closed):
    """A sound or video file of a session; `duration` is known once it was opened."""

    id: Id
    retreat: Id
    session: Id
    source: Id
    name: Name
    filename: Name
    bytes: Annotated[int, Field(gt=0)]
    state: RecordingState = "receiving"
    duration: Seconds | None = None
    agreement: Agreement | None = None
    why: ShortText | None = None


class Chunk(Closed):
    """A part of a file that is safely on this server's disk; parts are numbered from 0."""

    recording: Id
    n: Annotated[int, Field(ge=0)]
    bytes: Annotated[int, Field(gt=0)]
    sha256: Sha256


class Run(Closed):
    """One pass of an engine over a recording."""

    id: Id
    recording: Id
    source: Id
    engine: Name
    version: ShortText
    model: Name
    model_hash: ShortText
    parameters: str
    language: ShortText | None = None
    state: Literal["running", "done", "failed"] = "running"
    why: ShortText | None = None


class Segment(Closed):
    """A sentence-like piece of a source, at most 20 s; ordered by `position`; its words are its revision's."""

    id: Id
    source: Id
    position: float
    revision: Id
    start: Seconds | None = None
    end: Seconds | None = None
    speaker: Id | None = None
    run: Id | None = None
    mended: bool = False


class SegmentText(Segment):
    """A segment with the words of its current revision."""

    text: str


class Revision(Closed):
    """The words of a segment as one command left them: `id` is that command's id."""

    segment: Id
    id: Id
    text: str


class WordTimes(Closed):
    """When each word of a segment was spoken: rows of [offset, length, start, end, probability]."""

    segment: Id
    revision: Id
    words: list[tuple[int, int, float, float, float | None]]


class Code(Closed):
    """A named idea of the programme's codebook. Readers of a merged code resolve `merged_into`."""

    id: Id
    name: Name
    colour: Colour
    definition: Comment | None = None
    merged_into: Id | None = None


class Place(Closed):
    """A point in a source, in the revision that the person saw."""

    segment: Id
    revision: Id
    offset: Offset


class Passage(Closed):
    """A stretch of a source's text; `end` is exclusive. `exact` is a check on the wire and is not stored."""

    source: Id
    start: Place
    end: Place
    exact: str | None = Field(default=None, exclude_if=lambda value: value is None)


class Annotation(Closed):
    """One person's mark on a passage: a code or a comment. Screens call it a mark."""

    id: Id
    retreat: Id
    author: Id
    at: str
    passage: Passage
    code: Id | None = None
    comment: Comment | None = None
    removed: bool = False


class Reply(Closed):
    """An answer to an annotation."""

    id: Id
    annotation: Id
    author: Id
    at: str
    text: Comment


class Progress(Closed):
    """How far the writing down of a recording is: `done` of `total` seconds of sound, `left` seconds to wait.
    Told as it goes, and never in the ledger."""

    recording: Id
    done: float
    total: float
    left: float | None
