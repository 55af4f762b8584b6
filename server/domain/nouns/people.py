"""The nouns of people: where they come from, what they may do, what they agreed to."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.nouns.closed import Closed
from server.domain.text import Comment, Id, Name, ShortText, WallTime

Role = Literal["facilitator", "researcher", "partner", "observer"]
GuestRole = Literal["partner", "observer"]
ConsentKind = Literal[
    "take_part", "be_recorded", "be_quoted", "archive_transcript", "archive_audio", "be_contacted", "other"
]


class Sector(Closed):
    """A field of work, such as mental health; each programme has its own list."""

    id: Id
    name: Name


class Organisation(Closed):
    """Who people work for; never called a partner, which is a role."""

    id: Id
    name: Name
    sector: Id


class Member(Closed):
    """A person in a programme. One who turned out to be another's double is `merged_into` them."""

    id: Id
    name: Name
    organisation: Id | None = None
    occupation: ShortText | None = None
    steward: bool = False
    merged_into: Id | None = None


class Attendance(Closed):
    """A member's role in one retreat; none once it was taken from them."""

    retreat: Id
    member: Id
    role: Role | None


class ConsentItem(Closed):
    """One thing that each person says yes or no to, apart from every other. `version` is the id of the command that
    gave it these words; `kind` is what the software asks for by itself."""

    id: Id
    kind: ConsentKind
    position: Annotated[int, Field(ge=0)]
    title: Name
    wording: Comment
    version: Id


class Answer(Closed):
    """What one person said to one item in one retreat; who has not answered has said no."""

    retreat: Id
    member: Id
    item: Id
    version: Id
    yes: bool
    at: str


class Invitation(Closed):
    """A way in for guests: good until an instant (`until`), which the retreat's clocks show as `until_local`. Its code
    is made from its id and this server's secret, and kept nowhere."""

    id: Id
    retreat: Id
    role: GuestRole
    group: Id | None
    until: str
    until_local: WallTime
    ended: bool = False
