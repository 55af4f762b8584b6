"""What has happened: one closed shape per event. An event states what came out, not how (protocol rule E1)."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from server.domain.nouns import (
    Agreement,
    Annotation,
    Attendance,
    Closed,
    Code,
    Member,
    Organisation,
    Recording,
    Reply,
    Retreat,
    Run,
    Seconds,
    SegmentText,
    Session,
    Source,
    WordTimes,
)
from server.domain.text import Id, Name, ShortText

# Who is told. `retreat`: everyone in the event's retreat; `programme`: everyone in any of its retreats;
# `curators`: stewards, facilitators and researchers; `stewards`: they alone.
Audience = Literal["retreat", "programme", "curators", "stewards"]


class ProgrammeFounded(Closed):
    type: Literal["programme_founded"] = "programme_founded"
    name: Name


class OrganisationAdded(Closed):
    type: Literal["organisation_added"] = "organisation_added"
    organisation: Organisation


class MemberAdded(Closed):
    type: Literal["member_added"] = "member_added"
    member: Member


class RetreatCreated(Closed):
    type: Literal["retreat_created"] = "retreat_created"
    retreat: Retreat


class RoleGiven(Closed):
    """Carries the person too: whoever is in the retreat may not have seen them before."""

    type: Literal["role_given"] = "role_given"
    attendance: Attendance
    member: Member


class SessionAdded(Closed):
    type: Literal["session_added"] = "session_added"
    session: Session


class ExcerptAdded(Closed):
    type: Literal["excerpt_added"] = "excerpt_added"
    source: Source
    segments: list[SegmentText]


class ExcerptPlaced(Closed):
    """Carries the excerpt: before it was placed, this retreat could not see it."""

    type: Literal["excerpt_placed"] = "excerpt_placed"
    source: Source
    segments: list[SegmentText]


class RecordingAdded(Closed):
    type: Literal["recording_added"] = "recording_added"
    recording: Recording
    source: Source


class AgreementStated(Closed):
    type: Literal["agreement_stated"] = "agreement_stated"
    recording: Id
    agreement: Agreement


class RecordingClosed(Closed):
    """Everything has arrived, or it is tried once more: a job is waiting for it."""

    type: Literal["recording_closed"] = "recording_closed"
    recording: Id
    chunks: Annotated[int, Field(gt=0)]
    attempt: Id


class RecordingOpened(Closed):
    type: Literal["recording_opened"] = "recording_opened"
    recording: Id
    duration: Seconds


class RecordingFailed(Closed):
    type: Literal["recording_failed"] = "recording_failed"
    recording: Id
    why: ShortText


class RunStarted(Closed):
    type: Literal["run_started"] = "run_started"
    run: Run


class SegmentsAppended(Closed):
    """New segments of one window. Word times are bulk, not news: they are stored with the event's segments but
    never enter the ledger or the wire (clients fetch them per block)."""

    type: Literal["segments_appended"] = "segments_appended"
    run: Id
    language: ShortText | None
    segments: list[SegmentText]
    words: list[WordTimes] = Field(default=[], exclude=True)


class RunFinished(Closed):
    type: Literal["run_finished"] = "run_finished"
    run: Id
    recording: Id
    state: Literal["ready", "silent"]


class CodeCreated(Closed):
    type: Literal["code_created"] = "code_created"
    code: Code


class AnnotationMade(Closed):
    type: Literal["annotated"] = "annotated"
    annotation: Annotation


class AnnotationRemoved(Closed):
    type: Literal["annotation_removed"] = "annotation_removed"
    annotation: Id


class Replied(Closed):
    type: Literal["replied"] = "replied"
    reply: Reply


AnyEvent = Annotated[
    ProgrammeFounded
    | OrganisationAdded
    | MemberAdded
    | RetreatCreated
    | RoleGiven
    | SessionAdded
    | ExcerptAdded
    | ExcerptPlaced
    | RecordingAdded
    | AgreementStated
    | RecordingClosed
    | RecordingOpened
    | RecordingFailed
    | RunStarted
    | SegmentsAppended
    | RunFinished
    | CodeCreated
    | AnnotationMade
    | AnnotationRemoved
    | Replied,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Any] = TypeAdapter(AnyEvent)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event before it has its place in the ledger: what, where, and who is told."""

    body: Any
    audience: Audience = "retreat"
    retreat: str | None = None
    source: str | None = None


class Envelope(Closed):
    """An event in its place in the programme's ledger, as it is sent."""

    seq: Annotated[int, Field(gt=0)]
    at: str
    author: str
    command: Id
    retreat: Id | None
    source: Id | None
    body: AnyEvent
