"""People: who may change whom, guests, doubles, and what each agreed to."""

from unittest.mock import patch

import pytest

from server.domain import commands as c
from server.domain.consent import WordsChanged, first_items
from server.domain.invitations import InThePast, InvitationOver
from server.domain.nouns import Answer, Attendance, Member
from server.domain.people import LastSteward, NotTheirs
from server.domain.programmes import NameTaken, StillUsed
from server.errors import NotAllowed, NotFound
from tests.a_retreat import (
    AUTHOR,
    DOOR,
    DOUBLE,
    EMPTY_GROUP,
    FACILITATOR,
    FOUNDING,
    GROUP,
    INVITATION,
    MARK,
    NOBODY,
    OBSERVER,
    ORGANISATION,
    OTHER_RETREAT,
    PARTNER,
    RETREAT,
    SECTOR,
    SESSION,
    STEWARD,
    STRANGER,
    ARetreat,
    a_passage,
    an_id,
    answers,
)


def member(retreat: ARetreat, id: str) -> Member:
    found = retreat.rows()[Member][(id,)]
    assert isinstance(found, Member)
    return found


def given(retreat: ARetreat, of: str) -> dict[str, bool]:
    """This person's answers, by kind of item."""
    kinds = {it.id: it.kind for it in first_items(FOUNDING)}
    rows = retreat.rows()[Answer].values()
    return {kinds[it.item]: it.yes for it in rows if isinstance(it, Answer) and it.member == of}


def test_m1_everybody_may_change_themselves_and_nobody_else_but_those_who_run_a_retreat_with_them(
    retreat: ARetreat,
) -> None:
    retreat.ask(PARTNER, c.ChangeMember, member=PARTNER, name="Peigi Anna", occupation="")
    assert (member(retreat, PARTNER).name, member(retreat, PARTNER).occupation) == ("Peigi Anna", None)
    retreat.ask(FACILITATOR, c.ChangeMember, member=PARTNER, organisation="")
    assert member(retreat, PARTNER).organisation is None
    for actor, kind in ((PARTNER, NotAllowed), (STRANGER, NotFound)):
        with pytest.raises(kind):
            retreat.ask(actor, c.ChangeMember, member=FACILITATOR, name="Mine")
    with pytest.raises(NotFound):
        retreat.ask(FACILITATOR, c.ChangeMember, member=NOBODY, name="Mine")
    retreat.ask(STEWARD, c.ChangeMember, member=NOBODY, name="Nuala Bheag")


def test_a_change_of_name_is_heard_where_the_person_is_and_nowhere_else(retreat: ARetreat) -> None:
    since = retreat.seq()
    retreat.ask(STEWARD, c.ChangeMember, member=STRANGER, name="Ailean Òg")
    assert [it["body"]["type"] for it in retreat.hears(STRANGER, since, OTHER_RETREAT)] == ["member_changed"]
    assert retreat.hears(PARTNER, since) == []


def test_somebody_is_always_a_steward(retreat: ARetreat) -> None:
    with pytest.raises(LastSteward):
        retreat.ask(STEWARD, c.SetSteward, member=STEWARD, steward=False)
    retreat.ask(STEWARD, c.SetSteward, member=OBSERVER, steward=True)
    retreat.ask(STEWARD, c.SetSteward, member=STEWARD, steward=False)
    with pytest.raises(NotAllowed):
        retreat.ask(STEWARD, c.SetSteward, member=STEWARD, steward=True)


def test_m6_whoever_is_taken_out_may_nothing_more_there_and_what_they_did_stays(retreat: ARetreat) -> None:
    late = {"annotation": an_id("late"), "retreat": RETREAT, "passage": a_passage(), "comment": "?"}
    retreat.ask(FACILITATOR, c.TakeRole, retreat=RETREAT, member=PARTNER)
    with pytest.raises(NotFound):
        retreat.ask(PARTNER, c.Annotate, **late)
    assert PARTNER in {it.id for it in retreat.frame().members}
    retreat.ask(FACILITATOR, c.GiveRole, retreat=RETREAT, member=PARTNER, role="partner")
    retreat.ask(PARTNER, c.Annotate, **late)


