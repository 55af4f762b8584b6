"""Memos: what somebody notes for themselves stays theirs, what they share is there for all."""

from itertools import product
from typing import Any

import pytest

from server.domain import commands as c
from server.domain.decide import Archived
from server.domain.nouns import Memo
from server.errors import AlreadyThere, NotAllowed, NotFound, Refusal
from tests.a_retreat import (
    AUTHOR,
    CODE,
    DOUBLE,
    EXCERPT,
    FACILITATOR,
    LATER_WORDS,
    MARK,
    MEMO,
    OBSERVER,
    OTHER_EXCERPT,
    OTHER_MARK,
    OTHER_RETREAT,
    OTHER_SESSION,
    PARTNER,
    PEOPLE,
    PRIVATE_MEMO,
    RESEARCHER,
    RETREAT,
    RUNNING,
    SESSION,
    STEWARD,
    STRANGER,
    UNPLACED,
    ARetreat,
    across,
    an_id,
    source_of,
)

HERE = {"retreat": RETREAT, "session": SESSION, "source": EXCERPT, "annotation": MARK, "code": CODE}
THERE = {"retreat": OTHER_RETREAT, "session": OTHER_SESSION, "source": OTHER_EXCERPT, "annotation": OTHER_MARK}
WORD = "kittiwake"


def write(retreat: ARetreat, who: str, name: str = "note", text: str = WORD, **values: Any) -> str:
    memo = an_id(name)
    about = {"retreat": RETREAT, "about": "retreat", "about_id": RETREAT}
    retreat.ask(who, c.WriteMemo, **{"memo": memo, "text": text, **about, **values})
    return memo


def memos(retreat: ARetreat, reader: str) -> dict[str, Memo]:
    return {it.id: it for it in retreat.frame(reader=reader).memos}


def finds_it(retreat: ARetreat, reader: str) -> bool:
    """Whether this person is told of the word, by the frame or by events from the beginning on."""
    return WORD in retreat.frame(reader=reader).model_dump_json() or WORD in str(retreat.hears(reader))


OTHERS = [it for it in PEOPLE[:6] if it != PARTNER]


def refused(retreat: ARetreat, who: str, memo: str) -> dict[str, Refusal | None]:
    """How each command about a memo ends for somebody."""
    commands: tuple[Any, ...] = ((c.ChangeMemo, {"text": "Mine now."}), (c.ShareMemo, {}), (c.RemoveMemo, {}))
    answers: dict[str, Refusal | None] = {}
    for kind, values in commands:
        try:
            retreat.ask(who, kind, memo=memo, **values)
            answers[kind.__name__] = None
        except Refusal as refusal:
            answers[kind.__name__] = refusal
    return answers


def test_n1_a_private_memo_is_told_to_its_author_alone(retreat: ARetreat) -> None:
    memo = write(retreat, PARTNER, "first", "Not this.")
    retreat.ask(PARTNER, c.ChangeMemo, memo=memo, text=WORD)
    retreat.ask(PARTNER, c.RemoveMemo, memo=write(retreat, PARTNER, "second"))
    assert memos(retreat, PARTNER)[memo].text == WORD and finds_it(retreat, PARTNER)
    assert not any(finds_it(retreat, it) for it in OTHERS)
    assert not any(memo in retreat.frame(reader=it).model_dump_json() for it in OTHERS)


@pytest.mark.parametrize("who", [*OTHERS, STRANGER])
def test_n1_a_refusal_does_not_tell_a_private_memo_from_none(retreat: ARetreat, who: str) -> None:
    answers = [refused(retreat, who, memo) for memo in (write(retreat, PARTNER), an_id("no such memo"))]
    there, nowhere = [{name: repr(it) for name, it in one.items()} for one in answers]
    assert there == nowhere and set(map(type, answers[0].values())) == {NotFound}


def test_n1_sharing_is_an_event_for_all_with_the_words_of_then_and_none_before(retreat: ARetreat) -> None:
    memo, since = write(retreat, PARTNER, text=WORD), retreat.seq()
    retreat.ask(PARTNER, c.ChangeMemo, memo=memo, text="Puffin.")
    retreat.ask(PARTNER, c.ShareMemo, memo=memo)
    for other in OTHERS:
        assert [it["body"]["type"] for it in retreat.hears(other, since)] == ["memo_shared"]
        assert memos(retreat, other)[memo].text == "Puffin." and not finds_it(retreat, other)
    before = retreat.seq()
    retreat.ask(PARTNER, c.ShareMemo, memo=memo)
    assert retreat.seq() == before, "it is shared already"
    retreat.ask(PARTNER, c.ChangeMemo, memo=memo, text="Puffins.")
    assert memos(retreat, OBSERVER)[memo].text == "Puffins."


def test_n2_a_shared_memo_is_its_authors_to_change_and_theirs_and_the_facilitators_to_remove(
    retreat: ARetreat,
) -> None:
    for other in (RESEARCHER, PARTNER, OBSERVER):
        assert {type(it) for it in refused(retreat, other, MEMO).values()} == {NotAllowed}
    for who in (FACILITATOR, STEWARD, AUTHOR):
        memo = write(retreat, PARTNER, f"for {who}", shared=True) if who != AUTHOR else MEMO
        kinds = {name: type(it) for name, it in refused(retreat, who, memo).items()}
        assert kinds["RemoveMemo"] is type(None)
        assert kinds["ChangeMemo"] is (type(None) if who == AUTHOR else NotAllowed)
        assert memo not in memos(retreat, PARTNER)


