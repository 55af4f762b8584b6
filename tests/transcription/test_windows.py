"""Windows cover a recording once, end in pauses, and depend on the sound alone."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_sound import SAMPLES, voice_like, write_sound

from transcription.engine import SAMPLE_RATE
from transcription.windows import FIRST, LATER, REST, Window, cut, plan

TABLE = SAMPLES / "retreat-table.opus"


def in_blocks(sound: np.ndarray, size: int) -> Iterator[np.ndarray]:
    return (sound[at : at + size] for at in range(0, len(sound), size))


def talk(seconds: float, pauses: list[float]) -> np.ndarray:
    """Steady noise with half a second of near silence around each pause."""
    sound = np.random.default_rng(3).standard_normal(round(seconds * SAMPLE_RATE)).astype(np.float32) * 0.1
    for pause in pauses:
        sound[round((pause - 0.3) * SAMPLE_RATE) : round((pause + 0.3) * SAMPLE_RATE)] *= 0.1
    return sound


def test_cuts_fall_into_pauses() -> None:
    pauses = [10.0, 38.0, 100.0, 150.0, 245.0, 460.0]
    windows = [window for window, _ in cut(in_blocks(talk(520.0, pauses), SAMPLE_RATE))]
    ends = [window.end for window in windows]
    assert ends == [pytest.approx(38.0, abs=0.1), pytest.approx(245.0, abs=0.1), pytest.approx(460.0, abs=0.1), 520.0]


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 700), st.integers(1000, 90_000))
def test_windows_tile_the_sound_however_it_arrives(seconds: float, block: int) -> None:
    sound = talk(seconds, [])
    pieces = list(cut(in_blocks(sound, block)))
    assert np.array_equal(np.concatenate([samples for _, samples in pieces]), sound)
    windows = [window for window, _ in pieces]
    assert windows[0].start == 0 and windows[-1].end == pytest.approx(len(sound) / SAMPLE_RATE, abs=1e-4)
    assert all(one.end == other.start for one, other in pairwise(windows))
    longest = (FIRST, *[LATER] * len(windows))
    assert all(w.duration <= most + REST + 6 for w, (_, most) in zip(windows, longest, strict=False))
    assert windows == [window for window, _ in cut(in_blocks(sound, SAMPLE_RATE))]


def test_silence_and_nothing() -> None:
    assert list(cut([])) == []
    quiet = [np.zeros(SAMPLE_RATE, dtype=np.float32)] * 600
    assert sum(window.duration for window, _ in cut(quiet)) == pytest.approx(600.0)


def test_the_plan_can_be_taken_up_again() -> None:
    windows = list(plan(TABLE))
    assert len(windows) == 2 and FIRST[0] <= windows[0].end <= FIRST[1]
    assert list(plan(TABLE, start=windows[0].end)) == windows[1:]


def test_no_sentence_of_the_sample_is_cut() -> None:
    """The cut lies between the sentences whose times are known."""
    turns = json.loads((SAMPLES / "retreat-table.json").read_text())["turns"]
    at = next(plan(TABLE)).end
    for turn in turns:
        for sentence in turn["sentences"]:
            assert not sentence["start"] + 0.02 < at < sentence["end"] - 0.02


def test_the_first_window_does_not_wait_for_the_rest() -> None:
    read = 0

    def counted() -> Iterator[np.ndarray]:
        nonlocal read
        for block in in_blocks(voice_like(400.0), SAMPLE_RATE):
            read += 1
            yield block

    window, _ = next(cut(counted()))
    assert isinstance(window, Window) and read <= FIRST[1] + REST


def test_an_unreadable_end_is_not_needed_for_the_first_window(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", voice_like(90.0), "pcm_s16le", "wav")
    assert next(plan(tmp_path / "a.wav")).end < 50
