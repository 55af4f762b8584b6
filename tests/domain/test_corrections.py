"""Correcting words: what two people change at once, what becomes of marks, and taking it back."""

from collections.abc import Iterator
from typing import Any

import pytest

from server.domain import commands as c
from server.domain.corrections import Checked, CutMeanwhile
from server.domain.moving import Moved, moved
from server.domain.nouns import SegmentText, Step
from server.domain.segments import NoPlaceToCut, NotNeighbours
from server.errors import NotAllowed, NotFound, Refusal
from tests.a_retreat import (
    ENGINE,
    EXCERPT,
    FACILITATOR,
    FIRST_WORDS,
    LATER_WORDS,
    OBSERVER,
    PARTNER,
    RESEARCHER,
    RETREAT,
    RUN,
    RUNNING,
    STEWARD,
    ARetreat,
    across,
    an_id,
    excerpt_revision,
    heard,
    paragraph,
    source_of,
)

SOURCE = source_of(RUNNING)
WINDOW_0 = an_id("window 0")  # "We came in early." is said from 5.0 to 9.0


class Words:
    """A segment of the transcript in people's hands."""

    def __init__(self, retreat: ARetreat, segment: str = FIRST_WORDS) -> None:
        self.retreat, self.id = retreat, segment

    @property
    def now(self) -> SegmentText:
        return next(it for n in (0, 1) for it in self.retreat.block(SOURCE, n).segments if it.id == self.id)

    def correct(self, who: str, text: str, base: str | None = None, **values: Any) -> str:
        """The id of the revision."""
        id = an_id(f"correction to {text} by {who} {self.retreat.seq()}")
        words = c.Correction(segment=self.id, base=base or self.now.revision, text=text)
        self.retreat.ask(who, c.Correct, id=id, source=SOURCE, corrections=[words], **values)
        return id

    def mark(self, who: str, words: str, name: str = "mark", nth: int = 0) -> None:
        now, at = self.now, -1
        for _ in range(nth + 1):
            at = now.text.index(words, at + 1)
        passage = across(SOURCE, now.id, at, now.id, at + len(words), now.revision, words)
        self.retreat.ask(who, c.Annotate, annotation=an_id(name), retreat=RETREAT, passage=passage, comment="So.")

    def marked(self, name: str = "mark") -> tuple[str, bool]:
        """The words that a mark is on now, and whether it needs a look."""
        blocks = [self.retreat.block(SOURCE, n) for n in (0, 1)]
        steps = [it for block in blocks for it in block.steps]
        mark = next(it for block in blocks for it in block.annotations if it.id == an_id(name))
        now: Moved = moved(mark.passage, lambda id: sorted((it for it in steps if it.segment == id), key=by_number))
        texts = {it.id: it.text for block in blocks for it in block.segments}
        start, end = now.passage.start, now.passage.end
        if start.segment == end.segment:
            return texts[start.segment][start.offset : end.offset], now.needs_review
        return f"{texts[start.segment][start.offset :]}|{texts[end.segment][: end.offset]}", now.needs_review

    def undo(self, who: str) -> None:
        self.retreat.ask(who, c.Undo, retreat=RETREAT, source=SOURCE)

    def redo(self, who: str) -> None:
        self.retreat.ask(who, c.Redo, retreat=RETREAT, source=SOURCE)


def by_number(step: Step) -> int:
    return step.n


@pytest.fixture
def words(retreat: ARetreat) -> Iterator[Words]:
    yield Words(retreat)


def test_w1_different_words_of_one_base_are_merged(words: Words) -> None:
    words.correct(RESEARCHER, "We came in late.", WINDOW_0)
    words.correct(PARTNER, "They came in early.", WINDOW_0)
    assert words.now.text == "They came in late."
    assert not words.retreat.block(SOURCE).suggestions


def test_w2_of_the_same_words_both_versions_are_kept_until_somebody_chooses(words: Words) -> None:
    words.correct(RESEARCHER, "We all came in late.", WINDOW_0)
    words.correct(PARTNER, "They came in slowly.", WINDOW_0)
    assert words.now.text == "They all came in late."
    (other,) = words.retreat.block(SOURCE).suggestions
    assert (other.author, other.text, other.revision) == (PARTNER, "They all came in slowly.", words.now.revision)

    words.correct(FACILITATOR, other.text, settles=other.id)
    assert words.now.text == "They all came in slowly."
    assert not words.retreat.block(SOURCE).suggestions


