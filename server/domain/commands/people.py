"""Commands about people: who they are, their roles, what they agree to, and how guests come in."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.commands.command import Command
from server.domain.nouns import Closed, GuestRole, Role
from server.domain.text import Id, Name, Nothing, ShortText, WallTime


class AddMember(Command):
    type: Literal["add_member"] = "add_member"
    member: Id
    name: Name
    organisation: Id | None = None
    occupation: ShortText | None = None


class ChangeMember(Command):
    """Possible for oneself, and for those who run a retreat that the person is in."""

    type: Literal["change_member"] = "change_member"
    member: Id
    name: Name | None = None
    organisation: Id | Nothing | None = None
    occupation: ShortText | None = None


class SetSteward(Command):
    """Make a member a steward of the programme, or no longer one; somebody always is."""

    type: Literal["set_steward"] = "set_steward"
    member: Id
    steward: bool


class MergeMembers(Command):
    """`member` and `into` are one person, who came in twice: what either did counts as that of `into`."""

    type: Literal["merge_members"] = "merge_members"
    retreat: Id
    member: Id
    into: Id


class GiveRole(Command):
    """Bring a member into a retreat, or change the role that they have there."""

    type: Literal["give_role"] = "give_role"
    retreat: Id
    member: Id
    role: Role


class TakeRole(Command):
    """A member is no longer in this retreat; what they did stays."""

    type: Literal["take_role"] = "take_role"
    retreat: Id
    member: Id


class GivenAnswer(Closed):
    """Yes or no to an item in the words of that version."""

    item: Id
    version: Id
    yes: bool


Answers = Annotated[list[GivenAnswer], Field(max_length=100)]


class AnswerConsent(Command):
    """One's own answers; items that are not named keep theirs."""

    type: Literal["answer_consent"] = "answer_consent"
    retreat: Id
    answers: Answers


class OpenInvitation(Command):
    """A way in for guests, until the retreat's clocks show `until`; perhaps to one table."""

    type: Literal["open_invitation"] = "open_invitation"
    invitation: Id
    retreat: Id
    role: GuestRole = "partner"
    group: Id | None = None
    until: WallTime


class EndInvitation(Command):
    type: Literal["end_invitation"] = "end_invitation"
    invitation: Id


class NewOrganisation(Closed):
    id: Id
    name: Name
    sector: Id


class JoinRetreat(Command):
    """A guest comes in by an invitation. The door asks this for them: nobody is signed in yet."""

    type: Literal["join_retreat"] = "join_retreat"
    invitation: Id
    member: Id
    name: Name
    organisation: Id | None = None
    new_organisation: NewOrganisation | None = None
    occupation: ShortText | None = None
    answers: Answers
