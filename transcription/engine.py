"""What every speech engine offers: one call that hears one window of sound, segment by segment."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from transcription.transcript import EngineInfo, Segment

SAMPLE_RATE = 16_000
"""Samples per second of all sound that engines hear."""

Samples = NDArray[np.float32]
"""One channel of sound at SAMPLE_RATE, about -1 to 1; shape (n,)."""


class LanguageUnknown(ValueError):
    """This model does not know that language. Give a code such as "en", or none to have it detected."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """A window being heard.

    `language` is known at once: given, detected, or None where nobody speaks. `segments` yields as the engine
    decodes, in the order spoken, with times in seconds from the window's start, not yet mended.
    """

    language: str | None
    segments: Iterable[Segment]


class Engine(Protocol):
    """Anything that turns sound into words. One engine is used by one thread at a time."""

    @property
    def info(self) -> EngineInfo:
        """Name, version, model and parameters; does not load the model."""
        ...

    def transcribe(self, samples: Samples, language: str | None) -> Hearing:
        """Hear one window, `samples` of shape (n,), in a language or in the one it detects.

        Silence is a result: no language, no segments. Raises LanguageUnknown.
        """
        ...
