"""Invitations, and the guests who come in by them."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.consent import answered, needs_answers
from server.domain.events import Happening
from server.domain.nouns import Attendance, Group, Invitation, Member, Organisation, Retreat, Seat, Sector
from server.domain.people import attending
from server.domain.programmes import added_organisation, refuse_taken
from server.domain.retreats import seated
from server.domain.rows import Need, Rows, Those
from server.domain.times import instant
from server.errors import NotFound, NotReady


class InvitationOver(NotReady):
    """This invitation is over. Ask a facilitator for the code that is good now."""


class InThePast(NotReady):
    """This time has passed already. Choose one that is still to come."""


def needs_open_invitation(it: c.OpenInvitation, rows: Rows) -> Iterator[Need]:
    yield Invitation, (it.invitation,)
    yield Retreat, (it.retreat,)
    if it.group:
        yield Group, (it.group,)


def decide_open_invitation(it: c.OpenInvitation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    retreat = rows.find(Retreat, it.retreat)
    refuse_taken(rows, Invitation, it.invitation)
    if it.group and rows.find(Group, it.group).retreat != it.retreat:
        raise NotFound
    until = instant(it.until, retreat.time_zone)
    if until <= at:
        raise InThePast
    invitation = Invitation(
        id=it.invitation, retreat=it.retreat, role=it.role, group=it.group, until=until, until_local=it.until
    )
    return [Happening(e.InvitationOpened(invitation=invitation), "running", it.retreat)]


def needs_end_invitation(it: c.EndInvitation, rows: Rows) -> Iterator[Need]:
    yield Invitation, (it.invitation,)


def decide_end_invitation(it: c.EndInvitation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    invitation = rows.find(Invitation, it.invitation)
    access(actor, it.type, invitation.retreat)
    if invitation.ended:
        return []
    return [Happening(e.InvitationEnded(invitation=it.invitation), "running", invitation.retreat)]


def needs_join_retreat(it: c.JoinRetreat, rows: Rows) -> Iterator[Need]:
    yield Invitation, (it.invitation,)
    yield Member, (it.member,)
    yield Organisation, Those()
    yield from needs_answers(it.answers)
    if it.new_organisation:
        yield Sector, (it.new_organisation.sector,)
    if invitation := rows.get(Invitation, it.invitation):
        yield Retreat, (invitation.retreat,)
        if invitation.group:
            yield Group, (invitation.group,)


def decide_join_retreat(it: c.JoinRetreat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    invitation = rows.find(Invitation, it.invitation)
    if invitation.ended or invitation.until <= at:
        raise InvitationOver
    refuse_taken(rows, Member, it.member)
    organisation, founded = _organisation(it, rows)
    member = Member(id=it.member, name=it.name, organisation=organisation, occupation=it.occupation)
    attendance = Attendance(retreat=invitation.retreat, member=it.member, role=invitation.role)
    return [
        *founded,
        Happening(e.MemberAdded(member=member), "stewards"),
        *attending(rows, attendance, member),
        *answered(rows, invitation.retreat, it.member, it.answers, at),
        *_seat(rows, invitation, it.member),
    ]


def _organisation(it: c.JoinRetreat, rows: Rows) -> tuple[str | None, list[Happening]]:
    """Where the guest is from: one that is known, by id or by name, or a new one."""
    new = it.new_organisation
    if new is None:
        return it.organisation and rows.find(Organisation, it.organisation).id, []
    for known in rows.all(Organisation):
        if known.id == new.id or known.name.casefold() == new.name.casefold():
            return known.id, []
    return new.id, [added_organisation(rows, Organisation(id=new.id, name=new.name, sector=new.sector))]


def _seat(rows: Rows, invitation: Invitation, member: str) -> list[Happening]:
    if invitation.group is None:
        return []
    group = rows.find(Group, invitation.group)
    return seated(rows, Seat(session=group.session, member=member, group=group.id), group.retreat)


def apply_invitation_opened(body: e.InvitationOpened, rows: Rows) -> None:
    rows.put(body.invitation)


def apply_invitation_ended(body: e.InvitationEnded, rows: Rows) -> None:
    rows.put(rows.find(Invitation, body.invitation).model_copy(update={"ended": True}))
