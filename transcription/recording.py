"""Hears a whole recording, or one of its windows, with any engine: decode, hear, mend, cut into sentences."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from transcription.engine import SAMPLE_RATE, Engine, Samples
from transcription.media.sound import blocks, samples
from transcription.sentences import rebuild
from transcription.times import Timed, mend
from transcription.transcript import Segment, Transcript
from transcription.windows import Window, cut

Progress = Callable[[float], None]
"""Told how many seconds of sound have been heard so far; never less than before."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A window that was heard: its segments in the recording's time, and its language, None where nobody spoke."""

    segments: tuple[Segment, ...]
    language: str | None


def transcribe(
    path: str | os.PathLike[str],
    engine: Engine,
    language: str | None = None,
    progress: Progress | None = None,
) -> Transcript:
    """Hear a recording window by window, decoding it once and holding two windows of it.

    The next window is decoded while one is heard. `language` is a code such as "en"; without one it is detected
    in the first window with speech and holds for the rest. `progress` hears seconds of the recording. Raises a
    MediaError, LanguageUnknown, a WeightsError.
    """
    segments: list[Segment] = []
    duration = 0.0
    settled = language
    for window, sound in _ahead(cut(blocks(path))):
        heard = _hear(sound, window, engine, settled, _shifted(progress, window.start))
        segments += heard.segments
        settled = settled or heard.language
        duration = window.end
    spoken = settled if segments else None
    return Transcript(tuple(segments), spoken, duration, engine.info)


def _ahead(windows: Iterator[tuple[Window, Samples]]) -> Iterator[tuple[Window, Samples]]:
    """Fetch one window ahead in a thread; what goes wrong in it is raised in its turn."""
    with ThreadPoolExecutor(1, "decode") as reader:
        waiting = reader.submit(next, windows, None)
        while (window := waiting.result()) is not None:
            waiting = reader.submit(next, windows, None)
            yield window


def transcribe_window(
    path: str | os.PathLike[str],
    window: Window,
    engine: Engine,
    language: str | None = None,
    on_progress: Progress | None = None,
) -> Heard:
    """Hear one window of a recording; segments come back in the recording's time, in seconds.

    The same window heard again gives the same words, so a job that was killed may repeat it. `on_progress`
    hears seconds of the window. Raises a MediaError, LanguageUnknown, a WeightsError.
    """
    return _hear(samples(path, window.start, window.end), window, engine, language, on_progress)


def _hear(sound: Samples, window: Window, engine: Engine, language: str | None, on_progress: Progress | None) -> Heard:
    hearing = engine.transcribe(sound, language)
    duration = len(sound) / SAMPLE_RATE
    words = mend(_watched(hearing.segments, duration, on_progress), duration)
    segments = tuple(rebuild([_moved(timed, window.start, window.start + duration) for timed in words]))
    return Heard(segments, hearing.language if segments else None)


def _watched(segments: Iterable[Segment], duration: float, on_progress: Progress | None) -> Iterator[Segment]:
    """Pass segments on, telling how far they reach; at the end the window counts as heard to its end."""
    reached = 0.0
    for segment in segments:
        yield segment
        if on_progress and reached < segment.end <= duration:
            reached = segment.end
            on_progress(reached)
    if on_progress:
        on_progress(duration)


def _shifted(progress: Progress | None, by: float) -> Progress | None:
    return (lambda seconds: progress(by + seconds)) if progress else None


def _moved(timed: Timed, by: float, limit: float) -> Timed:
    """The word in the recording's time, to the millisecond, but never past `limit` by rounding."""
    start, end = (min(round(seconds + by, 3), limit) for seconds in (timed.word.start, timed.word.end))
    return replace(timed, word=replace(timed.word, start=start, end=end))
