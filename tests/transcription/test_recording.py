"""Windows together lose nothing and double nothing; times come out in the recording's own (C27)."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests_sound import CASES, SAMPLES, voice_like, write_sound

from transcription.engine import SAMPLE_RATE, Samples
from transcription.formats import cues, vtt
from transcription.recording import transcribe, transcribe_window
from transcription.scripted import ScriptedCrash, ScriptedEngine
from transcription.transcript import Segment, Word
from transcription.windows import Window, plan


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 s in which each second carries its own number as loudness: 1 click for second 0, 2 for 1 …"""
    sound = np.zeros(600 * SAMPLE_RATE, dtype=np.float32)
    for second in range(600):
        at = second * SAMPLE_RATE + 4000
        sound[at : at + 200] = (second + 1) / 1024
    return write_sound(tmp_path_factory.mktemp("marked") / "marked.flac", sound, "flac", "flac")


def reads_marks(samples: Samples) -> list[Segment]:
    """Hears the number of each second, wherever it lies in the window."""
    loud = np.flatnonzero(np.abs(samples) > 0.0005)
    starts = loud[np.insert(np.diff(loud) > 100, 0, True)] if len(loud) else loud
    words = [
        Word(at / SAMPLE_RATE, at / SAMPLE_RATE + 0.01, f" {round(float(samples[at + 100]) * 1024) - 1}.", 0.9)
        for at in starts
    ]
    return [Segment(w.start, w.end, w.word, (w,)) for w in words]


def test_windows_lose_and_double_nothing(marked: Path) -> None:
    heard: list[float] = []
    transcript = transcribe(marked, ScriptedEngine(reads_marks), progress=heard.append)
    words = [word for segment in transcript.segments for word in segment.words]
    assert [int(word.word.strip(" .")) for word in words] == list(range(600))
    assert all(abs(w.start - (i + 0.25)) < 0.002 for i, w in enumerate(words))
    assert transcript.duration == 600.0
    assert heard == sorted(heard) and heard[-1] == 600.0


def test_each_window_alone_gives_what_the_whole_gives(marked: Path) -> None:
    windows = list(plan(marked))
    assert len(windows) > 2
    alone = [s for w in windows for s in transcribe_window(marked, w, ScriptedEngine(reads_marks)).segments]
    assert alone == list(transcribe(marked, ScriptedEngine(reads_marks)).segments)


def test_the_first_language_heard_holds_for_the_rest(marked: Path) -> None:
    silent_first = [[], [Segment(1.0, 2.0, " Oui.", (Word(1.0, 2.0, " Oui.", 0.9),))], []]
    engine = ScriptedEngine(silent_first, language="fr")
    assert transcribe(marked, engine).language == "fr"
    assert engine.languages[:3] == [None, None, "fr"]
    given = ScriptedEngine(silent_first, language="fr")
    assert transcribe(marked, given, "cy").language == "cy"
    assert set(given.languages) == {"cy"}


def test_nobody_speaks(marked: Path) -> None:
    transcript = transcribe(marked, ScriptedEngine([]), "en")
    assert (transcript.segments, transcript.language, transcript.duration) == ((), None, 600.0)


def test_c27_becomes_a_transcript_that_holds(tmp_path: Path) -> None:
    case = json.loads((CASES / "C27-backwards.json").read_text())
    segments = [
        Segment(s["start"], s["end"], s["text"], tuple(Word(**word) for word in s["words"])) for s in case["segments"]
    ]
    file = write_sound(tmp_path / "a.flac", voice_like(180.0), "flac", "flac")
    heard = transcribe_window(file, Window(0.0, 180.0), ScriptedEngine([segments])).segments
    times = [t for s in heard for t in (s.start, *[x for w in s.words for x in (w.start, w.end)], s.end)]
    assert times == sorted(times) and times[0] >= 0 and times[-1] <= 180.0
    assert [s.text for s in heard] == [s["text"].strip() for s in case["segments"]]
    assert [s.mended for s in heard] == [False, True, True, False, True]
    transcript = transcribe(file, ScriptedEngine(lambda samples: segments if len(samples) > 1e6 else []))
    assert vtt(cues(transcript)).startswith("WEBVTT\n\n")


def test_progress_of_a_window_ends_at_its_end(marked: Path) -> None:
    heard: list[float] = []
    transcribe_window(marked, Window(10.0, 25.0), ScriptedEngine(), None, heard.append)
    assert heard == sorted(heard) and heard[-1] == 15.0


def test_numbers_are_plain_and_inside_the_recording() -> None:
    transcript = transcribe(SAMPLES / "retreat-table-short.opus", ScriptedEngine())
    for segment in transcript.segments:
        for number in (segment.start, segment.end, *[n for w in segment.words for n in (w.start, w.end)]):
            assert type(number) is float and 0 <= number <= transcript.duration


def test_the_scripted_engine_crashes_when_told(marked: Path) -> None:
    engine = ScriptedEngine(crash_at=1)
    with pytest.raises(ScriptedCrash):
        transcribe(marked, engine)
    assert engine.calls == 2
