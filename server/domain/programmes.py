"""The programme and its people: organisations, members, retreats, roles, sessions."""

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Attendance, Member, Organisation, Retreat, Session
from server.domain.rows import Kind, Rows
from server.errors import AlreadyThere, Malformed


def refuse_taken(rows: Rows, kind: Kind, id: str) -> None:
    """A new thing needs an id that nothing of its kind has yet."""
    if rows.get(kind, id) is not None:
        raise AlreadyThere


def decide_found_programme(it: c.FoundProgramme, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Member, it.steward)
    steward = Member(id=it.steward, name=it.steward_name, steward=True)
    return [
        Happening(e.ProgrammeFounded(name=it.name), "programme"),
        Happening(e.MemberAdded(member=steward), "stewards"),
    ]


def decide_add_organisation(it: c.AddOrganisation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Organisation, it.organisation)
    organisation = Organisation(id=it.organisation, name=it.name, sector=it.sector)
    return [Happening(e.OrganisationAdded(organisation=organisation), "programme")]


def decide_add_member(it: c.AddMember, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Member, it.member)
    if it.organisation is not None:
        rows.find(Organisation, it.organisation)
    member = Member(id=it.member, name=it.name, organisation=it.organisation, occupation=it.occupation)
    # Who is in the programme is not every partner's business: a retreat hears of people as they come into it.
    return [Happening(e.MemberAdded(member=member), "stewards")]


def decide_create_retreat(it: c.CreateRetreat, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Retreat, it.retreat)
    if it.ends_on < it.starts_on:
        raise Malformed("A retreat cannot end before it starts: check the two dates.")
    retreat = Retreat(**it.model_dump(exclude={"id", "type", "retreat"}), id=it.retreat)
    return [Happening(e.RetreatCreated(retreat=retreat), "retreat", it.retreat)]


def decide_give_role(it: c.GiveRole, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Retreat, it.retreat)
    member = rows.find(Member, it.member)
    attendance = Attendance(retreat=it.retreat, member=it.member, role=it.role)
    if rows.get(Attendance, it.retreat, it.member) == attendance:
        return []
    return [Happening(e.RoleGiven(attendance=attendance, member=member), "retreat", it.retreat)]


def decide_add_session(it: c.AddSession, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Retreat, it.retreat)
    refuse_taken(rows, Session, it.session)
    session = Session(id=it.session, retreat=it.retreat, name=it.name)
    return [Happening(e.SessionAdded(session=session), "retreat", it.retreat)]


def apply_programme_founded(body: e.ProgrammeFounded, rows: Rows) -> None:
    """The programme's own row is the store's: it exists before its first command can be written."""


def apply_organisation_added(body: e.OrganisationAdded, rows: Rows) -> None:
    rows.put(body.organisation)


def apply_member_added(body: e.MemberAdded, rows: Rows) -> None:
    rows.put(body.member)


def apply_retreat_created(body: e.RetreatCreated, rows: Rows) -> None:
    rows.put(body.retreat)


def apply_role_given(body: e.RoleGiven, rows: Rows) -> None:
    rows.put(body.attendance)


def apply_session_added(body: e.SessionAdded, rows: Rows) -> None:
    rows.put(body.session)
