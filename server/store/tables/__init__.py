"""The tables, by noun: `<Noun>Row` holds the noun of that name in `server/domain/nouns.py`."""

from server.store.tables.annotations import AnnotationRow, CodeRow, ReplyRow
from server.store.tables.jobs import ProgressRow
from server.store.tables.ledger import CommandRow, EventRow, ProgrammeRow
from server.store.tables.people import AttendanceRow, MemberRow, OrganisationRow
from server.store.tables.retreats import RetreatRow, SessionRow
from server.store.tables.sign_in import SignInLinkRow, SignInRow
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
    "AnnotationRow",
    "AttendanceRow",
    "ChunkRow",
    "CodeRow",
    "CommandRow",
    "EventRow",
    "MemberRow",
    "OrganisationRow",
    "PlacementRow",
    "ProgrammeRow",
    "ProgressRow",
    "RecordingRow",
    "ReplyRow",
    "RetreatRow",
    "RevisionRow",
    "RunRow",
    "SegmentRow",
    "SessionRow",
    "SignInLinkRow",
    "SignInRow",
    "SourceRow",
    "WordTimesRow",
]
