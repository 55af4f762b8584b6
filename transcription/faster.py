"""The default engine: Whisper by faster-whisper on CTranslate2, with word times, on all of an ordinary CPU."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from transcription import memory, voice
from transcription.engine import SAMPLE_RATE, Hearing, LanguageUnknown, Samples
from transcription.portions import Portion, fill, halves, length, unheard
from transcription.transcript import EngineInfo, Segment, Word
from transcription.weights import Weights

LOOPED = 2.4
"""Whisper's own measure of a text that repeats itself: it compresses better than speech (openai/whisper)."""

UNHEARD = 3.0
"""Seconds of speech without a word after which they are heard again, in smaller portions."""

SMALLER = 2
"""How often a portion is halved for that, before it is heard alone."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How faster-whisper is used. A graphics card is asked for by name.

    Each thread hears a portion of its own: on processors that is faster, and takes less memory, than batches on which
    they work together. More than four gain nothing.
    """

    device: str = "cpu"
    compute_type: str = "int8"
    threads: int = min(4, os.cpu_count() or 1)
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
        """See Engine. What is heard is checked as it comes: speech that got no words is heard again."""
        spoken = self._code(language) if language else voice.language(samples, self._likely)
        if spoken is None or not len(samples):
            return Hearing(None, ())
        return Hearing(spoken, self._hear(samples, spoken))

    @property
    def _model(self) -> Any:
        if self._loaded is None:
            from faster_whisper import WhisperModel

            settings = self.settings
            _calculate_alone()
            self._loaded = WhisperModel(
                str(self.weights.path),
                device=settings.device,
                compute_type=settings.compute_type,
                cpu_threads=1,
                num_workers=settings.threads,
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
        """What is said, in order, as it comes from the threads."""
        with ThreadPoolExecutor(self.settings.threads, "hear") as threads:
            try:
                yield from self._portions(threads, samples, language, fill(voice.spoken(samples)), SMALLER)
            finally:
                threads.shutdown(cancel_futures=True)  # whoever stops asking waits for nothing more
                memory.give_back()

    def _portions(
        self, threads: Executor, samples: Samples, language: str, portions: list[Portion], smaller: int
    ) -> Iterator[Segment]:
        """Each portion as it was heard, or in halves, or else alone, where that gave more."""
        found = threads.map(partial(self._portion, samples, language), portions)
        for portion, heard in zip(portions, found, strict=True):
            if heard and unheard(portion, heard) < UNHEARD:
                yield from heard
                continue
            parts = halves(portion) if smaller else []
            again = list(self._portions(threads, samples, language, parts, smaller - 1))
            yield from max(heard, again or self._alone(samples, language, portion), key=_letters)

    def _portion(self, samples: Samples, language: str, portion: Portion) -> list[Segment]:
        """Hear a portion, without its pauses. A text that goes in circles is no text."""
        from faster_whisper import BatchedInferencePipeline
        from faster_whisper.transcribe import restore_speech_timestamps

        # The pipeline, though it is given no batch: it asks for words only, not for times among them.
        found, _ = BatchedInferencePipeline(self._model).transcribe(
            np.concatenate([samples[start:end] for start, end in portion]),
            language=language,
            beam_size=self.settings.beam_size,
            word_timestamps=True,
            clip_timestamps=[{"start": 0.0, "end": length(portion) / SAMPLE_RATE}],
        )
        speech = [{"start": start, "end": end} for start, end in portion]
        in_time = restore_speech_timestamps(found, speech, SAMPLE_RATE)
        return [_segment(it) for it in in_time if it.text.strip() and it.compression_ratio <= LOOPED]

    def _alone(self, samples: Samples, language: str, portion: Portion) -> list[Segment]:
        """Hear a portion with all that Whisper does where it is unsure."""
        start, end = portion[0][0], portion[-1][1]
        found, _ = self._model.transcribe(
            samples[start:end],
            language=language,
            beam_size=self.settings.beam_size,
            word_timestamps=True,
            vad_filter=True,
            vad_parameters=voice.options(),
            condition_on_previous_text=False,
        )
        return [_segment(it, start / SAMPLE_RATE) for it in found if it.compression_ratio <= LOOPED]


def _calculate_alone() -> None:
    """numpy's OpenBLAS has threads of its own, which wait for work by spinning: a sixth of the time, where each core
    hears already."""
    ThreadpoolController().select(internal_api="openblas").limit(limits=1)


def _letters(segments: Sequence[Segment]) -> int:
    return sum(len(it.text) for it in segments)


def _segment(raw: Any, offset: float = 0.0) -> Segment:
    """faster-whisper's segment as ours, in plain floats: its numbers are numpy's, which JSON writers refuse."""
    words = tuple(
        Word(offset + float(w.start), offset + float(w.end), w.word, float(w.probability)) for w in raw.words or ()
    )
    return Segment(offset + float(raw.start), offset + float(raw.end), raw.text, words)