def test_w2_the_words_that_stand_can_be_chosen_too_and_twice_is_as_once(words: Words) -> None:
    words.correct(RESEARCHER, "We came in late.", WINDOW_0)
    words.correct(PARTNER, "We came in slowly.", WINDOW_0)
    (other,) = words.retreat.block(SOURCE).suggestions
    words.retreat.ask(FACILITATOR, c.SettleSuggestion, suggestion=other.id)
    assert (words.now.text, words.retreat.block(SOURCE).suggestions) == ("We came in late.", [])
    with pytest.raises(NotFound):
        words.retreat.ask(RESEARCHER, c.SettleSuggestion, suggestion=other.id)


def test_w1_the_same_correction_by_two_is_one(words: Words) -> None:
    for who in (RESEARCHER, PARTNER):
        words.correct(who, "We came in late.", WINDOW_0)
    assert (words.now.text, words.retreat.block(SOURCE).suggestions) == ("We came in late.", [])


def test_w3_words_that_stay_keep_their_times_and_new_ones_share_the_gap(words: Words) -> None:
    revision = words.correct(RESEARCHER, "We all came quite late.")
    assert words.now.revision == revision
    assert times_of(words) == [
        (0, 2, 5.0, 6.0, 0.9),
        (3, 3, 6.0, 6.0, None),
        (7, 4, 6.0, 7.0, 0.9),
        (12, 5, 7.0, 8.0, None),
        (18, 5, 8.0, 9.0, None),
    ]


def test_w3_undo_gives_the_words_their_times_back(words: Words) -> None:
    before = times_of(words)
    words.correct(RESEARCHER, "Came")
    assert [it[4] for it in times_of(words)] == [None]
    words.undo(RESEARCHER)
    assert times_of(words) == before


def times_of(words: Words) -> list[Any]:
    with words.retreat.database.read() as connection:
        (times,) = words.retreat.snapshots.words(connection, an_id("programme"), SOURCE, 0).words
    assert times.revision == words.now.revision
    return times.words


def test_c03_a_mark_stays_in_its_place_however_often_its_words_occur(words: Words) -> None:
    """hypothesis/h#2798: a corrected name made a note jump to an earlier mention of it."""
    words.correct(RESEARCHER, "Robin said that Elisa, Robin and Robin came.")
    words.mark(PARTNER, "Robin", "second", nth=1)
    words.correct(RESEARCHER, "Robin said that Elisa, Elisa and Robin came.")
    words.mark(FACILITATOR, "Robin", "third", nth=1)
    assert words.marked("second") == ("Elisa", True)
    assert words.now.text.index("Elisa,") < words.now.text.rindex("Elisa")
    assert words.marked("third") == ("Robin", False)
    words.undo(RESEARCHER)
    assert words.marked("second") == ("Robin", False)
    assert words.marked("third") == ("Robin", False)
    words.redo(RESEARCHER)
    assert words.marked("second") == ("Elisa", True)


def test_c05_a_segment_is_emptied_while_another_writes_in_it_and_undo_brings_all_back(words: Words) -> None:
    """bbc/react-transcript-editor#268: deleting all words of a block crashed the editor."""
    words.mark(PARTNER, "came in", "one")
    words.mark(FACILITATOR, "early", "two")
    words.retreat.ask(PARTNER, c.ReplyTo, reply=an_id("a reply"), annotation=an_id("two"), text="Was it?")
    words.correct(RESEARCHER, "", WINDOW_0)
    empty = words.now
    assert (empty.text, empty.start, empty.end) == ("", 5.0, 9.0)
    assert words.marked("one") == ("", True)
    words.correct(PARTNER, "We came in early, and sat.", WINDOW_0)  # about words that are gone: both are kept
    (other,) = words.retreat.block(SOURCE).suggestions
    assert "sat" in other.text or "sat" in words.now.text
    assert len(words.retreat.block(SOURCE).replies) == 1


def test_c05_undo_restores_everything(words: Words) -> None:
    words.mark(PARTNER, "came in", "one")
    words.correct(RESEARCHER, "")
    words.undo(RESEARCHER)
    assert (words.now.text, words.marked("one")) == ("We came in early.", ("came in", False))


