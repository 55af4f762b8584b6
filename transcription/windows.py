"""Cuts a recording into windows of a few minutes at its quietest moments, so that no word is cut in two.

Energy, not a voice model, finds the place: within a minute of talk the quietest half second is a pause however
noisy the room, and listening for it costs nothing beside decoding.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcription.engine import SAMPLE_RATE, Samples
from transcription.media.sound import blocks

FIRST = (30.0, 45.0)
"""Seconds after which the first window ends: short, so that the first words come soon."""

LATER = (180.0, 240.0)
"""Seconds after which each other window ends: long enough to decode in batches, short enough to lose."""

REST = 30.0
"""Seconds that must be left after a cut; a shorter rest stays with its window."""

_FRAME = SAMPLE_RATE // 50
_PAUSE_FRAMES = 25
_ALIKE = 3.0
"""Decibels within which two moments are equally quiet."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a recording that is heard in one go; `start` and `end` in seconds."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        return self.end - self.start


def plan(path: str | os.PathLike[str], start: float = 0.0) -> Iterator[Window]:
    """The windows of a recording from `start` on, each as soon as the sound read so far settles it.

    They depend on the sound alone, follow each other without gap, and end where the sound ends. To go on after
    a window, ask again from its end: all but the first from zero are of the longer kind. Raises a MediaError.
    """
    return (window for window, _ in cut(blocks(path, start), start))


def cut(sound: Iterable[Samples], start: float = 0.0) -> Iterator[tuple[Window, Samples]]:
    """Windows with their samples, from sound that comes in blocks; holds one window at a time (17 MB)."""
    held: list[Samples] = []
    length = 0
    bounds = FIRST if start == 0 else LATER
    for block in sound:
        held.append(block)
        length += len(block)
        while length >= (bounds[1] + REST) * SAMPLE_RATE:
            whole = np.concatenate(held)
            at = _quietest(whole, *bounds)
            yield _window(start, at), whole[:at]
            start, length, held, bounds = _window(start, at).end, length - at, [whole[at:]], LATER
    if length:
        yield _window(start, length), np.concatenate(held)


def _window(start: float, length: int) -> Window:
    return Window(start, round(start + length / SAMPLE_RATE, 4))


def _quietest(sound: Samples, earliest: float, latest: float) -> int:
    """The sample to cut at: the middle of the longest stretch that is about as quiet as the quietest."""
    first, last = (int(second * SAMPLE_RATE) // _FRAME for second in (earliest, latest))
    levels = _levels(sound[(first - _PAUSE_FRAMES) * _FRAME : last * _FRAME])
    around = np.convolve(levels, np.ones(_PAUSE_FRAMES) / _PAUSE_FRAMES, mode="valid")
    begin, end = _longest_run(around <= around.min() + _ALIKE)
    middle_of_pause = (begin + end) // 2 + _PAUSE_FRAMES // 2
    return (first - _PAUSE_FRAMES + middle_of_pause) * _FRAME


def _levels(sound: Samples) -> NDArray[np.float64]:
    """Decibels per 20 ms, with the highs lifted: rumble must not hide a pause, nor a hiss of speech pass for one."""
    lifted = np.diff(sound, prepend=sound[:1])
    whole = lifted[: len(lifted) - len(lifted) % _FRAME].reshape(-1, _FRAME).astype(np.float64)
    levels: NDArray[np.float64] = 10 * np.log10(np.mean(whole**2, axis=1) + 1e-10)
    return levels


def _longest_run(quiet: NDArray[np.bool_]) -> tuple[int, int]:
    """First and last position of the longest run of True; the earliest of equals."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest]) - 1
