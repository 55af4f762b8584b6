"""The nouns of a retreat: its days, sittings and tables."""

from server.domain.nouns.closed import Closed
from server.domain.text import Day, Id, Name, ShortText, WallTime, Zone


class Retreat(Closed):
    """A data retreat: some days at a place, in the place's own time zone. Once archived it is only read."""

    id: Id
    name: Name
    place: ShortText = ""
    starts_on: Day
    ends_on: Day
    time_zone: Zone = "Europe/London"
    language: ShortText = "en"
    engine: ShortText = ""  # what writes its recordings down; empty: what this installation uses
    archived: bool = False


class Session(Closed):
    """One sitting of a retreat; its times are those of the retreat's clocks."""

    id: Id
    retreat: Id
    name: Name
    starts: WallTime | None = None
    ends: WallTime | None = None


class Group(Closed):
    """People who sit together in one session. Screens call it a table."""

    id: Id
    retreat: Id
    session: Id
    name: Name


class Seat(Closed):
    """Where a member sits in a session: at one table."""

    session: Id
    member: Id
    group: Id
