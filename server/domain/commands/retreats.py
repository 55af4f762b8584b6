"""Commands about retreats: their days, sittings and tables."""

from typing import Literal

from server.domain.commands.command import Command
from server.domain.text import Day, Id, Name, Nothing, ShortText, WallTime, Zone


class CreateRetreat(Command):
    type: Literal["create_retreat"] = "create_retreat"
    retreat: Id
    name: Name
    place: ShortText = ""
    starts_on: Day
    ends_on: Day
    time_zone: Zone = "Europe/London"
    language: ShortText = "en"
    engine: ShortText = ""


class ChangeRetreat(Command):
    type: Literal["change_retreat"] = "change_retreat"
    retreat: Id
    name: Name | None = None
    place: ShortText | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    time_zone: Zone | None = None
    language: ShortText | None = None
    engine: ShortText | None = None


class ArchiveRetreat(Command):
    """From now on it is only read."""

    type: Literal["archive_retreat"] = "archive_retreat"
    retreat: Id


class ReopenRetreat(Command):
    type: Literal["reopen_retreat"] = "reopen_retreat"
    retreat: Id


class AddSession(Command):
    type: Literal["add_session"] = "add_session"
    session: Id
    retreat: Id
    name: Name
    starts: WallTime | None = None
    ends: WallTime | None = None


class ChangeSession(Command):
    type: Literal["change_session"] = "change_session"
    session: Id
    name: Name | None = None
    starts: WallTime | Nothing | None = None
    ends: WallTime | Nothing | None = None


class RemoveSession(Command):
    """Possible while nothing was recorded in it; its tables go with it."""

    type: Literal["remove_session"] = "remove_session"
    session: Id


class AddGroup(Command):
    type: Literal["add_group"] = "add_group"
    group: Id
    session: Id
    name: Name


class RenameGroup(Command):
    type: Literal["rename_group"] = "rename_group"
    group: Id
    name: Name


class RemoveGroup(Command):
    """Possible while no recording and no open invitation is of this table; who sat there sits nowhere."""

    type: Literal["remove_group"] = "remove_group"
    group: Id


class TakeSeat(Command):
    """A member sits at this table, and at no other in its session."""

    type: Literal["take_seat"] = "take_seat"
    group: Id
    member: Id


class LeaveSeat(Command):
    type: Literal["leave_seat"] = "leave_seat"
    session: Id
    member: Id