def test_w4_a_segment_is_split_and_its_marks_go_with_their_words(words: Words) -> None:
    words.mark(PARTNER, "We came", "first")
    words.mark(PARTNER, "in early", "second")
    words.mark(PARTNER, "came in", "both")
    words.retreat.ask(RESEARCHER, c.SplitSegment, segment=FIRST_WORDS, base=WINDOW_0, at=8, into=an_id("rest"))
    first, rest = words.now, Words(words.retreat, an_id("rest")).now
    assert (first.text, first.start, first.end, rest.text, rest.start, rest.end) == (
        "We came",
        5.0,
        7.0,
        "in early.",
        7.0,
        9.0,
    )
    assert first.position < rest.position
    assert [words.marked(it)[0] for it in ("first", "second", "both")] == ["We came", "in early", "came|in"]
    words.undo(RESEARCHER)
    assert (words.now.text, words.now.end) == ("We came in early.", 9.0)
    assert [words.marked(it)[0] for it in ("first", "second", "both")] == ["We came", "in early", "came in"]
    words.redo(RESEARCHER)
    assert [words.marked(it)[0] for it in ("first", "second", "both")] == ["We came", "in early", "came|in"]


def test_w4_two_segments_are_joined_and_parted_again(words: Words) -> None:
    later = Words(words.retreat, LATER_WORDS)
    words.mark(PARTNER, "early", "first")
    later.mark(PARTNER, "left", "second")
    text = later.now.text
    words.retreat.ask(RESEARCHER, c.JoinSegments, segment=FIRST_WORDS, next=LATER_WORDS)
    assert words.now.text == f"We came in early. {text}"
    assert [it.id for it in words.retreat.block(SOURCE, 1).segments] == []
    assert [words.marked(it)[0] for it in ("first", "second")] == ["early", "left"]
    words.correct(PARTNER, f"We came in late. {text}")
    words.undo(RESEARCHER)
    assert (words.now.text, later.now.text) == ("We came in late.", text)
    assert words.marked("second") == ("left", False)


@pytest.mark.parametrize("at", [0, 17, 99])
def test_w4_there_must_be_words_on_both_sides(words: Words, at: int) -> None:
    with pytest.raises(NoPlaceToCut):
        words.retreat.ask(RESEARCHER, c.SplitSegment, segment=FIRST_WORDS, base=WINDOW_0, at=at, into=an_id("rest"))


def test_w4_only_neighbours_are_joined(words: Words) -> None:
    window = {"run": RUN, "window": 2, "language": "en", "segments": [heard(an_id("more"), 650.0, "Good night.")]}
    words.retreat.ask(ENGINE, c.AppendSegments, **window)
    with pytest.raises(NotNeighbours):
        words.retreat.ask(RESEARCHER, c.JoinSegments, segment=FIRST_WORDS, next=an_id("more"))
    with pytest.raises(NotNeighbours):
        words.retreat.ask(RESEARCHER, c.JoinSegments, segment=LATER_WORDS, next=FIRST_WORDS)


def test_w4_words_that_were_split_meanwhile_are_looked_at_again(words: Words) -> None:
    words.retreat.ask(RESEARCHER, c.SplitSegment, segment=FIRST_WORDS, base=WINDOW_0, at=8, into=an_id("rest"))
    with pytest.raises(CutMeanwhile):
        words.correct(PARTNER, "We came in late.", WINDOW_0)


def test_w5_a_partner_corrects_until_words_are_checked_and_who_checks_keeps_the_check(words: Words) -> None:
    words.retreat.ask(RESEARCHER, c.CheckSegments, source=SOURCE, segments=[FIRST_WORDS], checked=True)
    assert words.now.checked_by == RESEARCHER
    with pytest.raises(Checked):
        words.correct(PARTNER, "We came in late.")
    words.correct(RESEARCHER, "We came in late.")
    assert words.now.checked_by == RESEARCHER
    words.correct(FACILITATOR, "We came in slowly.")
    assert words.now.checked_by is None
    with pytest.raises(NotAllowed):
        words.correct(OBSERVER, "We came.")
    with pytest.raises(NotAllowed):
        words.retreat.ask(FACILITATOR, c.CheckSegments, source=SOURCE, segments=[FIRST_WORDS], checked=True)


def test_w6_the_words_of_an_excerpt_are_for_whoever_curates_and_every_retreat_hears(words: Words) -> None:
    retreat = words.retreat
    words_now = c.Correction(segment=paragraph(EXCERPT, 1), base=excerpt_revision(EXCERPT), text="The street is hers.")
    with pytest.raises(NotAllowed):
        retreat.ask(PARTNER, c.Correct, source=EXCERPT, corrections=[words_now])
    before = retreat.seq()
    retreat.ask(RESEARCHER, c.Correct, source=EXCERPT, corrections=[words_now])
    assert [it["body"]["type"] for it in retreat.hears(PARTNER, before)] == ["words_revised"]
    assert retreat.block(EXCERPT).segments[1].text == "The street is hers."


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


def refusal(ask: Any, who: str) -> str:
    with pytest.raises(Refusal) as refused:
        ask(who)
    return refused.value.kind
