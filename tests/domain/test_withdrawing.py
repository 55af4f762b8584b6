"""Withdrawal: what somebody takes back is gone, wherever it was written; what others said stays."""

from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import pytest

from server.domain import commands as c
from server.domain import withdrawing
from server.domain.corrections import SaidNoMore
from server.domain.erasing import HOLDING
from server.domain.events import AnyEvent
from server.domain.nouns import Annotation, Answer, Attendance, Seat, Speaker
from server.domain.rows import KEYS
from server.domain.withdrawing import NO_NAME
from server.errors import NotFound, Refusal
from tests.a_retreat import (
    AUTHOR,
    DOUBLE,
    EXCERPT,
    FACILITATOR,
    FIRST_WORDS,
    LATER_WORDS,
    MARK,
    MEMO,
    NOBODY,
    PARTNER,
    PRIVATE_MEMO,
    REPLY,
    RESEARCHER,
    RETREAT,
    RUNNING,
    SPEAKER,
    STEWARD,
    ARetreat,
    a_passage,
    an_id,
    source_of,
)
from tests.domain.test_random_walk import in_tables, ledger_of, replayed
from tests.domain.words import Words

WORD = "kittiwake"


def withdraw(retreat: ARetreat, who: str, **values: Any) -> int:
    return retreat.ask(who, c.Withdraw, retreat=RETREAT, **values)


def mark_of(retreat: ARetreat, id: str) -> Annotation | None:
    return next((it for it in retreat.block(EXCERPT).annotations if it.id == id), None)


def comment(retreat: ARetreat, who: str = PARTNER, name: str = "said") -> str:
    mark = an_id(name)
    retreat.ask(who, c.Annotate, annotation=mark, retreat=RETREAT, passage=a_passage(), comment=f"{WORD} {name}")
    return mark


def is_nowhere(retreat: ARetreat, word: str = WORD) -> bool:
    """Whether no byte of the database has this word, once its log was written back."""
    assert retreat.database.settle()
    path = Path(str(retreat.database.engine.url.database))
    files = [file for file in path.parent.glob(f"{path.name}*") if word.encode() in file.read_bytes()]
    return not files


@pytest.fixture(autouse=True)
def replays(retreat: ARetreat) -> Any:
    """After every test: the events that are left give the rows that are left."""
    yield
    assert replayed(ledger_of(retreat)) == in_tables(retreat)


def test_g1_a_mark_that_nobody_answered_is_gone_with_its_words(retreat: ARetreat) -> None:
    mark = comment(retreat)
    assert not is_nowhere(retreat)
    withdraw(retreat, PARTNER, annotations=[mark])
    assert mark_of(retreat, mark) is None
    assert is_nowhere(retreat)


def test_g1_of_a_mark_that_others_answered_its_place_and_their_answers_stay(retreat: ARetreat) -> None:
    mark = comment(retreat)
    retreat.ask(RESEARCHER, c.ReplyTo, reply=an_id("answer"), annotation=mark, text="I saw one too.")
    retreat.ask(PARTNER, c.ReplyTo, reply=an_id("own answer"), annotation=mark, text=f"So did I, a {WORD}.")
    withdraw(retreat, PARTNER, annotations=[mark])
    left = mark_of(retreat, mark)
    assert left and left.withdrawn and left.comment is None and not left.removed
    assert [it.id for it in retreat.block(EXCERPT).replies if it.annotation == mark] == [an_id("answer")]
    assert is_nowhere(retreat)


def test_g1_replies_stances_and_memos_are_gone_with_every_version_of_them(retreat: ARetreat) -> None:
    retreat.ask(PARTNER, c.ReplyTo, reply=an_id("answer"), annotation=MARK, text=WORD)
    for reason in (f"a {WORD}", f"two {WORD}s", None):
        retreat.ask(PARTNER, c.TakeStance, annotation=MARK, view="differ", reason=reason)
    about = {"retreat": RETREAT, "about": "retreat", "about_id": RETREAT}
    retreat.ask(PARTNER, c.WriteMemo, memo=an_id("note"), **about, text=WORD, shared=True)
    retreat.ask(PARTNER, c.ChangeMemo, memo=an_id("note"), text="A gull.")
    withdraw(retreat, PARTNER, replies=[an_id("answer")], stances=[MARK], memos=[an_id("note")])
    block = retreat.block(EXCERPT)
    assert an_id("answer") not in {it.id for it in block.replies}
    assert PARTNER not in {it.member for it in block.stances}
    assert REPLY in {it.id for it in block.replies}, "another reply of theirs, which they did not take back"
    assert an_id("note") not in {it.id for it in retreat.frame().memos}
    assert is_nowhere(retreat)


def test_g1_what_was_removed_before_can_be_withdrawn_all_the_same(retreat: ARetreat) -> None:
    mark = comment(retreat)
    retreat.ask(FACILITATOR, c.RemoveAnnotation, annotation=mark)
    about = {"retreat": RETREAT, "about": "retreat", "about_id": RETREAT}
    retreat.ask(PARTNER, c.WriteMemo, memo=an_id("note"), **about, text=WORD)
    retreat.ask(PARTNER, c.RemoveMemo, memo=an_id("note"))
    assert not is_nowhere(retreat)
    withdraw(retreat, PARTNER, annotations=[mark], memos=[an_id("note")])
    assert is_nowhere(retreat)


