"""Snapshots in parts: what a client fetches to begin with, each part naming the seq that it holds (rule S1)."""

from typing import Literal

from pydantic import Field

from server.domain.events import Envelope
from server.domain.nouns import (
    Annotation,
    Answer,
    Attendance,
    Closed,
    Code,
    ConsentItem,
    Group,
    Invitation,
    Member,
    Memo,
    Organisation,
    Placement,
    Recording,
    Reply,
    Retreat,
    Role,
    Run,
    Seat,
    Sector,
    SegmentText,
    Session,
    Source,
    Speaker,
    Stance,
    Step,
    Suggestion,
    View,
    WordTimes,
)
from server.domain.text import Id, Words

# A block of a source: this many seconds of a transcript; an excerpt is one block.
BLOCK_SECONDS = 600


def block_of(start: float | None) -> int:
    """Which block a segment that starts then (seconds) lies in."""
    return 0 if start is None else int(start // BLOCK_SECONDS)


class GivenThing(Closed):
    """Something that somebody gave: what they said in it, of which words, and whether it was removed since. `source` is
    a title, `code` a name: who left the retreat has nothing to look them up in. The id of a stance is that of its
    mark."""

    kind: Literal["mark", "reply", "stance", "memo"]
    id: Id
    at: str
    source: str | None = None
    quote: str | None = None
    code: str | None = None
    view: View | None = None
    text: str | None = None
    removed: bool = False


class SaidThing(Closed):
    """A segment that somebody spoke; `start` in seconds."""

    segment: Id
    source: Id
    start: float | None
    text: str


class Given(Closed):
    """Everything that one person gave in a retreat, each in the order in which it came."""

    retreat: Retreat
    things: list[GivenThing]
    said: list[SaidThing]


class Programme(Closed):
    id: Id
    name: str


class RetreatOfMine(Closed):
    retreat: Retreat
    role: Role | None


class Me(Closed):
    """Who is signed in, and the retreats that they may open; a steward's role may be none. They were in those that they
    `left`. `programmes` are those that this sign-in can go on in; guests have no `account`."""

    member: Member
    programme: Programme
    retreats: list[RetreatOfMine]
    left: list[Retreat] = Field(default=[])
    programmes: list[Programme] = Field(default=[])
    account: bool = False


class Part(Closed):
    """A part holds everything up to `seq` of the programme's ledger, in this `epoch`."""

    epoch: Id
    seq: int


class Frame(Part):
    """A retreat without its texts: people, sources, codebook, and how many marks each source has. Whoever runs the
    retreat gets every answer to the consent items, and the invitations; anybody else their own answers. Memos are those
    that were shared, and the reader's own."""

    programme: Programme
    retreat: Retreat
    sectors: list[Sector]
    organisations: list[Organisation]
    members: list[Member]
    attendances: list[Attendance]
    consent_items: list[ConsentItem]
    answers: list[Answer]
    invitations: list[Invitation]
    sessions: list[Session]
    groups: list[Group]
    seats: list[Seat]
    sources: list[Source]
    recordings: list[Recording]
    runs: list[Run]
    speakers: list[Speaker]
    codes: list[Code]
    marks: dict[Id, int]
    memos: list[Memo]


class ProgrammePart(Part):
    """A programme without its retreats' contents, as its stewards see it; whoever curates a retreat sees of retreats,
    people and placements what lies in theirs."""

    programme: Programme
    sectors: list[Sector]
    organisations: list[Organisation]
    members: list[Member]
    attendances: list[Attendance]
    retreats: list[Retreat]
    consent_items: list[ConsentItem]
    excerpts: list[Source]
    placements: list[Placement]


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
    """The segments of one block, and the marks of this retreat that were made in it, with their replies and stances;
    what happened to its segments' words, those that were joined into others too, and other versions of them."""

    source: Id
    n: int
    segments: list[SegmentText]
    annotations: list[Annotation]
    replies: list[Reply]
    stances: list[Stance]
    steps: list[Step]
    suggestions: list[Suggestion]


class WordBlock(Part):
    """The word times of one block."""

    source: Id
    n: int
    words: list[WordTimes]


class RevisionShown(Closed):
    """The words of a segment as they once were. `by` and `at` are none for the first."""

    id: Id
    text: Words
    by: Id | None
    at: str | None
    undoes: Id | None


class Revisions(Closed):
    """Everything that a segment's words have been, the first first."""

    segment: Id
    revisions: list[RevisionShown]


class History(Closed):
    """What became of one thing, the first first; `earlier`: there are events before these."""

    earlier: bool
    events: list[Envelope]
