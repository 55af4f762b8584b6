"""Portions of speech hold all of it, in order, and say where nothing was heard."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcription.engine import SAMPLE_RATE
from transcription.portions import LONGEST, Portion, Stretch, fill, halves, length, unheard
from transcription.transcript import Segment, Word


@st.composite
def speeches(draw: st.DrawFn) -> list[Stretch]:
    """Stretches of at most half a minute, in order, with pauses or none between them."""
    lengths = st.tuples(st.integers(0, 5 * SAMPLE_RATE), st.integers(1, LONGEST))
    speech, at = [], 0
    for pause, spoken in draw(st.lists(lengths, max_size=20)):
        speech.append((at + pause, at + pause + spoken))
        at += pause + spoken
    return speech


@given(speeches())
def test_portions_hold_everything_in_order_and_no_two_would_fit_into_one(speech: list[Stretch]) -> None:
    portions = fill(speech)
    assert [stretch for portion in portions for stretch in portion] == speech
    assert all(length(it) <= LONGEST for it in portions)
    assert all(length([*one, other[0]]) > LONGEST for one, other in pairwise(portions))


@given(speeches())
def test_halves_hold_everything_in_order(speech: list[Stretch]) -> None:
    for portion in fill(speech):
        parts = halves(portion)
        assert len(parts) == (2 if len(portion) > 1 else 0)
        assert not parts or (parts[0] + parts[1] == portion and all(parts))


def seconds(*stretches: tuple[float, float]) -> Portion:
    return tuple((int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)) for start, end in stretches)


def test_halves_part_at_the_longest_pause_of_the_middle() -> None:
    portion = seconds((0, 2), (6, 11), (11, 14), (15, 19), (19, 20), (29, 30))
    assert halves(portion) == [portion[:3], portion[3:]]
    unbroken = seconds((0, 3), (3, 6), (6, 9), (9, 12))
    assert halves(unbroken) == [unbroken[:2], unbroken[2:]]


def said(*words: tuple[float, float]) -> list[Segment]:
    return [Segment(0.0, 30.0, "", tuple(Word(start, end, " word", 0.9) for start, end in words))]


def test_what_was_not_heard() -> None:
    portion = seconds((1, 5), (8, 12))
    assert unheard(portion, []) == 8
    assert unheard(portion, said((1, 2), (2, 4), (8.5, 10), (10, 12))) == 1.5
    assert unheard(portion, said((8, 9), (9, 12))) == 4
    # A word of eight seconds was said in two at most; pauses do not count.
    assert unheard(portion, said((1, 9), (9, 12))) == 3