def test_g2_only_ones_own_is_withdrawn(retreat: ARetreat) -> None:
    for who, values in (
        (RESEARCHER, {"annotations": [MARK]}),
        (STEWARD, {"memos": [MEMO]}),
        (AUTHOR, {"replies": [REPLY]}),
    ):
        with pytest.raises(NotFound):
            withdraw(retreat, who, **values)
    with pytest.raises(NotFound):
        withdraw(retreat, NOBODY, everything=True)
    assert mark_of(retreat, MARK)


def test_g2_whoever_lost_their_role_may_still_take_back_what_they_gave(retreat: ARetreat) -> None:
    mark = comment(retreat)
    retreat.ask(FACILITATOR, c.TakeRole, retreat=RETREAT, member=PARTNER)
    withdraw(retreat, PARTNER, annotations=[mark])
    assert is_nowhere(retreat)


def test_g3_what_somebody_said_is_gone_in_every_version_and_marks_on_it_need_a_look(
    retreat: ARetreat, words: Words
) -> None:
    source = source_of(RUNNING)
    retreat.ask(RESEARCHER, c.ChangeSpeaker, speaker=SPEAKER, member=AUTHOR)
    retreat.ask(RESEARCHER, c.AssignSpeaker, source=source, segments=[FIRST_WORDS], speaker=SPEAKER)
    words.mark(RESEARCHER, "early", "on early")
    words.correct(RESEARCHER, f"We came in early, a {WORD}.")
    words.correct(FACILITATOR, "We came in early, a gull.")
    withdraw(retreat, AUTHOR, said=True)
    assert words.now.text == "" and words.now.withdrawn
    with pytest.raises(SaidNoMore):
        words.correct(RESEARCHER, f"A {WORD}, all the same.")
    assert words.marked("on early") == ("", True)
    assert is_nowhere(retreat) and is_nowhere(retreat, "came in early")
    assert next(it for it in retreat.block(source, 1).segments if it.id == LATER_WORDS).withdrawn


def test_g3_words_that_were_cut_from_somebody_elses_go_from_those_as_they_were(retreat: ARetreat, words: Words) -> None:
    revision = words.correct(RESEARCHER, f"We came in early. A {WORD}!")
    retreat.ask(RESEARCHER, c.SplitSegment, segment=FIRST_WORDS, base=revision, at=17, into=an_id("cut"))
    retreat.ask(RESEARCHER, c.ChangeSpeaker, speaker=SPEAKER, member=AUTHOR)
    retreat.ask(RESEARCHER, c.AssignSpeaker, source=source_of(RUNNING), segments=[an_id("cut")], speaker=SPEAKER)
    withdraw(retreat, AUTHOR, said=True)
    assert words.now.text == "We came in early." and not words.now.withdrawn
    assert is_nowhere(retreat)


def test_g4_everything_goes_with_name_and_place(retreat: ARetreat) -> None:
    retreat.ask(STEWARD, c.TakeRole, retreat=an_id("old retreat"), member=PARTNER)
    retreat.ask(PARTNER, c.ChangeMember, member=PARTNER, name=f"Oighrig {WORD}")
    retreat.ask(FACILITATOR, c.MergeMembers, retreat=RETREAT, member=DOUBLE, into=PARTNER)
    mark = comment(retreat)
    retreat.ask(RESEARCHER, c.TakeStance, annotation=mark, view="differ", reason="It was a gull.")
    withdraw(retreat, PARTNER, everything=True)
    frame = retreat.frame()
    assert {it.name for it in frame.members if it.id in (PARTNER, DOUBLE)} == {NO_NAME}
    assert not [it for it in frame.attendances if it.member == PARTNER and it.role]
    assert mark_of(retreat, mark) and REPLY not in {it.id for it in retreat.block(EXCERPT).replies}
    assert is_nowhere(retreat) and is_nowhere(retreat, "Who is she?")


def test_g4_whoever_is_elsewhere_too_keeps_their_name(retreat: ARetreat) -> None:
    withdraw(retreat, AUTHOR, everything=True)
    assert next(it for it in retreat.frame().members if it.id == AUTHOR).name == "Ailean"
    assert MEMO not in {it.id for it in retreat.frame().memos}
    assert PRIVATE_MEMO not in str(retreat.rows())


def test_g5_nobody_can_undo_it(retreat: ARetreat, words: Words) -> None:
    mark = comment(retreat)
    retreat.ask(FACILITATOR, c.RemoveAnnotation, annotation=mark)
    withdraw(retreat, PARTNER, annotations=[mark])
    for who in (FACILITATOR, PARTNER):
        with suppress(Refusal):  # if there is anything else of theirs to undo, that is undone
            retreat.ask(who, c.Undo, retreat=RETREAT, source=EXCERPT)
    assert mark_of(retreat, mark) is None
    assert is_nowhere(retreat)


def test_g1_everything_that_people_give_can_be_withdrawn() -> None:
    """Whatever has an author or a member who gave it; apart are what they are, what others rely on, and what is kept of
    their yes and no."""
    apart = {Attendance, Answer, Seat, Speaker}
    given = {kind for kind in KEYS if {"author", "member"} & kind.model_fields.keys()}  # type: ignore[attr-defined]
    assert given - apart == set(withdrawing.OWNER)
    told = {kind: kind.model_fields.values() for kind in get_args(get_args(AnyEvent)[0])}
    holding = {kind for kind, fields in told.items() if any(_holds(it.annotation, given - apart) for it in fields)}
    assert {str(kind.model_fields["type"].default) for kind in holding} <= HOLDING


def _holds(shape: Any, kinds: set[Any]) -> bool:
    return shape in kinds or any(_holds(part, kinds) for part in get_args(shape))