def join(retreat: ARetreat, name: str = "guest", **values: object) -> str:
    id = an_id(name)
    retreat.ask(DOOR, c.JoinRetreat, **{"invitation": INVITATION, "member": id, "name": "Una", "answers": [], **values})
    return id


def test_a_guest_comes_in_with_a_role_a_seat_and_their_answers(retreat: ARetreat) -> None:
    guest = join(retreat, answers=answers("take_part", "be_quoted"), organisation=ORGANISATION)
    frame = retreat.frame()
    assert Attendance(retreat=RETREAT, member=guest, role="partner") in frame.attendances
    assert {(it.session, it.group) for it in frame.seats if it.member == guest} == {(SESSION, GROUP)}
    assert {kind for kind, yes in given(retreat, guest).items() if yes} == {"take_part", "be_quoted"}
    retreat.ask(guest, c.Annotate, annotation=an_id("first"), retreat=RETREAT, passage=a_passage(), comment="Tea!")


def test_two_guests_of_one_name_are_two_people(retreat: ARetreat) -> None:
    first, second = join(retreat, "one"), join(retreat, "two")
    assert first != second and member(retreat, first).name == member(retreat, second).name


def test_an_organisation_that_is_known_by_name_is_not_made_again(retreat: ARetreat) -> None:
    known = c.NewOrganisation(id=an_id("again"), name="HARBOUR trust", sector=SECTOR)
    new = c.NewOrganisation(id=an_id("boat"), name="Bàta", sector=SECTOR)
    assert member(retreat, join(retreat, "one", new_organisation=known)).organisation == ORGANISATION
    assert member(retreat, join(retreat, "two", new_organisation=new)).organisation == an_id("boat")


def test_m4_an_invitation_that_is_over_lets_nobody_in(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.EndInvitation, invitation=INVITATION)
    with pytest.raises(InvitationOver):
        join(retreat)
    opened = {"invitation": an_id("short"), "retreat": RETREAT, "until": "2098-05-12T18:00"}
    retreat.ask(FACILITATOR, c.OpenInvitation, **opened)
    with patch("server.live.batch.now", lambda: "2098-05-12T17:00:00.000Z"), pytest.raises(InvitationOver):
        join(retreat, invitation=an_id("short"))
    with pytest.raises(InThePast):
        retreat.ask(FACILITATOR, c.OpenInvitation, invitation=an_id("old"), retreat=RETREAT, until="2020-01-01T09:00")


def test_m2_an_answer_to_other_words_is_not_taken_for_one_to_these(retreat: ARetreat) -> None:
    item = first_items(FOUNDING)[2]
    new = {"item": item.id, "title": "You may quote me", "wording": "With my name."}
    retreat.ask(STEWARD, c.WordConsent, id=an_id("new words"), **new)
    with pytest.raises(WordsChanged):
        retreat.ask(PARTNER, c.AnswerConsent, retreat=RETREAT, answers=answers("be_quoted"))
    answer = c.GivenAnswer(item=item.id, version=an_id("new words"), yes=True)
    retreat.ask(PARTNER, c.AnswerConsent, retreat=RETREAT, answers=[answer])


def test_m2_answers_are_told_to_their_author_and_those_who_run_the_retreat_alone(retreat: ARetreat) -> None:
    since = retreat.seq()
    retreat.ask(PARTNER, c.AnswerConsent, retreat=RETREAT, answers=answers())
    told = {person: len(retreat.hears(person, since)) for person in (PARTNER, FACILITATOR, STEWARD, OBSERVER, AUTHOR)}
    assert told == {PARTNER: 1, FACILITATOR: 1, STEWARD: 1, OBSERVER: 0, AUTHOR: 0}
    assert {it.member for it in retreat.frame(reader=OBSERVER).answers} <= {OBSERVER}
    assert {it.member for it in retreat.frame(reader=PARTNER).answers} == {PARTNER}
    assert {PARTNER, DOUBLE} <= {it.member for it in retreat.frame(reader=FACILITATOR).answers}


