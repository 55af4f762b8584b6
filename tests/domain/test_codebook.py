"""The codebook: what becomes of codes; and how people see each other's marks."""

import pytest

from server.domain import commands as c
from server.domain.codebook import InACircle
from server.domain.nouns import Code, Stance
from server.domain.programmes import NameTaken
from server.errors import NotAllowed, NotReady
from tests.a_retreat import (
    CODE,
    DOUBLE,
    EXCERPT,
    FACILITATOR,
    MARK,
    OLD_CODE,
    OTHER_CODE,
    PARTNER,
    RESEARCHER,
    RETIRED_CODE,
    RETREAT,
    ARetreat,
    an_id,
)


def code(retreat: ARetreat, id: str) -> Code:
    return next(it for it in retreat.frame().codes if it.id == id)


def stances(retreat: ARetreat) -> dict[str, Stance]:
    return {it.member: it for it in retreat.block(EXCERPT).stances}


def test_k1_nothing_comes_to_lie_below_itself_or_into_itself(retreat: ARetreat) -> None:
    retreat.ask(RESEARCHER, c.ChangeCode, code=OTHER_CODE, parent=CODE)
    for change in ({"code": CODE, "parent": OTHER_CODE}, {"code": CODE, "parent": CODE}):
        with pytest.raises(InACircle):
            retreat.ask(RESEARCHER, c.ChangeCode, **change)
    for merge in ({"code": CODE, "into": OLD_CODE}, {"code": CODE, "into": CODE}):
        with pytest.raises(InACircle):
            retreat.ask(RESEARCHER, c.MergeCode, **merge)
    retreat.ask(RESEARCHER, c.MergeCode, code=OTHER_CODE, into=OLD_CODE)
    with pytest.raises(InACircle):
        retreat.ask(RESEARCHER, c.MergeCode, code=OLD_CODE, into=OTHER_CODE)


def test_a_merge_is_taken_back_by_itself(retreat: ARetreat) -> None:
    retreat.ask(RESEARCHER, c.MergeCode, code=CODE, into=OTHER_CODE)
    assert code(retreat, OLD_CODE).merged_into == CODE, "what was merged before stays where it was"
    retreat.ask(RESEARCHER, c.UnmergeCode, code=CODE)
    assert code(retreat, CODE).merged_into is None


def test_a_name_is_one_codes_and_a_retired_code_gives_its_name_free(retreat: ARetreat) -> None:
    with pytest.raises(NameTaken):
        retreat.ask(RESEARCHER, c.ChangeCode, code=OTHER_CODE, name="TRUST")
    retreat.ask(RESEARCHER, c.ChangeCode, code=CODE, name="trust")
    retreat.ask(PARTNER, c.CreateCode, code=an_id("hope"), name="HOPE", colour=1)
    assert code(retreat, an_id("hope")).merged_into is None
    retreat.ask(PARTNER, c.CreateCode, code=an_id("faith"), name="faith", colour=1)
    assert code(retreat, an_id("faith")).merged_into == CODE


@pytest.mark.parametrize("name", ["trust", "TRUST", "Trust", "ＴＲＵＳＴ"])
def test_a_name_that_reads_as_another_is_the_same_code_whoever_was_first(retreat: ARetreat, name: str) -> None:
    """As from two people without a connection: both keep their marks."""
    retreat.ask(PARTNER, c.CreateCode, code=an_id("again"), name=name, colour=1)
    other = name == "ＴＲＵＳＴ"  # other characters, which look other
    assert code(retreat, an_id("again")).merged_into == (None if other else CODE)


