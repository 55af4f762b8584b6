"""What a person, the engine or the installation may ask: one closed shape per command (protocol rule C1)."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from server.domain.commands.annotations import Annotate, DropStance, RemoveAnnotation, ReplyTo, TakeStance
from server.domain.commands.codebook import BringBackCode, ChangeCode, CreateCode, MergeCode, RetireCode, UnmergeCode
from server.domain.commands.command import Command
from server.domain.commands.corrections import (
    CheckSegments,
    Correct,
    Correction,
    JoinSegments,
    PlaceAnnotation,
    SettleSuggestion,
    SplitSegment,
)
from server.domain.commands.excerpts import AddExcerpt, ChangeExcerpt, PlaceExcerpt, UnplaceExcerpt
from server.domain.commands.memos import ChangeMemo, RemoveMemo, ShareMemo, WriteMemo
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
    AddSound,
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
from server.domain.commands.speakers import AddSpeaker, AssignSpeaker, ChangeSpeaker, MergeSpeakers, UnmergeSpeaker
from server.domain.commands.transcripts import MOST_SEGMENTS, BringInTranscript, BroughtSegment
from server.domain.commands.undo import Redo, Undo
from server.domain.commands.withdrawing import Withdraw
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
    | AddSound
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
    | BringInTranscript
    | AddSpeaker
    | ChangeSpeaker
    | MergeSpeakers
    | UnmergeSpeaker
    | AssignSpeaker
    | CreateCode
    | Annotate
    | RemoveAnnotation
    | ReplyTo
    | TakeStance
    | DropStance
    | Undo
    | Redo
    | Correct
    | SettleSuggestion
    | SplitSegment
    | JoinSegments
    | CheckSegments
    | PlaceAnnotation
    | WriteMemo
    | ChangeMemo
    | ShareMemo
    | RemoveMemo
    | ChangeCode
    | MergeCode
    | UnmergeCode
    | RetireCode
    | BringBackCode
    | Withdraw,
    Field(discriminator="type"),
]

COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)

__all__ = [
    "COMMAND",
    "MOST_SEGMENTS",
    "AddExcerpt",
    "AddGroup",
    "AddMember",
    "AddOrganisation",
    "AddRecording",
    "AddSector",
    "AddSession",
    "AddSound",
    "AddSpeaker",
    "Annotate",
    "AnswerConsent",
    "AnyCommand",
    "AppendSegments",
    "ArchiveRetreat",
    "AssignSpeaker",
    "BringBackCode",
    "BringInTranscript",
    "BroughtSegment",
    "ChangeCode",
    "ChangeExcerpt",
    "ChangeMember",
    "ChangeMemo",
    "ChangeOrganisation",
    "ChangeRecording",
    "ChangeRetreat",
    "ChangeSession",
    "ChangeSpeaker",
    "CheckSegments",
    "CloseRecording",
    "Command",
    "Correct",
    "Correction",
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
    "JoinSegments",
    "LeaveSeat",
    "MergeCode",
    "MergeMembers",
    "MergeSpeakers",
    "MoveRecordingToFront",
    "NewOrganisation",
    "NewSegment",
    "OpenInvitation",
    "OpenRecording",
    "Passage",
    "Place",
    "PlaceAnnotation",
    "PlaceExcerpt",
    "Redo",
    "RemoveAnnotation",
    "RemoveGroup",
    "RemoveMemo",
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
    "SettleSuggestion",
    "ShareMemo",
    "SplitSegment",
    "StartRun",
    "StateAgreement",
    "StopRecording",
    "TakeRole",
    "TakeSeat",
    "TakeStance",
    "Undo",
    "UnmergeCode",
    "UnmergeSpeaker",
    "UnplaceExcerpt",
    "Withdraw",
    "WordConsent",
    "WriteMemo",
]
