"""The other engine: Whisper by its makers' own package openai-whisper, on torch; an extra, slower, the reference."""

import base64
import gzip
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from transcription import voice
from transcription.checkpoints import alignment_heads, checkpoint
from transcription.engine import SAMPLE_RATE, Hearing, LanguageUnknown, Samples
from transcription.faster import LOOPED
from transcription.transcript import EngineInfo, Segment, Word
from transcription.weights import Weights, WeightsError

PACKAGE = "openai-whisper"

LONGEST = 30 * SAMPLE_RATE
"""Samples that the model hears at once."""


class EngineMissing(WeightsError):
    """The engine openai-whisper is not installed here. Install it with: pip install data-retreat[openai]"""


@dataclass(frozen=True, slots=True)
class Settings:
    """How openai-whisper is used. More than four threads gain nothing; a graphics card is asked for by name."""

    device: str = "cpu"
    threads: int = min(4, os.cpu_count() or 1)
    beam_size: int = 5


class OpenAIWhisper:
    """An engine over one set of weights, loaded when it first hears something. Raises EngineMissing when made."""

    def __init__(self, weights: Weights, settings: Settings | None = None) -> None:
        try:
            self._version = version(PACKAGE)
        except PackageNotFoundError:
            raise EngineMissing from None
        self.weights = weights
        self.settings = settings or Settings()
        self._loaded: Any = None

    @property
    def info(self) -> EngineInfo:
        """See Engine; loads nothing."""
        parameters = {**asdict(self.settings), "voice": dict(voice.VOICE), "condition_on_previous_text": False}
        return EngineInfo(PACKAGE, self._version, self.weights.model, self.weights.sha256, parameters)

    def transcribe(self, samples: Samples, language: str | None) -> Hearing:
        """See Engine. Only where somebody speaks is listened: in silence Whisper hears what nobody said."""
        spoken = self._code(language) if language else voice.language(samples, self._likely)
        if spoken is None or not len(samples):
            return Hearing(None, ())
        return Hearing(spoken, self._hear(samples, spoken))

    @property
    def _model(self) -> Any:
        if self._loaded is None:
            import torch
            import whisper

            torch.set_num_threads(self.settings.threads)
            self._loaded = whisper.load_model(str(checkpoint(self.weights)), device=self.settings.device)
            if heads := alignment_heads(self.weights):
                self._loaded.set_alignment_heads(_dump(heads, self._loaded.dims))
        return self._loaded

    def _code(self, language: str) -> str:
        """Whisper's code for a language tag: "en" for "en-GB"."""
        from whisper.tokenizer import LANGUAGES

        code = language.replace("_", "-").partition("-")[0].lower()
        if code not in (LANGUAGES if self._model.is_multilingual else ("en",)):
            raise LanguageUnknown(f"This model does not know the language {language!r}.")
        return code

    def _likely(self, piece: Samples) -> dict[str, float]:
        """How likely each language is in half a minute of speech."""
        from whisper import log_mel_spectrogram, pad_or_trim

        if not self._model.is_multilingual:
            return {"en": 1.0}
        mel = log_mel_spectrogram(pad_or_trim(piece), self._model.dims.n_mels).to(self._model.device)
        _, likely = self._model.detect_language(mel)
        return dict(likely)

    def _hear(self, samples: Samples, language: str) -> Iterator[Segment]:
        """Half minute by half minute, so that the first words come soon. A text that goes in circles is no text."""
        for start, end in half_minutes(voice.spoken(samples)):
            for raw in self._half_minute(samples[start:end], language):
                if raw["compression_ratio"] <= LOOPED:
                    yield _segment(raw, start / SAMPLE_RATE)

    def _half_minute(self, samples: Samples, language: str) -> list[dict[str, Any]]:
        import torch
        from whisper import transcribe

        torch.manual_seed(0)  # where it is unsure it draws lots: the same sound must give the same words again
        found = transcribe(
            self._model,
            samples,
            language=language,
            beam_size=self.settings.beam_size,
            word_timestamps=True,
            condition_on_previous_text=False,
            fp16=self.settings.device != "cpu",
        )
        segments: list[dict[str, Any]] = found["segments"]
        return segments


def half_minutes(speech: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of speech joined, with the pauses between them, to what the model hears at once; from each first
    sample to the one after its last. They end at the longest pause of their later half: a word cut in two is heard
    twice."""
    while speech:
        fit = sum(end - speech[0][0] <= LONGEST for _, end in speech) or 1
        if fit < len(speech):
            fit = max(range(fit // 2 + 1, fit + 1), key=lambda n: speech[n][0] - speech[n - 1][1])
        yield speech[0][0], speech[fit - 1][1]
        speech = speech[fit:]


def _dump(heads: list[tuple[int, int]], dimensions: Any) -> bytes:
    """A mask of attention heads in the form in which openai-whisper takes it."""
    mask = np.zeros((dimensions.n_text_layer, dimensions.n_text_head), dtype=bool)
    mask[tuple(zip(*heads, strict=True))] = True
    return base64.b85encode(gzip.compress(mask.tobytes()))


def _segment(raw: dict[str, Any], offset: float) -> Segment:
    """openai-whisper's segment as ours, in plain floats."""
    words = tuple(
        Word(offset + float(it["start"]), offset + float(it["end"]), it["word"], float(it["probability"]))
        for it in raw.get("words", ())
    )
    return Segment(offset + float(raw["start"]), offset + float(raw["end"]), raw["text"], words)
