"""The tables, by noun: `<Noun>Row` holds the noun of that name in `server/domain/nouns.py`."""

from server.store.tables.annotations import AnnotationRow, CodeRow, ReplyRow, StanceRow
from server.store.tables.jobs import PresenceRow, ProgressRow, WorkerRow
from server.store.tables.ledger import CommandRow, EventRow, ProgrammeRow
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
)
from server.store.tables.sources import (
    ChunkRow,
    PlacementRow,
    RecordingRow,
    RevisionRow,
    RunRow,
    SegmentRow,
    SourceRow,
    WordTimesRow,
)

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
    "EventRow",
    "FailedAttemptRow",
    "GroupRow",
    "InvitationRow",
    "MemberRow",
    "OrganisationRow",
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
    "StanceRow",
    "WordTimesRow",
    "WorkerRow",
]
