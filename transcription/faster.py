"""The default engine: Whisper by faster-whisper on CTranslate2, batched, with word times, on an ordinary CPU."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import pairwise
from typing import Any

from transcription import voice
from transcription.engine import SAMPLE_RATE, Hearing, LanguageUnknown, Samples
from transcription.transcript import EngineInfo, Segment, Word
from transcription.weights import Weights

LOOPED = 2.4
"""Whisper's own measure of a text that repeats itself: it compresses better than speech (openai/whisper)."""

UNHEARD = 4.0
"""Seconds of speech without a word after which they are heard again, one by one."""

DRAWN_OUT = 2.0
"""Seconds beyond which a word is not spoken that slowly, but stands at the edge of a hole."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How faster-whisper is used. More than four threads gain nothing; a graphics card is asked for by name."""

    device: str = "cpu"
    compute_type: str = "int8"
    threads: int = min(4, os.cpu_count() or 1)
    batch_size: int = 4
    beam_size: int = 5


class FasterWhisper:
    """An engine over one set of weights, loaded when it first hears something and kept from then on."""

    def __init__(self, weights: Weights, settings: Settings | None = None) -> None:
        self.weights = weights
        self.settings = settings or Settings()
        self._loaded: Any = None

    @property
    def info(self) -> EngineInfo:
        """See Engine; loads nothing."""
        parameters = {**asdict(self.settings), "voice": dict(voice.VOICE), "condition_on_previous_text": False}
        return EngineInfo(
            engine="faster-whisper",
            version=version("faster-whisper"),
            model=self.weights.model,
            model_hash=self.weights.sha256,
            parameters=parameters,
        )

    def transcribe(self, samples: Samples, language: str | None) -> Hearing:
        """See Engine. The batched pass is checked as it goes: speech that got no words is heard again alone."""
        spoken = self._code(language) if language else voice.language(samples, self._likely)
        if spoken is None or not len(samples):
            return Hearing(None, ())
        return Hearing(spoken, self._hear(samples, spoken))

    @property
    def _model(self) -> Any:
        if self._loaded is None:
            from faster_whisper import WhisperModel

            settings = self.settings
            self._loaded = WhisperModel(
                str(self.weights.path),
                device=settings.device,
                compute_type=settings.compute_type,
                cpu_threads=settings.threads,
                local_files_only=True,
            )
        return self._loaded

    def _code(self, language: str) -> str:
        """Whisper's code for a language tag: "en" for "en-GB"."""
        code = language.replace("_", "-").partition("-")[0].lower()
        if code not in self._model.supported_languages:
            raise LanguageUnknown(f"This model does not know the language {language!r}.")
        return code

    def _likely(self, piece: Samples) -> dict[str, float]:
        """How likely each language is in half a minute of speech."""
        _, _, likely = self._model.detect_language(audio=piece)
        return dict(likely)

    def _hear(self, samples: Samples, language: str) -> Iterator[Segment]:
        """Batched segments in order, each preceded by what the batch passed over before it."""
        found, info = self._batched(samples, language)
        speech = info.transcription_options.clip_timestamps
        heard = 0.0
        # A text that goes in circles is no text: its time counts as unheard.
        kept = (_segment(segment) for segment in found if segment.compression_ratio <= LOOPED)
        for piece in (piece for segment in kept for piece in _pieces(segment)):
            yield from self._unheard(samples, language, speech, heard, piece.start)
            yield piece
            heard = max(heard, _voiced_until(piece))
        yield from self._unheard(samples, language, speech, heard, len(samples) / SAMPLE_RATE)

    def _batched(self, samples: Samples, language: str) -> tuple[Iterable[Any], Any]:
        from faster_whisper import BatchedInferencePipeline

        # A new pipeline each time: it carries the last word's time from an unfinished call into the next.
        found: tuple[Iterable[Any], Any] = BatchedInferencePipeline(self._model).transcribe(
            samples,
            language=language,
            beam_size=self.settings.beam_size,
            batch_size=self.settings.batch_size,
            word_timestamps=True,
            vad_filter=True,
            vad_parameters=voice.options(),
            condition_on_previous_text=False,
        )
        return found

    def _unheard(
        self, samples: Samples, language: str, speech: list[dict[str, int]], start: float, end: float
    ) -> Iterator[Segment]:
        """Hear the stretch from `start` to `end` (seconds) again if somebody speaks in it, without batching."""
        first, last = int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)
        spoken = sum(max(0, min(s["end"], last) - max(s["start"], first)) for s in speech)
        if spoken < UNHEARD * SAMPLE_RATE and not (start == 0 and last >= len(samples) and spoken):
            return
        found, _ = self._model.transcribe(
            samples[first:last],
            language=language,
            beam_size=self.settings.beam_size,
            word_timestamps=True,
            vad_filter=True,
            vad_parameters=voice.options(),
            condition_on_previous_text=False,
        )
        yield from (_segment(segment, start) for segment in found)


def _pieces(segment: Segment) -> Iterator[Segment]:
    """The segment cut where its words leave so much time between them that some may be missing."""
    words = segment.words
    gaps = [i for i in range(1, len(words)) if words[i].start - _voiced(words[i - 1]) >= UNHEARD]
    if not gaps:
        yield segment
        return
    for start, end in pairwise([0, *gaps, len(words)]):
        part = words[start:end]
        yield Segment(part[0].start, part[-1].end, "".join(word.word for word in part), part)


def _voiced_until(segment: Segment) -> float:
    return _voiced(segment.words[-1]) if segment.words else segment.end


def _voiced(word: Word) -> float:
    """Where a word surely ends: the last before a hole is drawn out over it."""
    return min(word.end, word.start + DRAWN_OUT)


def _segment(raw: Any, offset: float = 0.0) -> Segment:
    """faster-whisper's segment as ours, in plain floats: its numbers are numpy's, which JSON writers refuse."""
    words = tuple(
        Word(offset + float(w.start), offset + float(w.end), w.word, float(w.probability)) for w in raw.words or ()
    )
    return Segment(offset + float(raw.start), offset + float(raw.end), raw.text, words)
