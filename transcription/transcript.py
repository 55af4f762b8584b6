"""What a transcript is made of: words, sentence-like segments, and the engine that heard them."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the engine heard it.

    `word` keeps its leading space, so that joining words gives the text in any script. `start` and `end` are
    seconds; `probability` is between 0 and 1, or None where nothing was measured.
    """

    start: float
    end: float
    word: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech, `start` to `end` in seconds, sentence-like once it left this package.

    `mended` says that some of its times are ours, because the engine's made no sense.
    """

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    mended: bool = False


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine heard a recording, closely enough to hear it again: kept with every run.

    `model_hash` is the SHA-256 of the weights, in hexadecimal; `parameters` is plain JSON.
    """

    engine: str
    version: str
    model: str
    model_hash: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that was heard in one recording of `duration` seconds, in the order it was spoken.

    `language` is a code such as "en", or None where nobody spoke.
    """

    segments: tuple[Segment, ...]
    language: str | None
    duration: float
    engine: EngineInfo
