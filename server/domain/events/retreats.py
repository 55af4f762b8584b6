"""What happened to retreats, their sittings and tables."""

from typing import Literal

from server.domain.nouns import Closed, Group, Retreat, Seat, Session
from server.domain.text import Id


class RetreatCreated(Closed):
    type: Literal["retreat_created"] = "retreat_created"
    retreat: Retreat


class RetreatChanged(Closed):
    """Its name, place, days or language; or it was archived, or opened again."""

    type: Literal["retreat_changed"] = "retreat_changed"
    retreat: Retreat


class SessionAdded(Closed):
    type: Literal["session_added"] = "session_added"
    session: Session


class SessionChanged(Closed):
    type: Literal["session_changed"] = "session_changed"
    session: Session


class SessionRemoved(Closed):
    """With its tables and who sat where."""

    type: Literal["session_removed"] = "session_removed"
    session: Id


class GroupNamed(Closed):
    """A new table, or another name of one."""

    type: Literal["group_named"] = "group_named"
    group: Group


class GroupRemoved(Closed):
    """With who sat there."""

    type: Literal["group_removed"] = "group_removed"
    group: Id


class SeatTaken(Closed):
    type: Literal["seat_taken"] = "seat_taken"
    seat: Seat


class SeatLeft(Closed):
    type: Literal["seat_left"] = "seat_left"
    session: Id
    member: Id
