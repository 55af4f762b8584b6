"""The people of a programme: who they are, what they may, and that two of them are one."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import WHO, Actor, access, columns
from server.domain.events import Happening
from server.domain.events.event import with_member
from server.domain.memos import retold
from server.domain.nouns import Answer, Attendance, Member, Memo, Organisation, Retreat
from server.domain.programmes import refuse_taken
from server.domain.rows import Need, Rows, Those
from server.errors import NotAllowed, NotFound, NotReady


class LastSteward(NotReady):
    """A programme needs a steward. Make somebody else one first."""


class NotTheirs(NotReady):
    """One of these two is also in a retreat that you do not run, or is a steward. Ask a steward to join them."""


def needs_add_member(it: c.AddMember, rows: Rows) -> Iterator[Need]:
    yield Member, (it.member,)
    if it.organisation:
        yield Organisation, (it.organisation,)


def decide_add_member(it: c.AddMember, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Member, it.member)
    return [added_member(rows, it.member, it.name, it.organisation, it.occupation)]


def added_member(rows: Rows, id: str, name: str, organisation: str | None, occupation: str | None) -> Happening:
    """A new member. Who is in the programme is not every partner's business: a retreat hears of people as they come
    into it."""
    if organisation is not None:
        rows.find(Organisation, organisation)
    member = Member(id=id, name=name, organisation=organisation, occupation=occupation)
    return Happening(e.MemberAdded(member=member), "stewards")


def needs_member(member: str) -> Iterator[Need]:
    """What `access_member` needs to have been loaded."""
    yield Member, (member,)
    yield Attendance, Those("member", member)


def needs_change_member(it: c.ChangeMember, rows: Rows) -> Iterator[Need]:
    yield from needs_member(it.member)
    if it.organisation:
        yield Organisation, (it.organisation,)


def decide_change_member(it: c.ChangeMember, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    before = access_member(rows, actor, it.type, it.member)
    if it.organisation:
        rows.find(Organisation, it.organisation)
    changes = it.model_dump(include={"name", "organisation", "occupation"}, exclude_none=True)
    member = before.model_copy(update={field: value or None for field, value in changes.items()})
    return told_of(rows, member) if member != before else []


def access_member(rows: Rows, actor: Actor, name: str, id: str) -> Member:
    """The member, if this actor may do `name` with them: as themselves, or in a retreat that both are in."""
    member = rows.find(Member, id)
    retreats = [None, *(it.retreat for it in rows.those(Attendance, "member", id) if it.role)]
    held = [columns(actor, retreat, id) for retreat in retreats]
    if any(it & WHO[name] for it in held[1:]) or held[0] & WHO[name] & {"steward", "installation", "author"}:
        return member
    raise NotAllowed if any(held[1:]) else NotFound


def told_of(rows: Rows, member: Member) -> list[Happening]:
    """A member changed: the stewards hear of it, and each retreat that they are or were in."""
    changed = e.MemberChanged(member=member)
    retreats = [it.retreat for it in rows.those(Attendance, "member", member.id)]
    return [Happening(changed, "stewards"), *(Happening(changed, "retreat", retreat) for retreat in sorted(retreats))]


def needs_set_steward(it: c.SetSteward, rows: Rows) -> Iterator[Need]:
    yield Member, (it.member,)
    yield Member, Those("steward", True)
    yield Attendance, Those("member", it.member)


def decide_set_steward(it: c.SetSteward, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    before = rows.find(Member, it.member)
    if before.merged_into or before.steward == it.steward:
        return []
    if not it.steward and len(rows.those(Member, "steward", True)) == 1:
        raise LastSteward
    return told_of(rows, before.model_copy(update={"steward": it.steward}))


def needs_give_role(it: c.GiveRole, rows: Rows) -> Iterator[Need]:
    yield Retreat, (it.retreat,)
    yield from needs_member(it.member)


def decide_give_role(it: c.GiveRole, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Retreat, it.retreat)
    member = rows.find(Member, it.member)
    there = [one for one in rows.those(Attendance, "member", it.member) if one.role]
    if member.merged_into or (there and not any(columns(actor, one.retreat) & WHO[it.type] for one in there)):
        raise NotFound  # somebody else's people are brought in by a steward
    return attending(rows, Attendance(retreat=it.retreat, member=it.member, role=it.role), member)


def attending(rows: Rows, attendance: Attendance, member: Member) -> list[Happening]:
    """A member has a role in a retreat, if that is new."""
    if rows.get(Attendance, attendance.retreat, attendance.member) == attendance:
        return []
    return [Happening(e.RoleGiven(attendance=attendance, member=member), "retreat", attendance.retreat)]


def needs_take_role(it: c.TakeRole, rows: Rows) -> Iterator[Need]:
    yield Attendance, (it.retreat, it.member)


def decide_take_role(it: c.TakeRole, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    before = rows.find(Attendance, it.retreat, it.member)
    if before.role is None:
        return []
    taken = e.RoleTaken(attendance=before.model_copy(update={"role": None}))
    return [Happening(taken, "retreat", it.retreat)]


def needs_merge_members(it: c.MergeMembers, rows: Rows) -> Iterator[Need]:
    yield Retreat, (it.retreat,)
    yield Member, Those("merged_into", it.member)
    for member in (it.member, it.into):
        yield Member, (member,)
        yield Attendance, Those("member", member)
        yield Answer, Those("member", member)
    yield Memo, Those("author", it.member)
    for double in rows.those(Member, "merged_into", it.member):
        yield Attendance, Those("member", double.id)
        yield Memo, Those("author", double.id)


def decide_merge_members(it: c.MergeMembers, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Whoever joins two people must run every retreat that either is in: a guest's device may not come into rights
    that it could not have been given there."""
    access(actor, it.type, it.retreat)
    member, into = rows.find(Member, it.member), rows.find(Member, it.into)
    if member == into or member.merged_into or into.merged_into:
        raise NotFound
    _refuse_others_people(rows, actor, it.retreat, member, into)
    changes = {"merged_into": into.id, "steward": False}
    moved = [one.model_copy(update=changes) for one in (member, *_doubles(rows, member))]
    body = e.MembersMerged(members=[*moved, into], attendances=_attendances(rows, member, into))
    retreats = sorted({one.retreat for one in _of_both(rows, member, into)} | {it.retreat})
    told = [Happening(_within(body, rows, retreat), "retreat", retreat) for retreat in retreats]
    memos = [memo for one in moved for memo in rows.those(Memo, "author", one.id)]
    return [Happening(body, "stewards"), *told, *_answers(rows, member, into), *retold(memos, into.id)]