def test_m3_two_who_are_one_act_and_are_seen_as_one(retreat: ARetreat) -> None:
    retreat.ask(DOUBLE, c.Annotate, annotation=an_id("as double"), retreat=RETREAT, passage=a_passage(), comment="I.")
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=PARTNER)
    assert member(retreat, DOUBLE).merged_into == PARTNER
    assert retreat.actor(DOUBLE).id == PARTNER
    retreat.ask(DOUBLE, c.ReplyTo, reply=an_id("as one"), annotation=MARK, text="Me again.")
    [reply] = [it for it in retreat.block(a_passage().source).replies if it.id == an_id("as one")]
    assert reply.author == PARTNER
    retreat.ask(PARTNER, c.RemoveAnnotation, annotation=an_id("as double"))


def test_m3_where_one_of_two_said_no_it_is_a_no_until_the_person_says_otherwise(retreat: ARetreat) -> None:
    assert given(retreat, PARTNER)["be_quoted"] and not given(retreat, DOUBLE)["be_quoted"]
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=PARTNER)
    after = given(retreat, PARTNER)
    assert (after["take_part"], after["be_recorded"], after["be_quoted"]) == (True, False, False)
    retreat.ask(DOUBLE, c.AnswerConsent, retreat=RETREAT, answers=answers("be_quoted"))
    assert given(retreat, PARTNER)["be_quoted"]


def test_m3_joining_two_people_gives_nobody_rights_that_were_not_theirs_to_give(retreat: ARetreat) -> None:
    """A facilitator could otherwise make a guest, join them with a steward, and act as the steward."""
    retreat.ask(STEWARD, c.GiveRole, retreat=RETREAT, member=STRANGER, role="observer")
    for member, into in ((DOUBLE, STEWARD), (STEWARD, DOUBLE), (DOUBLE, STRANGER), (STRANGER, DOUBLE)):
        with pytest.raises(NotTheirs):
            retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=member, into=into)
    retreat.ask(STEWARD, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=STRANGER)
    with pytest.raises(NotFound):
        retreat.ask(STEWARD, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=PARTNER)


def test_m3_a_double_of_a_double_is_the_same_person(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=AUTHOR)
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=AUTHOR, into=PARTNER)
    assert retreat.actor(DOUBLE).id == retreat.actor(AUTHOR).id == PARTNER
    retreat.ask(DOUBLE, c.RemoveAnnotation, annotation=MARK)


def test_what_is_in_use_is_not_removed_and_no_two_sectors_have_one_name(retreat: ARetreat) -> None:
    for kind, values in (
        (c.RemoveSector, {"sector": SECTOR}),
        (c.RemoveOrganisation, {"organisation": ORGANISATION}),
        (c.RemoveSession, {"session": SESSION}),
        (c.RemoveGroup, {"group": GROUP}),
    ):
        with pytest.raises(StillUsed):
            retreat.ask(STEWARD, kind, **values)
    with pytest.raises(NameTaken):
        retreat.ask(STEWARD, c.RenameSector, sector=SECTOR, name="MENTAL HEALTH")


def test_who_changes_table_sits_at_one_in_each_session(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.AddGroup, group=an_id("table 2"), session=SESSION, name="Table 2")
    for group in (GROUP, an_id("table 2"), EMPTY_GROUP):
        retreat.ask(PARTNER, c.TakeSeat, group=group, member=PARTNER)
    assert {it.group for it in retreat.frame().seats if it.member == PARTNER} == {an_id("table 2"), EMPTY_GROUP}
    with pytest.raises(NotAllowed):
        retreat.ask(PARTNER, c.TakeSeat, group=GROUP, member=OBSERVER)
    with pytest.raises(NotFound):
        retreat.ask(FACILITATOR, c.TakeSeat, group=GROUP, member=NOBODY)
