"""Undo and redo: one's own last step, over what others did since, or not at all."""

from typing import Any

import orjson
import pytest

from server.domain import commands as c
from server.domain.access import WHO
from server.domain.deeds import UNDOABLE
from server.errors import NotAllowed
from tests.a_retreat import (
    AUTHOR,
    FACILITATOR,
    LATER_WORDS,
    PARTNER,
    PROGRAMME,
    RESEARCHER,
    RETREAT,
    STEWARD,
    ARetreat,
    an_id,
)
from tests.domain.words import SOURCE, Words, refusal
from tests.every_command import EVERY


def test_u1_undo_goes_back_step_by_step_and_redo_forward(words: Words) -> None:
    words.mark(PARTNER, "early", "one")
    words.correct(PARTNER, "We came in late.")
    words.correct(PARTNER, "We came in late at night.")
    words.undo(PARTNER)
    assert words.now.text == "We came in late."
    words.undo(PARTNER)
    assert words.now.text == "We came in early."
    words.undo(PARTNER)
    assert words.retreat.block(SOURCE).annotations == []
    for _ in range(3):
        words.redo(PARTNER)
    assert (words.now.text, words.marked("one")) == ("We came in late at night.", ("late", True))
    assert refusal(words.redo, PARTNER) == "nothing_to_redo"
    words.undo(PARTNER)
    words.mark(PARTNER, "We", "another")
    assert refusal(words.redo, PARTNER) == "nothing_to_redo"


@pytest.mark.parametrize("name", sorted(name for name, it in EVERY.items() if type(it) in UNDOABLE))
def test_u1_whatever_can_be_undone_is_undone_where_it_was_done(name: str, retreat: ARetreat) -> None:
    def happens(kind: Any, **values: Any) -> set[tuple[str, str | None, str | None]]:
        """For whom, and in which retreat and source."""
        since = retreat.seq()
        retreat.ask(who, kind, **values)
        with retreat.database.read() as connection:
            sent = retreat.ledger.since(connection, PROGRAMME, RETREAT, since, limit=100)
        return {(it.audience, it.retreat, orjson.loads(it.json)["source"]) for it in sent}

    senders = {"researcher": RESEARCHER, "partner": PARTNER, "author": AUTHOR}
    who = next(it for column, it in senders.items() if column in WHO[name])
    done = happens(type(EVERY[name]), **{**dict(EVERY[name]), "id": None})
    *_, source = next(iter(done))
    assert happens(c.Undo, retreat=RETREAT, source=source) == done


def test_u2_undo_is_of_ones_own_and_leaves_what_others_did_since(words: Words) -> None:
    words.correct(PARTNER, "We all came in early.")
    words.correct(RESEARCHER, "We all came in late.")
    assert refusal(words.undo, FACILITATOR) == "nothing_to_undo"
    words.undo(PARTNER)
    assert words.now.text == "We came in late."


def test_u2_undo_is_refused_where_others_changed_the_same_words(words: Words) -> None:
    words.correct(PARTNER, "We came in late.")
    words.correct(RESEARCHER, "We came in slowly.")
    assert refusal(words.undo, PARTNER) == "changed_meanwhile"
    assert words.now.text == "We came in slowly."


@pytest.mark.parametrize("emptied", [0, 1], ids=["the first", "the second"])
def test_u2_an_emptied_sentence_comes_back_after_it_was_joined_and_parted_again(words: Words, emptied: int) -> None:
    both = words, Words(words.retreat, LATER_WORDS)
    before = [it.now.text for it in both]
    both[emptied].correct(PARTNER, "")
    words.retreat.ask(PARTNER, c.JoinSegments, segment=both[0].id, next=both[1].id)
    words.undo(PARTNER)
    words.undo(PARTNER)
    assert [it.now.text for it in both] == before