@pytest.mark.parametrize(("about", "shared"), list(product(HERE, (False, True))))
def test_n2_a_memo_is_about_something_of_this_retreat(retreat: ARetreat, about: str, shared: bool) -> None:
    here = write(retreat, PARTNER, about=about, about_id=HERE[about], shared=shared)
    expected = EXCERPT if about in ("source", "annotation") else None
    assert memos(retreat, PARTNER)[here].source == expected
    for id in (THERE.get(about, an_id("nothing")), an_id("nothing"), UNPLACED):
        with pytest.raises(NotFound):
            write(retreat, PARTNER, "there", about=about, about_id=id, shared=shared)


def test_n2_what_is_said_of_a_removed_mark_has_nothing_to_stand_on(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.RemoveAnnotation, annotation=MARK)
    with pytest.raises(NotFound):
        write(retreat, PARTNER, about="annotation", about_id=MARK)
    assert MEMO in memos(retreat, PARTNER), "what was said before is kept"


def test_an_id_is_one_memos(retreat: ARetreat) -> None:
    write(retreat, PARTNER)
    with pytest.raises(AlreadyThere):
        write(retreat, PARTNER, text="Again.")


def test_m3_a_private_memo_of_a_double_is_the_persons_and_still_nobody_elses(retreat: ARetreat) -> None:
    memo = write(retreat, DOUBLE)
    assert not finds_it(retreat, PARTNER)
    since = retreat.seq()
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=PARTNER)
    told = [it["body"] for it in retreat.hears(PARTNER, since) if it["body"]["type"] == "memo_written"]
    assert [it["memo"]["id"] for it in told] == [memo] and memo in memos(retreat, PARTNER)
    assert not any(finds_it(retreat, it) for it in OTHERS)
    retreat.ask(PARTNER, c.ChangeMemo, memo=memo, text=f"{WORD}s")
    assert retreat.hears(PARTNER)[-1]["body"]["memo"]["text"] == f"{WORD}s"
    assert not any(finds_it(retreat, it) for it in OTHERS)
    retreat.ask(DOUBLE, c.ShareMemo, memo=memo)
    assert all(finds_it(retreat, it) for it in OTHERS)


def test_m3_a_private_memo_goes_with_its_author_from_double_to_double(retreat: ARetreat) -> None:
    write(retreat, DOUBLE)
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=AUTHOR)
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=AUTHOR, into=PARTNER)
    assert {an_id("note"), PRIVATE_MEMO} <= memos(retreat, PARTNER).keys() and finds_it(retreat, PARTNER)
    assert not any(finds_it(retreat, it) for it in (STEWARD, FACILITATOR, RESEARCHER, OBSERVER))


def test_m5_in_an_archived_retreat_memos_are_read_and_ones_own_taken_back(retreat: ARetreat) -> None:
    shared, private = write(retreat, PARTNER, "shared", shared=True), write(retreat, PARTNER, "private")
    retreat.ask(FACILITATOR, c.ArchiveRetreat, retreat=RETREAT)
    with pytest.raises(Archived):
        write(retreat, PARTNER, "late")
    for kind, values in ((c.ChangeMemo, {"text": "Late."}), (c.ShareMemo, {})):
        with pytest.raises(Archived):
            retreat.ask(PARTNER, kind, memo=private, **values)
        with pytest.raises(NotFound):
            retreat.ask(FACILITATOR, kind, memo=private, **values)
    for memo in (shared, private):
        retreat.ask(PARTNER, c.RemoveMemo, memo=memo)
    assert not {shared, private} & memos(retreat, PARTNER).keys()


def test_m6_who_left_the_retreat_does_nothing_more_to_their_memos(retreat: ARetreat) -> None:
    memo = write(retreat, PARTNER)
    retreat.ask(FACILITATOR, c.TakeRole, retreat=RETREAT, member=PARTNER)
    assert {type(it) for it in refused(retreat, PARTNER, memo).values()} == {NotFound}
    retreat.ask(FACILITATOR, c.GiveRole, retreat=RETREAT, member=PARTNER, role="observer")
    assert memo in memos(retreat, PARTNER)


def test_r9_memos_about_a_recording_and_its_marks_go_with_it(retreat: ARetreat) -> None:
    passage = across(source_of(RUNNING), LATER_WORDS, 4, LATER_WORDS, 8, an_id("window 1"), "left")
    mark: dict[str, Any] = {"annotation": an_id("late mark"), "retreat": RETREAT, "passage": passage, "comment": "Why?"}
    retreat.ask(PARTNER, c.Annotate, **mark)
    write(retreat, PARTNER, "of it", about="source", about_id=source_of(RUNNING))
    write(retreat, PARTNER, "of a mark", about="annotation", about_id=mark["annotation"], shared=True)
    retreat.ask(FACILITATOR, c.DeleteRecording, recording=RUNNING)
    assert not {an_id("of it"), an_id("of a mark")} & memos(retreat, PARTNER).keys()
    assert not finds_it(retreat, PARTNER), "nor does the ledger say it any more"
