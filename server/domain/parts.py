"""Snapshots in parts: what a client fetches to begin with, each part naming the seq that it holds (rule S1)."""

from server.domain.nouns import (
    Annotation,
    Attendance,
    Closed,
    Code,
    Member,
    Organisation,
    Recording,
    Reply,
    Retreat,
    Role,
    Run,
    SegmentText,
    Session,
    Source,
    WordTimes,
)
from server.domain.text import Id

# A block of a source: this many seconds of a transcript; an excerpt is one block.
BLOCK_SECONDS = 600


def block_of(start: float | None) -> int:
    """Which block a segment that starts then (seconds) lies in."""
    return 0 if start is None else int(start // BLOCK_SECONDS)


class Programme(Closed):
    id: Id
    name: str


class RetreatOfMine(Closed):
    retreat: Retreat
    role: Role | None


class Me(Closed):
    """Who is signed in, and the retreats that they may open; a steward's role may be none."""

    member: Member
    programme: Programme
    retreats: list[RetreatOfMine]


class Part(Closed):
    """A part holds everything up to `seq` of the programme's ledger, in this `epoch`."""

    epoch: Id
    seq: int


class Frame(Part):
    """A retreat without its texts: people, sources, codebook, and how many marks each source has."""

    programme: Programme
    retreat: Retreat
    organisations: list[Organisation]
    members: list[Member]
    attendances: list[Attendance]
    sessions: list[Session]
    sources: list[Source]
    recordings: list[Recording]
    runs: list[Run]
    codes: list[Code]
    marks: dict[Id, int]


class OutlineBlock(Closed):
    n: int
    segments: int
    characters: int
    marks: int


class Outline(Part):
    """The blocks that a source has, with their lengths, for a scroll bar before the words are there."""

    source: Id
    blocks: list[OutlineBlock]


class Block(Part):
    """The segments of one block, and the marks of this retreat that start in it, with their replies."""

    source: Id
    n: int
    segments: list[SegmentText]
    annotations: list[Annotation]
    replies: list[Reply]


class WordBlock(Part):
    """The word times of one block."""

    source: Id
    n: int
    words: list[WordTimes]
