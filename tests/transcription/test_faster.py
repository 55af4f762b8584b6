"""The default engine on real sound: what is said is heard, and where nobody speaks nothing is (C19, C21, C25)."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jiwer
import numpy as np
import pytest
from tests_sound import CASES, SAMPLES
from threadpoolctl import ThreadpoolController

from transcription import formats
from transcription.engine import SAMPLE_RATE, LanguageUnknown
from transcription.faster import FasterWhisper
from transcription.media import samples
from transcription.portions import Portion
from transcription.recording import transcribe
from transcription.transcript import Segment, Transcript

pytestmark = pytest.mark.slow


def words_of(transcript: Transcript) -> str:
    return " ".join(segment.text for segment in transcript.segments)


@pytest.mark.parametrize("name", ["C25-silence.wav", "C25-hiss.flac"])
@pytest.mark.parametrize("language", [None, "en"])
def test_c25_nobody_speaks(name: str, language: str | None, engine: FasterWhisper) -> None:
    transcript = transcribe(CASES / name, engine, language)
    assert (transcript.segments, transcript.language) == ((), None)
    for write in formats.WRITERS.values():
        write(transcript)


def test_no_sound_at_all(engine: FasterWhisper) -> None:
    hearing = engine.transcribe(np.zeros(0, dtype=np.float32), None)
    assert (hearing.language, list(hearing.segments)) == (None, [])


def test_c19_both_sentences_are_heard(engine: FasterWhisper, normalise: Callable[[str], str]) -> None:
    transcript = transcribe(CASES / "C19-two-rates.mp3", engine)
    text = normalise(words_of(transcript))
    assert "1st half was recorded at one rate" in text and "2nd half was recorded at another" in text
    second = [word for segment in transcript.segments for word in segment.words if "second" in word.word]
    assert second and second[0].start >= 2.3


def test_c21_one_sentence(engine: FasterWhisper) -> None:
    transcript = transcribe(CASES / "C21-broken-tag.wav", engine)
    assert len(transcript.segments) == 1 and transcript.language == "en"
    assert transcript.segments[0].text.endswith("before we wrote anything down.")


@pytest.fixture(scope="module")
def short(engine: FasterWhisper) -> Transcript:
    return transcribe(SAMPLES / "retreat-table-short.opus", engine)


def test_the_sample_is_heard_right(short: Transcript, normalise: Callable[[str], str]) -> None:
    turns = json.loads((SAMPLES / "retreat-table-short.json").read_text())["turns"]
    reference = normalise(" ".join(turn["text"] for turn in turns))
    assert jiwer.wer(reference, normalise(words_of(short))) <= 0.05
    assert short.language == "en"


def test_words_are_heard_when_they_are_spoken(short: Transcript) -> None:
    """Each turn that overlaps nothing begins within half a second of where its first words are heard."""
    script = json.loads((SAMPLES / "retreat-table-short.json").read_text())
    starts = [segment.start for segment in short.segments]
    begun = [turn["start"] for turn in script["turns"]]
    near = [min(abs(at - start) for start in starts) for at in begun]
    assert sum(distance < 0.5 for distance in near) >= len(begun) - 2


def test_segments_are_plain_and_short(short: Transcript) -> None:
    assert all(segment.end - segment.start <= 20 for segment in short.segments)
    for segment in short.segments:
        assert segment.text == "".join(word.word for word in segment.words).strip()
        assert all(type(n) is float for w in segment.words for n in (w.start, w.end, w.probability))
    assert json.loads(formats.json(short))["model_hash"] == short.engine.model_hash


def test_what_is_passed_over_is_heard_again_in_halves(engine: FasterWhisper, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = samples(SAMPLES / "retreat-table-short.flac", 0.0, 25.0)
    portion, asked = engine._portion, []

    def passes_over(window: np.ndarray, language: str, stretches: Portion) -> list[Segment]:
        asked.append(stretches)
        return portion(window, language, stretches) if len(asked) > 1 else []

    monkeypatch.setattr(engine, "_portion", passes_over)
    heard = list(engine.transcribe(sound, "en").segments)
    assert "red light" in "".join(segment.text for segment in heard)
    assert len(asked) == 3 and asked[1] + asked[2] == asked[0]


def test_what_halves_do_not_give_either_is_heard_alone(engine: FasterWhisper, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = samples(SAMPLES / "retreat-table-short.flac", 0.0, 25.0)
    monkeypatch.setattr(engine, "_portion", lambda *_: [])
    heard = list(engine.transcribe(sound, "en").segments)
    assert "red light" in "".join(segment.text for segment in heard)
    starts = [segment.start for segment in heard]
    assert starts == sorted(starts) and starts[-1] > 15


def test_whoever_stops_asking_waits_for_no_more(engine: FasterWhisper, monkeypatch: pytest.MonkeyPatch) -> None:
    portion, asked = engine._portion, []

    def counted(window: np.ndarray, language: str, stretches: Portion) -> list[Segment]:
        asked.append(stretches)
        return portion(window[: stretches[-1][1]], language, stretches)

    monkeypatch.setattr(engine, "_portion", counted)
    monkeypatch.setattr(engine, "settings", replace(engine.settings, threads=1))
    segments = iter(engine.transcribe(samples(SAMPLES / "retreat-table.flac"), "en").segments)
    next(segments)
    segments.close()
    assert len(asked) <= 3  # of nine or more


def test_each_thread_calculates_alone(engine: FasterWhisper, short: Transcript) -> None:
    blas = ThreadpoolController().select(internal_api="openblas")
    assert {it["num_threads"] for it in blas.info()} <= {1}


def test_languages(engine: FasterWhisper) -> None:
    quiet = np.zeros(SAMPLE_RATE, dtype=np.float32)
    assert engine.transcribe(quiet, "en-GB").language == "en"
    with pytest.raises(LanguageUnknown, match="tlh"):
        engine.transcribe(quiet, "tlh")


def test_info_names_the_weights(engine: FasterWhisper) -> None:
    info = engine.info
    assert (info.engine, info.model, len(info.model_hash)) == ("faster-whisper", "base", 64)
    assert json.loads(json.dumps(info.parameters)) == info.parameters


@pytest.mark.parametrize("name", ["dev00", "dev01"])
def test_real_meetings(name: str, test_data: Path, engine: FasterWhisper, normalise: Callable[[str], str]) -> None:
    reference = (test_data / "meetings" / f"{name}.ref.txt").read_text()
    heard = words_of(transcribe(test_data / "meetings" / f"{name}.wav", engine))
    assert jiwer.wer(normalise(reference), normalise(heard)) < 0.4


def test_a_meeting_with_hardly_any_speech_is_no_error(test_data: Path, engine: FasterWhisper) -> None:
    for name in ("trn01.wav", "trn02.wav"):
        transcript = transcribe(test_data / "meetings" / name, engine)
        assert (transcript.language is None) == (not transcript.segments)
