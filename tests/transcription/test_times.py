"""An engine's times are mended: in order, inside the recording, no word lost (C27)."""

import json
import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from transcription.times import LONGEST_WORD, mend
from transcription.transcript import Segment, Word

CASES = Path(__file__).parents[1] / "cases"

any_time = st.one_of(
    st.floats(min_value=-50, max_value=400), st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 180.0])
)
words = st.builds(Word, any_time, any_time, st.sampled_from([" a", " b.", " c,", "d"]), st.none() | st.just(0.5))
spoken = st.lists(words, max_size=8).map(
    lambda ws: Segment(min((w.start for w in ws), default=3.0), 2.0, "".join(w.word for w in ws), tuple(ws))
)
wordless = st.builds(Segment, any_time, any_time, st.sampled_from(["", " and so on", "x"]))
segments = st.lists(spoken | wordless, max_size=6)


def said(segments: list[Segment]) -> str:
    return "".join("".join(s.text.split()) for s in segments)


@given(segments, st.sampled_from([0.0, 0.3, 60.0, 180.0]))
def test_any_numbers_become_times_that_hold(given_segments: list[Segment], duration: float) -> None:
    mended = mend(given_segments, duration)
    times = [time for timed in mended for time in (timed.word.start, timed.word.end)]
    assert times == sorted(times)
    assert all(0 <= time <= duration for time in times)
    assert all(type(time) is float for time in times)
    assert "".join(timed.word.word.strip() for timed in mended) == said(given_segments)
    assert all(timed.word.end - timed.word.start <= LONGEST_WORD + 1e-3 for timed in mended)


@given(segments)
def test_mending_twice_changes_nothing(given_segments: list[Segment]) -> None:
    once = [timed.word for timed in mend(given_segments, 180.0)]
    again = mend([Segment(0.0, 0.0, "".join(w.word for w in once), tuple(once))], 180.0)
    assert [timed.word for timed in again] == once
    assert not any(timed.mended for timed in again)


def test_good_times_stay_as_they_are() -> None:
    heard = (Word(1.0, 1.4, " We", 0.9), Word(1.4, 2.0, " read.", 0.8), Word(4.0, 4.5, " Yes.", 0.7))
    assert [t.word for t in mend([Segment(1.0, 4.5, " We read. Yes.", heard)], 5.0)] == list(heard)


def test_one_wild_time_does_not_push_the_rest_to_the_end() -> None:
    heard = [Word(float(i), i + 0.5, f" w{i}", 0.9) for i in range(10)]
    heard[3] = Word(170.0, 170.4, " w3", 0.9)
    mended = mend([Segment(0.0, 9.5, "".join(w.word for w in heard), tuple(heard))], 180.0)
    assert [t.mended for t in mended] == [i == 3 for i in range(10)]
    assert 2.5 <= mended[3].word.start <= mended[3].word.end <= 4.0


def test_a_word_that_swallowed_a_pause_gives_it_back() -> None:
    heard = (Word(0.0, 1.0, " Yes.", 0.9), Word(1.0, 31.0, " Now", 0.9), Word(31.0, 31.3, " we", 0.9))
    mended = mend([Segment(0.0, 31.3, " Yes. Now we", heard)], 40.0)
    assert (mended[1].word.start, mended[1].word.end, mended[1].mended) == (26.0, 31.0, True)


def test_words_that_do_not_spell_the_text_give_way_to_it() -> None:
    mended = mend([Segment(0.0, 4.0, " one two three four", (Word(0.0, 1.0, " one", 0.9),))], 10.0)
    assert [t.word.word for t in mended] == [" one", " two", " three", " four"]
    assert [t.word.start for t in mended] == [0.0, 1.0, 2.0, 3.0]
    assert all(t.word.probability is None for t in mended)


def test_c27_time_runs_backwards() -> None:
    case = json.loads((CASES / "C27-backwards.json").read_text())
    mended = mend([segment_of(s) for s in case["segments"]], case["duration"])
    assert [t.word.word for t in mended] == (
        " We read it twice. Still, we disagreed. And that was fine. Yes. Thank you all.".replace(" ", "| ")
    ).split("|")[1:]
    held = {t.word.word: t for t in mended if not t.mended}
    assert held[" twice."].word.end == 123.5
    assert held[" Yes."].word.start == 175.0
    assert held[" Thank"].word.start == 178.9
    assert {t.word.word for t in mended if t.mended} >= {" disagreed.", " all."}


def segment_of(raw: dict) -> Segment:
    heard = tuple(Word(w["start"], w["end"], w["word"], w["probability"]) for w in raw["words"])
    return Segment(raw["start"], raw["end"], raw["text"], heard)
