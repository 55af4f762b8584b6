"""Correcting words: what two people change at once, and what becomes of marks and times."""

import pytest

from server.domain import commands as c
from server.domain.corrections import Checked, CutMeanwhile
from server.domain.segments import NoPlaceToCut, NotNeighbours
from server.errors import BadPassage, NotAllowed, NotFound
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
    SPEAKER,
    across,
    an_id,
    excerpt_revision,
    heard,
    paragraph,
)
from tests.domain.words import SOURCE, WINDOW_0, Words, times_of


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


def test_c05_an_empty_segment_takes_no_mark_and_no_cut_and_can_be_joined_and_parted(words: Words) -> None:
    words.mark(PARTNER, "came in", "one")
    words.retreat.ask(RESEARCHER, c.SplitSegment, segment=FIRST_WORDS, base=WINDOW_0, at=8, into=an_id("rest"))
    words.correct(RESEARCHER, "")
    now = words.now
    cut = {"segment": FIRST_WORDS, "base": now.revision, "at": 0, "into": an_id("nothing")}
    with pytest.raises(NoPlaceToCut):
        words.retreat.ask(RESEARCHER, c.SplitSegment, **cut)
    none = across(SOURCE, FIRST_WORDS, 0, FIRST_WORDS, 0, now.revision, "")
    mark = {"annotation": an_id("two"), "retreat": RETREAT, "passage": none, "comment": "So."}
    with pytest.raises(BadPassage):
        words.retreat.ask(PARTNER, c.Annotate, **mark)
    words.retreat.ask(PARTNER, c.AssignSpeaker, source=SOURCE, segments=[FIRST_WORDS], speaker=SPEAKER)
    words.retreat.ask(RESEARCHER, c.CheckSegments, source=SOURCE, segments=[FIRST_WORDS], checked=True)
    assert (words.now.speaker, words.now.checked_by) == (SPEAKER, RESEARCHER)

    words.retreat.ask(RESEARCHER, c.JoinSegments, segment=FIRST_WORDS, next=an_id("rest"))
    assert (words.now.text, words.marked("one")) == ("in early.", ("in", False))
    words.undo(RESEARCHER)
    assert (words.now.text, words.marked("one")) == ("", ("in", False))


def test_p6_the_last_word_of_a_text(words: Words) -> None:
    """At the end there is nothing that a mark could be held by but its own words."""
    words.mark(PARTNER, "early.", "last")
    words.correct(RESEARCHER, "We came in early. And sat.")
    assert words.marked("last") == ("early.", False)
    words.correct(RESEARCHER, "We came in")
    assert words.marked("last") == ("", True)
    words.undo(RESEARCHER)
    words.undo(RESEARCHER)
    assert words.marked("last") == ("early.", False)
    words.correct(RESEARCHER, "We came in 👩‍👩‍👧")
    assert words.marked("last") == ("👩‍👩‍👧", True)
    words.mark(PARTNER, "👩‍👩‍👧", "family")
    words.correct(RESEARCHER, "We came in 👩‍👩‍👧\u0301")
    assert words.marked("family")[0] in ("👩‍👩‍👧\u0301", "")


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
