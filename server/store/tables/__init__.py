"""The tables, by noun: `<Noun>Row` holds the noun of that name in `server/domain/nouns.py`."""

from server.store.tables.annotations import AnnotationRow, CodeRow, ReplyRow, StanceRow
from server.store.tables.jobs import PresenceRow, ProgressRow, WorkerRow
from server.store.tables.ledger import CommandRow, DeedRow, EventRow, ProgrammeRow
from server.store.tables.memos import MemoRow
from server.store.tables.packings import PackingRow
from server.store.tables.people import (
    AnswerRow,
    AttendanceRow,
    ConsentItemRow,
    InvitationRow,
    MemberRow,
    OrganisationRow,
    SectorRow,
)
from server.store.tables.retreats import GroupRow, RetreatRow, SeatRow, SessionRow
from server.store.tables.sign_in import (
    AccountMemberRow,
    AccountRow,
    FailedAttemptRow,
    ReceiptRow,
    SignInLinkRow,
    SignInRow,
    TokenRow,
)
from server.store.tables.sources import (
    ChunkRow,
    PlacementRow,
    RecordingRow,
    RevisionRow,
    RunRow,
    SegmentRow,
    SourceRow,
    StepRow,
    SuggestionRow,
    WordTimesRow,
)
from server.store.tables.speakers import SpeakerRow

__all__ = [
    "AccountMemberRow",
    "AccountRow",
    "AnnotationRow",
    "AnswerRow",
    "AttendanceRow",
    "ChunkRow",
    "CodeRow",
    "CommandRow",
    "ConsentItemRow",
    "DeedRow",
    "EventRow",
    "FailedAttemptRow",
    "GroupRow",
    "InvitationRow",
    "MemberRow",
    "MemoRow",
    "OrganisationRow",
    "PackingRow",
    "PlacementRow",
    "PresenceRow",
    "ProgrammeRow",
    "ProgressRow",
    "ReceiptRow",
    "RecordingRow",
    "ReplyRow",
    "RetreatRow",
    "RevisionRow",
    "RunRow",
    "SeatRow",
    "SectorRow",
    "SegmentRow",
    "SessionRow",
    "SignInLinkRow",
    "SignInRow",
    "SourceRow",
    "SpeakerRow",
    "StanceRow",
    "StepRow",
    "SuggestionRow",
    "TokenRow",
    "WordTimesRow",
    "WorkerRow",
]
