"""An engine without a model, which says what it is told: for tests of whatever uses an engine."""

import time
from collections.abc import Callable, Iterator, Sequence

from transcription.engine import SAMPLE_RATE, Hearing, Samples
from transcription.transcript import EngineInfo, Segment, Word

Script = Callable[[Samples], Sequence[Segment]]
"""What is heard in a window, from its samples; times in seconds from the window's start."""


class ScriptedCrash(Exception):
    """The scripted engine was told to fail here."""


class ScriptedEngine:
    """Returns given segments, window by window in the order of the calls, or what a script makes of each window.

    `delay` seconds pass before each segment; the call numbered `crash_at` (from 0) fails after its first
    segment. `calls` counts the windows heard, `languages` what each was said to be in.
    """

    def __init__(
        self,
        said: Sequence[Sequence[Segment]] | Script | None = None,
        *,
        language: str | None = "en",
        delay: float = 0.0,
        crash_at: int | None = None,
    ) -> None:
        self._said = said if said is not None else every_five_seconds
        self._language = language
        self._delay = delay
        self._crash_at = crash_at
        self.calls = 0
        self.languages: list[str | None] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("scripted", "1", "none", "0" * 64, {"delay": self._delay})

    def transcribe(self, samples: Samples, language: str | None) -> Hearing:
        """See Engine."""
        call, self.calls = self.calls, self.calls + 1
        self.languages.append(language)
        segments = self._script(call, samples)
        return Hearing((language or self._language) if segments else None, self._speak(call, segments))

    def _script(self, call: int, samples: Samples) -> Sequence[Segment]:
        if callable(self._said):
            return self._said(samples)
        return self._said[call] if call < len(self._said) else ()

    def _speak(self, call: int, segments: Sequence[Segment]) -> Iterator[Segment]:
        for position, segment in enumerate(segments):
            if call == self._crash_at and position:
                break
            time.sleep(self._delay)
            yield segment
        if call == self._crash_at:
            raise ScriptedCrash


def every_five_seconds(samples: Samples) -> list[Segment]:
    """A sentence in each five seconds, whatever the sound: " We heard second 5." with four timed words."""
    starts = range(0, int(len(samples) / SAMPLE_RATE - 2) + 1, 5) if len(samples) >= 2 * SAMPLE_RATE else ()
    return [_sentence(float(start), f" We heard second {start}.") for start in starts]


def _sentence(start: float, text: str) -> Segment:
    spoken = [" " + word for word in text.split()]
    words = tuple(Word(start + 0.4 * i, start + 0.4 * i + 0.3, word, 0.9) for i, word in enumerate(spoken))
    return Segment(start, words[-1].end, text, words)
