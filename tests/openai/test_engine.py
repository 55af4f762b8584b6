"""openai-whisper, the real package on torch, hears what the default engine hears, and when."""

import json
import warnings
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from transcription.command import main
from transcription.engine import SAMPLE_RATE, LanguageUnknown
from transcription.engines import Engines
from transcription.recording import transcribe
from transcription.transcript import Transcript, Word

# The packages' own: what torch and numba say at import is theirs to mend.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases"


def words(transcript: Transcript) -> list[Word]:
    return [word for segment in transcript.segments for word in segment.words]


def texts(transcript: Transcript) -> list[str]:
    """Its words, made comparable; as many as it has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own source warns when it is first compiled
        from whisper_normalizer.english import EnglishTextNormalizer
    plain = EnglishTextNormalizer()
    return [plain(word.word) for word in words(transcript)]


def same(one: Transcript, other: Transcript) -> Iterator[tuple[Word, Word]]:
    """The words that both heard, in pairs."""
    matcher = SequenceMatcher(None, texts(one), texts(other), autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        yield from zip(words(one)[a : a + size], words(other)[b : b + size], strict=True)


def test_the_same_words_but_for_three_in_a_hundred(by_default: Transcript, by_openai: Transcript) -> None:
    import jiwer

    one, other = (" ".join(filter(None, texts(it))) for it in (by_default, by_openai))
    assert len(one.split()) > 150
    assert jiwer.wer(one, other) <= 0.03
    assert by_openai.language == "en"


def test_each_word_is_heard_within_half_a_second(by_default: Transcript, by_openai: Transcript) -> None:
    pairs = list(same(by_default, by_openai))
    assert len(pairs) >= 0.97 * len(words(by_default))
    assert max(abs(one.start - other.start) for one, other in pairs) <= 0.5
    assert max(abs(one.end - other.end) for one, other in pairs) <= 0.5


def test_it_says_what_it_is(by_default: Transcript, by_openai: Transcript) -> None:
    info = by_openai.engine
    assert (info.engine, info.version, info.model) == ("openai-whisper", "20250625", "base")
    assert info.model_hash == by_default.engine.model_hash
    assert json.loads(json.dumps(info.parameters)) == info.parameters
    assert all(type(n) is float for it in words(by_openai) for n in (it.start, it.end, it.probability))


@pytest.mark.parametrize("name", ["C25-silence.wav", "C25-hiss.flac"])
@pytest.mark.parametrize("language", [None, "en"])
def test_c25_nobody_speaks(name: str, language: str | None, engines: Engines) -> None:
    transcript = transcribe(CASES / name, engines.of("openai-whisper"), language)
    assert (transcript.segments, transcript.language) == ((), None)


def test_languages(engines: Engines) -> None:
    engine, quiet = engines.of("openai-whisper"), np.zeros(SAMPLE_RATE, dtype=np.float32)
    assert engine.transcribe(quiet, "en-GB").language == "en"
    with pytest.raises(LanguageUnknown, match="tlh"):
        engine.transcribe(quiet, "tlh")


def test_the_command_takes_it_by_name(tmp_path: Path, engines: Engines) -> None:
    file = str(CASES / "C21-broken-tag.wav")
    assert main([file, "--engine", "openai-whisper", "--out", str(tmp_path)]) == 0
    found = json.loads((tmp_path / "C21-broken-tag.json").read_text())
    assert found["engine"] == "openai-whisper"
    assert found["segments"][-1]["text"].endswith("before we wrote anything down.")
