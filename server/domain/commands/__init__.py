"""What a person, the engine or the installation may ask: one closed shape per command (protocol rule C1)."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from server.domain.commands.annotations import Annotate, DropStance, RemoveAnnotation, ReplyTo, TakeStance
from server.domain.commands.codebook import BringBackCode, ChangeCode, CreateCode, MergeCode, RetireCode, UnmergeCode
from server.domain.commands.command import Command, Nothing
from server.domain.commands.excerpts import AddExcerpt, ChangeExcerpt, PlaceExcerpt, UnplaceExcerpt
from server.domain.commands.people import (
    AddMember,
    AnswerConsent,
    ChangeMember,
    EndInvitation,
    GivenAnswer,
    GiveRole,
    JoinRetreat,
    MergeMembers,
    NewOrganisation,
    OpenInvitation,
    SetSteward,
    TakeRole,
)
from server.domain.commands.programmes import (
    AddOrganisation,
    AddSector,
    ChangeOrganisation,
    FoundProgramme,
    RemoveOrganisation,
    RemoveSector,
    RenameProgramme,
    RenameSector,
    WordConsent,
)
from server.domain.commands.recordings import (
    AddRecording,
    AppendSegments,
    ChangeRecording,
    CloseRecording,
    DeleteRecording,
    FailRecording,
    FinishRun,
    MoveRecordingToFront,
    NewSegment,
    OpenRecording,
    RetryRecording,
    StartRun,
    StateAgreement,
    StopRecording,
)
from server.domain.commands.retreats import (
    AddGroup,
    AddSession,
    ArchiveRetreat,
    ChangeRetreat,
    ChangeSession,
    CreateRetreat,
    LeaveSeat,
    RemoveGroup,
    RemoveSession,
    RenameGroup,
    ReopenRetreat,
    TakeSeat,
)
from server.domain.nouns import Passage, Place

AnyCommand = Annotated[
    FoundProgramme
    | RenameProgramme
    | AddSector
    | RenameSector
    | RemoveSector
    | AddOrganisation
    | ChangeOrganisation
    | RemoveOrganisation
    | WordConsent
    | AddMember
    | ChangeMember
    | SetSteward
    | MergeMembers
    | GiveRole
    | TakeRole
    | AnswerConsent
    | OpenInvitation
    | EndInvitation
    | JoinRetreat
    | CreateRetreat
    | ChangeRetreat
    | ArchiveRetreat
    | ReopenRetreat
    | AddSession
    | ChangeSession
    | RemoveSession
    | AddGroup
    | RenameGroup
    | RemoveGroup
    | TakeSeat
    | LeaveSeat
    | AddExcerpt
    | PlaceExcerpt
    | ChangeExcerpt
    | UnplaceExcerpt
    | AddRecording
    | StateAgreement
    | CloseRecording
    | RetryRecording
    | ChangeRecording
    | StopRecording
    | MoveRecordingToFront
    | DeleteRecording
    | OpenRecording
    | FailRecording
    | StartRun
    | AppendSegments
    | FinishRun
    | CreateCode
    | Annotate
    | RemoveAnnotation
    | ReplyTo
    | TakeStance
    | DropStance
    | ChangeCode
    | MergeCode
    | UnmergeCode
    | RetireCode
    | BringBackCode,
    Field(discriminator="type"),
]

COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)

__all__ = [
    "COMMAND",
    "AddExcerpt",
    "AddGroup",
    "AddMember",
    "AddOrganisation",
    "AddRecording",
    "AddSector",
    "AddSession",
    "Annotate",
    "AnswerConsent",
    "AnyCommand",
    "AppendSegments",
    "ArchiveRetreat",
    "BringBackCode",
    "ChangeCode",
    "ChangeExcerpt",
    "ChangeMember",
    "ChangeOrganisation",
    "ChangeRecording",
    "ChangeRetreat",
    "ChangeSession",
    "CloseRecording",
    "Command",
    "CreateCode",
    "CreateRetreat",
    "DeleteRecording",
    "DropStance",
    "EndInvitation",
    "FailRecording",
    "FinishRun",
    "FoundProgramme",
    "GiveRole",
    "GivenAnswer",
    "JoinRetreat",
    "LeaveSeat",
    "MergeCode",
    "MergeMembers",
    "MoveRecordingToFront",
    "NewOrganisation",
    "NewSegment",
    "Nothing",
    "OpenInvitation",
    "OpenRecording",
    "Passage",
    "Place",
    "PlaceExcerpt",
    "RemoveAnnotation",
    "RemoveGroup",
    "RemoveOrganisation",
    "RemoveSector",
    "RemoveSession",
    "RenameGroup",
    "RenameProgramme",
    "RenameSector",
    "ReopenRetreat",
    "ReplyTo",
    "RetireCode",
    "RetryRecording",
    "SetSteward",
    "StartRun",
    "StateAgreement",
    "StopRecording",
    "TakeRole",
    "TakeSeat",
    "TakeStance",
    "UnmergeCode",
    "UnplaceExcerpt",
    "WordConsent",
]