def test_u3_an_answered_mark_is_not_undone_and_the_answer_stays(words: Words) -> None:
    words.mark(PARTNER, "early", "one")
    words.retreat.ask(RESEARCHER, c.ReplyTo, reply=an_id("an answer"), annotation=an_id("one"), text="How early?")
    assert refusal(words.undo, PARTNER) == "answered"
    assert len(words.retreat.block(SOURCE).replies) == 1


def test_u3_a_removed_mark_comes_back_with_what_was_said_of_it(words: Words) -> None:
    words.mark(PARTNER, "early", "one")
    words.retreat.ask(RESEARCHER, c.ReplyTo, reply=an_id("an answer"), annotation=an_id("one"), text="How early?")
    words.retreat.ask(RESEARCHER, c.TakeStance, annotation=an_id("one"), view="differ")
    before = words.retreat.block(SOURCE)
    words.retreat.ask(FACILITATOR, c.RemoveAnnotation, annotation=an_id("one"))
    words.undo(FACILITATOR)
    after = words.retreat.block(SOURCE)
    assert (after.annotations, after.replies, after.stances) == (before.annotations, before.replies, before.stances)


def test_u4_who_may_no_longer_correct_may_no_longer_undo_it_but_takes_back_their_own_words(words: Words) -> None:
    words.mark(PARTNER, "early", "one")
    words.correct(PARTNER, "We all came in early.")
    words.retreat.ask(FACILITATOR, c.GiveRole, retreat=RETREAT, member=PARTNER, role="observer")
    with pytest.raises(NotAllowed):
        words.undo(PARTNER)
    assert words.now.text == "We all came in early."


def test_u5_the_codebook_is_undone_apart(words: Words) -> None:
    retreat = words.retreat
    retreat.ask(RESEARCHER, c.CreateCode, code=an_id("time"), name="Time", colour=3)
    retreat.ask(RESEARCHER, c.ChangeCode, code=an_id("time"), name="Hours")
    words.mark(RESEARCHER, "early", "one")

    def code() -> tuple[str, bool]:
        return next((it.name, it.retired) for it in retreat.frame().codes if it.id == an_id("time"))

    for undone in (("Time", False), ("Time", True)):
        retreat.ask(RESEARCHER, c.Undo, retreat=RETREAT)
        assert code() == undone
    for done in (("Time", False), ("Hours", False)):
        retreat.ask(RESEARCHER, c.Redo, retreat=RETREAT)
        assert code() == done
    assert len(retreat.block(SOURCE).annotations) == 1


@pytest.mark.parametrize(
    ("made", "meanwhile"),
    [
        ((c.ChangeCode, {"code": "a", "parent": ""}), (c.ChangeCode, {"code": "b", "parent": "a"})),
        ((c.UnmergeCode, {"code": "m"}), (c.MergeCode, {"code": "b", "into": "m"})),
        ((c.ChangeCode, {"code": "a", "name": "Other"}), (c.ChangeCode, {"code": "b", "name": "A"})),
    ],
)
def test_u2_undo_of_a_code_makes_no_circle_and_takes_no_name(words: Words, made: Any, meanwhile: Any) -> None:
    """A code in a circle would have no end to follow, for anybody."""
    retreat = words.retreat
    for code, parent in (("b", None), ("a", "b"), ("m", None)):
        about = {"name": code.upper(), "colour": 3, "parent": parent and an_id(parent)}
        retreat.ask(STEWARD, c.CreateCode, code=an_id(code), **about)
    retreat.ask(STEWARD, c.MergeCode, code=an_id("m"), into=an_id("b"))
    for who, (kind, values) in ((RESEARCHER, made), (STEWARD, meanwhile)):
        ids = {name: an_id(it) if it in ("a", "b", "m") else it for name, it in values.items()}
        retreat.ask(who, kind, **ids)
    undone = refusal(lambda it: retreat.ask(it, c.Undo, retreat=RETREAT), RESEARCHER)
    assert undone in ("in_a_circle", "name_taken")
