"""Retreats: their days, sittings and tables, and that one which is archived is only read."""

from collections.abc import Iterator
from typing import Any

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Attendance, Group, Invitation, Recording, Retreat, Seat, Session
from server.domain.programmes import StillUsed, refuse_taken
from server.domain.rows import Need, Rows, Those
from server.domain.times import instant
from server.errors import Malformed, NotFound

_TWO_DATES = "A retreat cannot end before it starts: check the two dates."
_TWO_TIMES = "A session cannot end before it starts: check the two times."


def needs_retreat(it: Any, rows: Rows) -> Iterator[Need]:
    yield Retreat, (it.retreat,)


def decide_create_retreat(it: c.CreateRetreat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Retreat, it.retreat)
    retreat = Retreat(**it.model_dump(exclude={"id", "type", "retreat"}), id=it.retreat)
    if retreat.ends_on < retreat.starts_on:
        raise Malformed(_TWO_DATES)
    return [Happening(e.RetreatCreated(retreat=retreat), "retreat", it.retreat)]


def decide_change_retreat(it: c.ChangeRetreat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    changes = it.model_dump(exclude={"id", "type", "retreat"}, exclude_none=True)
    return _changed(rows.find(Retreat, it.retreat), changes)


def decide_archive_retreat(it: c.ArchiveRetreat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    return _changed(rows.find(Retreat, it.retreat), {"archived": True})


def decide_reopen_retreat(it: c.ReopenRetreat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    return _changed(rows.find(Retreat, it.retreat), {"archived": False})


def _changed(before: Retreat, changes: dict[str, object]) -> list[Happening]:
    retreat = before.model_copy(update=changes)
    if retreat.ends_on < retreat.starts_on:
        raise Malformed(_TWO_DATES)
    return [Happening(e.RetreatChanged(retreat=retreat), "retreat", retreat.id)] if retreat != before else []


def needs_add_session(it: c.AddSession, rows: Rows) -> Iterator[Need]:
    yield Session, (it.session,)
    yield Retreat, (it.retreat,)


def decide_add_session(it: c.AddSession, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    retreat = rows.find(Retreat, it.retreat)
    refuse_taken(rows, Session, it.session)
    session = Session(id=it.session, retreat=it.retreat, name=it.name, starts=it.starts, ends=it.ends)
    check_times(session, retreat.time_zone)
    return [Happening(e.SessionAdded(session=session), "retreat", it.retreat)]


def check_times(session: Session, zone: str) -> None:
    """Both times exist on the retreat's clocks, and the end lies after the start (Malformed otherwise)."""
    times = [instant(wall, zone) for wall in (session.starts, session.ends) if wall]
    if len(times) == 2 and times[0] >= times[1]:
        raise Malformed(_TWO_TIMES)


def needs_session(it: c.ChangeSession | c.RemoveSession, rows: Rows) -> Iterator[Need]:
    yield Session, (it.session,)


def access_session(rows: Rows, actor: Actor, name: str, id: str) -> Session:
    """The session, if this actor may do `name` with it."""
    session = rows.find(Session, id)
    access(actor, name, session.retreat)
    return session


def decide_change_session(it: c.ChangeSession, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    before = access_session(rows, actor, it.type, it.session)
    changes = it.model_dump(include={"name", "starts", "ends"}, exclude_none=True)
    session = before.model_copy(update={field: value or None for field, value in changes.items()})
    check_times(session, rows.find(Retreat, session.retreat).time_zone)
    return [Happening(e.SessionChanged(session=session), "retreat", session.retreat)] if session != before else []


def needs_remove_session(it: c.RemoveSession, rows: Rows) -> Iterator[Need]:
    yield Session, (it.session,)
    yield Group, Those("session", it.session)
    yield Seat, Those("session", it.session)
    yield Recording, Those("session", it.session)
    for group in rows.those(Group, "session", it.session):
        yield Invitation, Those("group", group.id)


def decide_remove_session(it: c.RemoveSession, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    session = access_session(rows, actor, it.type, it.session)
    groups = rows.those(Group, "session", session.id)
    if rows.those(Recording, "session", session.id) or any(_invites(rows, group) for group in groups):
        raise StillUsed
    return [Happening(e.SessionRemoved(session=session.id), "retreat", session.retreat)]


def _invites(rows: Rows, group: Group) -> bool:
    return any(not it.ended for it in rows.those(Invitation, "group", group.id))


def needs_add_group(it: c.AddGroup, rows: Rows) -> Iterator[Need]:
    yield Group, (it.group,)
    yield Session, (it.session,)


def decide_add_group(it: c.AddGroup, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    session = access_session(rows, actor, it.type, it.session)
    refuse_taken(rows, Group, it.group)
    group = Group(id=it.group, retreat=session.retreat, session=session.id, name=it.name)
    return [Happening(e.GroupNamed(group=group), "retreat", session.retreat)]


def needs_rename_group(it: c.RenameGroup, rows: Rows) -> Iterator[Need]:
    yield Group, (it.group,)


def access_group(rows: Rows, actor: Actor, name: str, id: str, member: str | None = None) -> Group:
    """The group, if this actor may do `name` with it, for this member where it is about one."""
    group = rows.find(Group, id)
    access(actor, name, group.retreat, member)
    return group


def decide_rename_group(it: c.RenameGroup, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    group = access_group(rows, actor, it.type, it.group).model_copy(update={"name": it.name})
    return [Happening(e.GroupNamed(group=group), "retreat", group.retreat)]


def needs_remove_group(it: c.RemoveGroup, rows: Rows) -> Iterator[Need]:
    yield Group, (it.group,)
    yield Seat, Those("group", it.group)
    yield Recording, Those("group", it.group)
    yield Invitation, Those("group", it.group)


def decide_remove_group(it: c.RemoveGroup, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    group = access_group(rows, actor, it.type, it.group)
    if rows.those(Recording, "group", group.id) or _invites(rows, group):
        raise StillUsed
    return [Happening(e.GroupRemoved(group=group.id), "retreat", group.retreat)]


def needs_take_seat(it: c.TakeSeat, rows: Rows) -> Iterator[Need]:
    yield Group, (it.group,)
    if group := rows.get(Group, it.group):
        yield Attendance, (group.retreat, it.member)
        yield Seat, (group.session, it.member)


def decide_take_seat(it: c.TakeSeat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    group = access_group(rows, actor, it.type, it.group, it.member)
    attendance = rows.get(Attendance, group.retreat, it.member)
    if attendance is None or attendance.role is None:
        raise NotFound
    return seated(rows, Seat(session=group.session, member=it.member, group=group.id), group.retreat)


def seated(rows: Rows, seat: Seat, retreat: str) -> list[Happening]:
    """A member sits there, if they do not already."""
    if rows.get(Seat, seat.session, seat.member) == seat:
        return []
    return [Happening(e.SeatTaken(seat=seat), "retreat", retreat)]


def needs_leave_seat(it: c.LeaveSeat, rows: Rows) -> Iterator[Need]:
    yield Session, (it.session,)
    yield Seat, (it.session, it.member)


def decide_leave_seat(it: c.LeaveSeat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    session = rows.find(Session, it.session)
    access(actor, it.type, session.retreat, it.member)
    if rows.get(Seat, it.session, it.member) is None:
        return []
    return [Happening(e.SeatLeft(session=it.session, member=it.member), "retreat", session.retreat)]


def apply_retreat(body: e.RetreatCreated | e.RetreatChanged, rows: Rows) -> None:
    rows.put(body.retreat)


def apply_session(body: e.SessionAdded | e.SessionChanged, rows: Rows) -> None:
    rows.put(body.session)


def apply_session_removed(body: e.SessionRemoved, rows: Rows) -> None:
    rows.drop(Session, body.session)
    for group in rows.those(Group, "session", body.session):
        rows.drop(Group, group.id)
    for seat in rows.those(Seat, "session", body.session):
        rows.drop(Seat, seat.session, seat.member)


def apply_group_named(body: e.GroupNamed, rows: Rows) -> None:
    rows.put(body.group)


def apply_group_removed(body: e.GroupRemoved, rows: Rows) -> None:
    rows.drop(Group, body.group)
    for seat in rows.those(Seat, "group", body.group):
        rows.drop(Seat, seat.session, seat.member)


def apply_seat_taken(body: e.SeatTaken, rows: Rows) -> None:
    rows.put(body.seat)


def apply_seat_left(body: e.SeatLeft, rows: Rows) -> None:
    rows.drop(Seat, body.session, body.member)
