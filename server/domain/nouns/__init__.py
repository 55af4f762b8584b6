"""The nouns of a retreat, as they are stored, sent and shown (docs/protocol.md has the glossary).

Ids are UUIDs in lower case; times of day are the server's, ISO 8601 in UTC; `start`, `end` and `duration` are
seconds of the recording; offsets are Unicode code points.
"""

from server.domain.nouns.annotations import Annotation, Code, Colour, Passage, Place, Reply, Stance, View
from server.domain.nouns.closed import Closed, Offset, Seconds
from server.domain.nouns.deeds import Deed
from server.domain.nouns.memos import Memo, MemoAbout
from server.domain.nouns.people import (
    Answer,
    Attendance,
    ConsentItem,
    ConsentKind,
    GuestRole,
    Invitation,
    Member,
    Organisation,
    Role,
    Sector,
)
from server.domain.nouns.retreats import Group, Retreat, Seat, Session
from server.domain.nouns.sources import (
    Agreement,
    Chunk,
    Placement,
    Progress,
    Recording,
    RecordingState,
    Run,
    Segment,
    SegmentText,
    Source,
    SourceKind,
    WordTimes,
)
from server.domain.nouns.speakers import Speaker
from server.domain.nouns.words import Cut, Edit, Joined, Revision, Step, Suggestion, Word

__all__ = [
    "Agreement",
    "Annotation",
    "Answer",
    "Attendance",
    "Chunk",
    "Closed",
    "Code",
    "Colour",
    "ConsentItem",
    "ConsentKind",
    "Cut",
    "Deed",
    "Edit",
    "Group",
    "GuestRole",
    "Invitation",
    "Joined",
    "Member",
    "Memo",
    "MemoAbout",
    "Offset",
    "Organisation",
    "Passage",
    "Place",
    "Placement",
    "Progress",
    "Recording",
    "RecordingState",
    "Reply",
    "Retreat",
    "Revision",
    "Role",
    "Run",
    "Seat",
    "Seconds",
    "Sector",
    "Segment",
    "SegmentText",
    "Session",
    "Source",
    "SourceKind",
    "Speaker",
    "Stance",
    "Step",
    "Suggestion",
    "View",
    "Word",
    "WordTimes",
]
