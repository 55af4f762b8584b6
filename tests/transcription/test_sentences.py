"""Segments are rebuilt from words: cut where a reader would cut, with every word in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.sentences import LONG_PAUSE, LONGEST_SEGMENT, rebuild
from transcription.times import Timed
from transcription.transcript import Word


def speak(text: str, each: float = 0.4, pauses: dict[int, float] | None = None) -> list[Timed]:
    """Words of `each` seconds one after another, with `pauses` (seconds) before some of them."""
    at, timed = 0.0, []
    for i, word in enumerate(text.split()):
        at += (pauses or {}).get(i, 0.0)
        timed.append(Timed(Word(at, at + each, " " + word, 0.9)))
        at += each
    return timed


def texts(words: list[Timed]) -> list[str]:
    return [segment.text for segment in rebuild(words)]


@st.composite
def any_words(draw: st.DrawFn) -> list[Timed]:
    at, timed = 0.0, []
    for word in draw(
        st.lists(st.sampled_from([" a", " b.", " c,", "d", " E", " Mr.", "…", " o’clock?”"]), max_size=60)
    ):
        at += draw(st.sampled_from([0.0, 0.0, 0.1, 0.9, 1.5, 4.0]))
        end = at + draw(st.sampled_from([0.0, 0.2, 0.5, 4.9]))
        timed.append(Timed(Word(at, end, word, None), draw(st.booleans())))
        at = end
    return timed


@given(any_words())
def test_no_word_is_lost_or_moved_and_segments_are_short(words: list[Timed]) -> None:
    segments = rebuild(words)
    assert [w for s in segments for w in s.words] == [t.word for t in words]
    for segment in segments:
        assert segment.text == "".join(w.word for w in segment.words).strip() != ""
        assert (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
        assert segment.end - segment.start <= LONGEST_SEGMENT
        pauses = [b.start - a.end for a, b in zip(segment.words, segment.words[1:], strict=False)]
        assert all(pause < LONG_PAUSE for pause in pauses)
    assert any(t.mended for t in words) == any(s.mended for s in segments)


def test_sentences_end_at_their_marks() -> None:
    assert texts(speak("We read it. Did you? Yes! “So there.” Then we talked")) == [
        "We read it.",
        "Did you?",
        "Yes!",
        "“So there.”",
        "Then we talked",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I asked Mrs. Khan about it",
        "we met J. Smith there",
        "services, e.g. Homecare, were tried",
        "so he said... and then he left",
        "the score was 3.5 then",
    ],
)
def test_stops_that_end_no_sentence(text: str) -> None:
    assert texts(speak(text)) == [text]


def test_a_long_pause_always_cuts() -> None:
    assert texts(speak("and then the door", pauses={2: 1.5})) == ["and then", "the door"]
    assert texts(speak("and then the door", pauses={2: 1.49})) == ["and then the door"]


def test_an_endless_sentence_is_cut_at_its_commas() -> None:
    text = " ".join(f"clause{i} goes on and on and on," for i in range(12))
    pieces = texts(speak(text))
    assert len(pieces) > 1 and all(piece.endswith(",") for piece in pieces)


def test_scripts_without_spaces() -> None:
    words = [Timed(Word(i * 0.5, i * 0.5 + 0.5, c)) for i, c in enumerate("これは。でも")]
    assert [s.text for s in rebuild(words)] == ["これは。", "でも"]


def test_nothing_heard_is_no_segment() -> None:
    assert rebuild([]) == []
