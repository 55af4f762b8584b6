"""What happened to people."""

from typing import Literal

from server.domain.nouns import Answer, Attendance, Closed, Invitation, Member
from server.domain.text import Id


class MemberAdded(Closed):
    type: Literal["member_added"] = "member_added"
    member: Member


class MemberChanged(Closed):
    type: Literal["member_changed"] = "member_changed"
    member: Member


class MembersMerged(Closed):
    """`members` are one person from now on, the one who is not merged into another; `attendances` is what they have
    now."""

    type: Literal["members_merged"] = "members_merged"
    members: list[Member]
    attendances: list[Attendance]


class RoleGiven(Closed):
    """Carries the person too: whoever is in the retreat may not have seen them before."""

    type: Literal["role_given"] = "role_given"
    attendance: Attendance
    member: Member


class RoleTaken(Closed):
    type: Literal["role_taken"] = "role_taken"
    attendance: Attendance


class ConsentAnswered(Closed):
    type: Literal["consent_answered"] = "consent_answered"
    answers: list[Answer]


class InvitationOpened(Closed):
    type: Literal["invitation_opened"] = "invitation_opened"
    invitation: Invitation


class InvitationEnded(Closed):
    type: Literal["invitation_ended"] = "invitation_ended"
    invitation: Id
