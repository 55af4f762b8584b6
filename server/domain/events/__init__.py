"""What has happened: one closed shape per event. An event states what came out, not how (protocol rule E1)."""

from typing import Annotated, Any, NamedTuple

from pydantic import Field, TypeAdapter

from server.domain.events.annotations import (
    AnnotationMade,
    AnnotationRemoved,
    AnnotationRestored,
    CodeChanged,
    CodeCreated,
    Replied,
    ReplyRemoved,
    StanceDropped,
    StanceTaken,
)
from server.domain.events.archives import Imported
from server.domain.events.corrections import (
    AnnotationPlaced,
    SegmentsChecked,
    SuggestionSettled,
    WordsRevised,
    WordsSuggested,
)
from server.domain.events.excerpts import ExcerptAdded, ExcerptChanged, ExcerptPlaced, ExcerptUnplaced
from server.domain.events.memos import MemoChanged, MemoRemoved, MemoShared, MemoWritten
from server.domain.events.people import (
    ConsentAnswered,
    InvitationEnded,
    InvitationOpened,
    MemberAdded,
    MemberChanged,
    MembersMerged,
    RoleGiven,
    RoleTaken,
)
from server.domain.events.programmes import (
    ConsentWorded,
    OrganisationAdded,
    OrganisationChanged,
    OrganisationRemoved,
    ProgrammeFounded,
    ProgrammeRenamed,
    SectorNamed,
    SectorRemoved,
)
from server.domain.events.recordings import (
    AgreementStated,
    Erased,
    RecordingAdded,
    RecordingChanged,
    RecordingClosed,
    RecordingDeleted,
    RecordingFailed,
    RecordingMovedToFront,
    RecordingOpened,
    RecordingStopped,
    RunFinished,
    RunStarted,
    SegmentsAppended,
    SoundAdded,
)
from server.domain.events.retreats import (
    GroupNamed,
    GroupRemoved,
    RetreatChanged,
    RetreatCreated,
    SeatLeft,
    SeatTaken,
    SessionAdded,
    SessionChanged,
    SessionRemoved,
)
from server.domain.events.speakers import SpeakerAssigned, SpeakerNamed
from server.domain.events.withdrawing import AnnotationWithdrawn, Withdrawn
from server.domain.nouns import Closed
from server.domain.text import Id

AnyEvent = Annotated[
    ProgrammeFounded
    | ProgrammeRenamed
    | SectorNamed
    | SectorRemoved
    | OrganisationAdded
    | OrganisationChanged
    | OrganisationRemoved
    | ConsentWorded
    | MemberAdded
    | MemberChanged
    | MembersMerged
    | RoleGiven
    | RoleTaken
    | ConsentAnswered
    | InvitationOpened
    | InvitationEnded
    | RetreatCreated
    | RetreatChanged
    | SessionAdded
    | SessionChanged
    | SessionRemoved
    | GroupNamed
    | GroupRemoved
    | SeatTaken
    | SeatLeft
    | ExcerptAdded
    | ExcerptPlaced
    | ExcerptChanged
    | ExcerptUnplaced
    | RecordingAdded
    | SoundAdded
    | AgreementStated
    | RecordingClosed
    | RecordingOpened
    | RecordingFailed
    | RunStarted
    | SegmentsAppended
    | RunFinished
    | RecordingChanged
    | RecordingStopped
    | RecordingMovedToFront
    | RecordingDeleted
    | Erased
    | SpeakerNamed
    | SpeakerAssigned
    | CodeCreated
    | AnnotationMade
    | AnnotationRemoved
    | AnnotationRestored
    | ReplyRemoved
    | Replied
    | CodeChanged
    | StanceTaken
    | WordsRevised
    | WordsSuggested
    | SuggestionSettled
    | SegmentsChecked
    | AnnotationPlaced
    | StanceDropped
    | MemoWritten
    | MemoChanged
    | MemoShared
    | MemoRemoved
    | AnnotationWithdrawn
    | Withdrawn
    | Imported,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Any] = TypeAdapter(AnyEvent)


class Happening(NamedTuple):
    """An event before it has its place in the ledger: what, where, and who is told (see `event.py`)."""

    body: Any
    audience: str = "retreat"
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


__all__ = [
    "EVENT",
    "AgreementStated",
    "AnnotationMade",
    "AnnotationPlaced",
    "AnnotationRemoved",
    "AnnotationRestored",
    "AnnotationWithdrawn",
    "AnyEvent",
    "CodeChanged",
    "CodeCreated",
    "ConsentAnswered",
    "ConsentWorded",
    "Envelope",
    "Erased",
    "ExcerptAdded",
    "ExcerptChanged",
    "ExcerptPlaced",
    "ExcerptUnplaced",
    "GroupNamed",
    "GroupRemoved",
    "Happening",
    "Imported",
    "InvitationEnded",
    "InvitationOpened",
    "MemberAdded",
    "MemberChanged",
    "MembersMerged",
    "MemoChanged",
    "MemoRemoved",
    "MemoShared",
    "MemoWritten",
    "OrganisationAdded",
    "OrganisationChanged",
    "OrganisationRemoved",
    "ProgrammeFounded",
    "ProgrammeRenamed",
    "RecordingAdded",
    "RecordingChanged",
    "RecordingClosed",
    "RecordingDeleted",
    "RecordingFailed",
    "RecordingMovedToFront",
    "RecordingOpened",
    "RecordingStopped",
    "Replied",
    "ReplyRemoved",
    "RetreatChanged",
    "RetreatCreated",
    "RoleGiven",
    "RoleTaken",
    "RunFinished",
    "RunStarted",
    "SeatLeft",
    "SeatTaken",
    "SectorNamed",
    "SectorRemoved",
    "SegmentsAppended",
    "SegmentsChecked",
    "SessionAdded",
    "SessionChanged",
    "SessionRemoved",
    "SoundAdded",
    "SpeakerAssigned",
    "SpeakerNamed",
    "StanceDropped",
    "StanceTaken",
    "SuggestionSettled",
    "Withdrawn",
    "WordsRevised",
    "WordsSuggested",
]
