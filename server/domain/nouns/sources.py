"""The nouns of what is annotated: recordings and their transcripts, outcome excerpts."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.nouns.closed import Closed, Seconds
from server.domain.nouns.words import Word
from server.domain.text import Comment, Day, Id, Name, Nothing, Sha256, ShortText

SourceKind = Literal["transcript", "excerpt"]
RecordingState = Literal["receiving", "waiting", "writing_down", "ready", "silent", "failed", "stopped"]


class Source(Closed):
    """What is annotated: the transcript of a recording, or an outcome excerpt."""

    id: Id
    kind: SourceKind
    title: Name
    retreat: Id | None = None
    recording: Id | None = None
    organisation: Id | None = None
    sector: Id | None = None
    setting: ShortText | None = None
    outcome: ShortText | None = None
    recorded_on: Day | None = None


class Placement(Closed):
    """An excerpt is read in a retreat."""

    retreat: Id
    source: Id


class Agreement(Closed):
    """Who stated, when and in which words, that those heard agreed to be recorded."""

    by: Id
    at: str
    wording: Comment


class Recording(Closed):
    """A sound or video file of a session, perhaps of one table; `duration` is known once it was opened. `attempt` is
    the command that last asked for it to be written down. Without `sound` there are only its words, which came in a
    file of their own."""

    id: Id
    retreat: Id
    session: Id
    group: Id | None = None
    source: Id
    name: Name
    filename: Name
    bytes: Annotated[int, Field(gt=0)]
    state: RecordingState = "receiving"
    duration: Seconds | None = None
    agreement: Agreement | None = None
    why: ShortText | None = None
    attempt: Id | None = None
    sound: bool = True


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
    """A sentence-like piece of a source, at most 20 s; ordered by `position`; its words are its revision's. Somebody
    may have checked them against the sound; one that was joined into another has no words of its own any more.
    `speaker` is none where nobody has said who speaks, and nothing where somebody said that it is not known.
    Whoever spoke may have withdrawn the words."""

    id: Id
    source: Id
    position: float
    revision: Id
    start: Seconds | None = None
    end: Seconds | None = None
    speaker: Id | Nothing | None = None
    run: Id | None = None
    mended: bool = False
    checked_by: Id | None = None
    joined_into: Id | None = None
    withdrawn: bool = False


class SegmentText(Segment):
    """A segment with the words of its current revision."""

    text: str


class WordTimes(Closed):
    """When each word of a segment was spoken: rows of [offset, length, start, end, probability]."""

    segment: Id
    revision: Id
    words: list[Word]


class Progress(Closed):
    """How far the writing down of a recording is: `done` of `total` seconds of sound, `left` seconds to wait; or how
    many others are `before` one that waits for its turn. Told as it goes, and never in the ledger."""

    recording: Id
    done: float
    total: float
    left: float | None
    before: int | None = None