@pytest.mark.parametrize(("theirs", "ours"), [("cafe\u0301", "CAFÉ"), ("STRASSE", "Straße")])
def test_accents_and_letters_that_fold_into_one_make_no_second_name(retreat: ARetreat, theirs: str, ours: str) -> None:
    retreat.ask(PARTNER, c.CreateCode, code=an_id("theirs"), name=theirs, colour=1)
    retreat.ask(PARTNER, c.CreateCode, code=an_id("ours"), name=ours, colour=1)
    assert code(retreat, an_id("ours")).merged_into == an_id("theirs")
    with pytest.raises(NameTaken):
        retreat.ask(RESEARCHER, c.ChangeCode, code=OTHER_CODE, name=ours)


def test_a_rename_is_not_undone_into_a_name_that_was_taken_but_for_case(retreat: ARetreat) -> None:
    retreat.ask(RESEARCHER, c.ChangeCode, code=CODE, name="Reliance")
    retreat.ask(PARTNER, c.CreateCode, code=an_id("again"), name="tRUST", colour=1)
    assert code(retreat, an_id("again")).merged_into is None
    with pytest.raises(NameTaken):
        retreat.ask(RESEARCHER, c.Undo, retreat=RETREAT, source=None)
    assert code(retreat, CODE).name == "Reliance"


def test_a_retired_code_is_not_brought_back_beside_one_of_its_name(retreat: ARetreat) -> None:
    retreat.ask(PARTNER, c.CreateCode, code=an_id("hope"), name="HOPE", colour=1)
    for back in (c.BringBackCode(id=an_id("back"), code=RETIRED_CODE), c.Undo(id=an_id("u"), retreat=RETREAT)):
        with pytest.raises(NameTaken):
            retreat.send(RESEARCHER, back)
    retreat.ask(RESEARCHER, c.ChangeCode, code=an_id("hope"), name="Hopes")
    retreat.ask(RESEARCHER, c.BringBackCode, code=RETIRED_CODE)
    assert not code(retreat, RETIRED_CODE).retired


def test_k1_a_mark_made_offline_keeps_a_code_that_was_retired_or_merged_meanwhile(retreat: ARetreat) -> None:
    from tests.a_retreat import a_passage

    for name, its_code in (("retired", RETIRED_CODE), ("merged", OLD_CODE)):
        mark = {"annotation": an_id(name), "retreat": RETREAT, "passage": a_passage()}
        retreat.ask(PARTNER, c.Annotate, **mark, code=its_code)
    assert {it.code for it in retreat.block(EXCERPT).annotations} >= {RETIRED_CODE, OLD_CODE}


def test_partners_make_codes_and_do_not_change_them(retreat: ARetreat) -> None:
    with pytest.raises(NotAllowed):
        retreat.ask(PARTNER, c.ChangeCode, code=CODE, name="Mine")


def test_k2_each_person_has_one_stance_and_may_change_it(retreat: ARetreat) -> None:
    assert len(stances(retreat)) == 6
    retreat.ask(PARTNER, c.TakeStance, annotation=MARK, view="differ", reason="I see it now.")
    assert (stances(retreat)[PARTNER].view, len(stances(retreat))) == ("differ", 6)
    retreat.ask(PARTNER, c.DropStance, annotation=MARK)
    assert PARTNER not in stances(retreat)
    said = [it["body"]["stance"] for it in retreat.hears(FACILITATOR) if it["body"]["type"] == "stance_taken"]
    assert [it["view"] for it in said if it["member"] == PARTNER][-2:] == ["agree", "differ"]


def test_k2_a_person_who_came_in_twice_has_one_stance(retreat: ARetreat) -> None:
    retreat.ask(DOUBLE, c.TakeStance, annotation=MARK, view="unsure")
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=PARTNER)
    retreat.ask(DOUBLE, c.TakeStance, annotation=MARK, view="agree", reason="Yes.")
    assert DOUBLE not in stances(retreat) and stances(retreat)[PARTNER].reason == "Yes."


def test_a_mark_that_was_removed_takes_no_stance(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.RemoveAnnotation, annotation=MARK)
    with pytest.raises(NotReady):
        retreat.ask(PARTNER, c.TakeStance, annotation=MARK, view="agree")
    assert stances(retreat) == {}
