"""Every message of the socket, one closed shape each; docs/protocol.md has the rules by number."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from server.domain.commands import AnyCommand
from server.domain.events import Envelope
from server.domain.nouns import Closed, Place, Progress
from server.domain.text import Id

# Raised whenever an older client would misread what is sent, or send what would be misread.
PROTOCOL = 1


# From the client


class Hello(Closed):
    """The first message: which retreat, and from where in the ledger on."""

    type: Literal["hello"] = "hello"
    protocol: int
    retreat: Id
    epoch: Id | None = None
    since: Annotated[int, Field(ge=0)] | None = None


class CommandMessage(Closed):
    type: Literal["command"] = "command"
    command: AnyCommand


class Selection(Closed):
    """Words of a source that somebody has chosen, by their ends alone: what they say is nowhere in it."""

    start: Place
    end: Place


class Here(Closed):
    """Where this person reads now, and what they have chosen of that source: shown to the others, never kept."""

    type: Literal["here"] = "here"
    source: Id | None = None
    segment: Id | None = None
    selection: Selection | None = None


FromClient = Annotated[Hello | CommandMessage | Here, Field(discriminator="type")]
FROM_CLIENT: TypeAdapter[Hello | CommandMessage | Here] = TypeAdapter(FromClient)


# From the server


class Welcome(Closed):
    """The hello was taken. `now` is the server's clock; `seq` is where the ledger stands."""

    type: Literal["welcome"] = "welcome"
    protocol: int
    epoch: Id
    seq: int
    member: Id
    now: str


class Events(Closed):
    """Events in order; everything up to `upto` that this person may see has been sent."""

    type: Literal["events"] = "events"
    upto: int
    events: list[Envelope]


class Accepted(Closed):
    """The command is in the ledger; once the state has reached `seq` it is in the state."""

    type: Literal["accepted"] = "accepted"
    command: Id
    seq: int


class Why(Closed):
    """`kind` for programs, `message` for people."""

    kind: str
    message: str


class Refused(Closed):
    """The message was refused, and nothing changed. `command` is none where it could not be read."""

    type: Literal["refused"] = "refused"
    command: str | None
    why: Why


class Resync(Closed):
    """What was asked for cannot be sent as events: fetch the parts again, keep the outbox."""

    type: Literal["resync"] = "resync"


class Presence(Closed):
    """`selection` is told to those alone who read the same source."""

    member: Id
    source: Id | None
    segment: Id | None
    selection: Selection | None = None


class WhoIsHere(Closed):
    type: Literal["who_is_here"] = "who_is_here"
    here: list[Presence]


class InProgress(Closed):
    type: Literal["in_progress"] = "in_progress"
    recordings: list[Progress]


class Beat(Closed):
    """Sent when there was nothing else for a while, so that a dead connection is noticed."""

    type: Literal["beat"] = "beat"
    upto: int


FromServer = Annotated[
    Welcome | Events | Accepted | Refused | Resync | WhoIsHere | InProgress | Beat, Field(discriminator="type")
]