def runs_all_of(rows: Rows, actor: Actor, member: str, name: str) -> bool:
    """Whether this actor may do `name` in every retreat where this member has a role."""
    theirs = [it for it in rows.those(Attendance, "member", member) if it.role]
    return all(columns(actor, it.retreat) & WHO[name] for it in theirs)


def _refuse_others_people(rows: Rows, actor: Actor, retreat: str, member: Member, into: Member) -> None:
    is_steward = bool(columns(actor, None) & WHO["set_steward"])
    here = {one.member for one in _of_both(rows, member, into) if one.retreat == retreat}
    if not is_steward and here != {member.id, into.id}:
        raise NotTheirs
    attended = {one.retreat for one in _of_both(rows, member, into)}
    runs = all(columns(actor, retreat) & WHO["merge_members"] for retreat in attended)
    if not runs or ((member.steward or into.steward) and not is_steward):
        raise NotTheirs


def _of_both(rows: Rows, member: Member, into: Member) -> list[Attendance]:
    return [*rows.those(Attendance, "member", member.id), *rows.those(Attendance, "member", into.id)]


def _doubles(rows: Rows, member: Member) -> list[Member]:
    return rows.those(Member, "merged_into", member.id)


def _attendances(rows: Rows, member: Member, into: Member) -> list[Attendance]:
    """What `into` keeps, and comes into where they had no role; the double has none any more."""
    own = {it.retreat: it.role for it in rows.those(Attendance, "member", into.id)}
    given: list[Attendance] = []
    for it in sorted(rows.those(Attendance, "member", member.id), key=lambda it: it.retreat):
        given.append(Attendance(retreat=it.retreat, member=into.id, role=own.get(it.retreat) or it.role))
        given.append(Attendance(retreat=it.retreat, member=member.id, role=None))
    return given


def _answers(rows: Rows, member: Member, into: Member) -> Iterator[Happening]:
    """Where either said no, it is a no, until the person says otherwise."""
    own = {(it.retreat, it.item): it for it in rows.those(Answer, "member", into.id)}
    for it in sorted(rows.those(Answer, "member", member.id), key=lambda it: (it.retreat, it.item)):
        before = own.get((it.retreat, it.item))
        if before is None or (before.yes and not it.yes):
            answer = it.model_copy(update={"member": into.id})
            yield Happening(e.ConsentAnswered(answers=[answer]), with_member("running", into.id), it.retreat)


def _within(body: e.MembersMerged, rows: Rows, retreat: str) -> e.MembersMerged:
    """What one retreat hears of it: those of them whom it knows, and what they have there."""
    attendances = [it for it in body.attendances if it.retreat == retreat]
    known = {it.member for it in (*rows.those(Attendance, "retreat", retreat), *attendances)}
    return e.MembersMerged(members=[it for it in body.members if it.id in known], attendances=attendances)


def apply_member(body: e.MemberAdded | e.MemberChanged, rows: Rows) -> None:
    rows.put(body.member)


def apply_role_given(body: e.RoleGiven, rows: Rows) -> None:
    rows.put(body.attendance)


def apply_role_taken(body: e.RoleTaken, rows: Rows) -> None:
    rows.put(body.attendance)


def apply_members_merged(body: e.MembersMerged, rows: Rows) -> None:
    for noun in (*body.members, *body.attendances):
        rows.put(noun)
