"""Decodes sound to samples, from any second to any other, without ever holding a whole recording."""

import os
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from transcription.engine import SAMPLE_RATE, Samples
from transcription.media.clock import Clock
from transcription.media.files import decoded, first_frame, opened, packets, seekable, ticks

GAP = 0.1
"""Seconds of missing time that become silence; less is jitter of the container's stamps."""

RUN_UP = 1.0
"""Seconds decoded before a place and thrown away: codecs need some sound to settle (Opus 80 ms, RFC 7845 §4.6)."""

Sound = NDArray[np.float32]
"""Samples of shape (channels, n)."""


def samples(path: str | os.PathLike[str], start: float = 0.0, end: float | None = None) -> Samples:
    """Mono samples at 16 kHz from `start` to `end` in seconds, or to the end; shape (n,).

    Missing time is silence, so that second t of the result is second `start` + t of the recording. There are
    fewer samples where the recording ends earlier. Raises a MediaError.
    """
    pieces = list(blocks(path, start, end))
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.float32)


def blocks(path: str | os.PathLike[str], start: float = 0.0, end: float | None = None) -> Iterator[Samples]:
    """The same as `samples`, about a second at a time, for what is longer than memory."""
    for block in sound(path, start, end, rate=SAMPLE_RATE, channels=1):
        yield block[0]


def sound(path: str | os.PathLike[str], start: float, end: float | None, rate: int, channels: int) -> Iterator[Sound]:
    """Samples of shape (channels, n) at `rate` per second, about a second at a time.

    Rate, channels and format may change on the way. Raises a MediaError.
    """
    first = round(start * rate)
    last = None if end is None else round(end * rate)
    position = first
    for block in _joined(_placed(path, start, rate, channels), rate):
        piece = block if last is None else block[:, : last - position]
        position += piece.shape[1]
        if piece.shape[1]:
            yield piece
        if last is not None and position >= last:
            return


def _joined(pieces: Iterator[Sound], rate: int) -> Iterator[Sound]:
    """Collect frames of 20 ms into blocks of a second, which numpy and callers like better."""
    held: list[Sound] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += piece.shape[1]
        if length >= rate:
            yield np.concatenate(held, axis=1)
            held, length = [], 0
    if held:
        yield np.concatenate(held, axis=1)


def _placed(path: str | os.PathLike[str], start: float, rate: int, channels: int) -> Iterator[Sound]:
    """Resampled sound from `start` on, with silence where time is missing."""
    resampler = _Resampler(rate, channels)
    position: int | None = None
    wanted = round(start * rate)
    for at, frame in _frames(path, start):
        if position is None:
            position = min(round(at * rate), wanted) if at <= start + GAP else wanted
        for piece in (*resampler.gap(at, position), *resampler.convert(frame)):
            position += piece.shape[1]
            if position > wanted:
                yield piece[:, max(0, piece.shape[1] - (position - wanted)) :]
    for piece in resampler.flush():
        position = (position or 0) + piece.shape[1]
        if position > wanted:
            yield piece[:, max(0, piece.shape[1] - (position - wanted)) :]


class _Resampler:
    """FFmpeg's resampler, made anew whenever the sound changes its rate, layout or format."""

    def __init__(self, rate: int, channels: int) -> None:
        self.rate, self.channels = rate, channels
        self._layout = "mono" if channels == 1 else "stereo"
        self._kind: tuple[int, str, str] | None = None
        self._inner: Any = None

    def convert(self, frame: Any) -> list[Sound]:
        kind = (frame.sample_rate, frame.layout.name, frame.format.name)
        before: list[Sound] = []
        if kind != self._kind:
            before = self.flush()
            self._kind = kind
            self._inner = av.AudioResampler(format="fltp", layout=self._layout, rate=self.rate)
        frame.pts = None  # time is kept by us; the resampler would fill or drop by it
        return before + [out.to_ndarray() for out in self._inner.resample(frame)]

    def gap(self, at: float, position: int) -> list[Sound]:
        """Silence up to second `at`, where the sound so far ends more than GAP before it."""
        if round(at * self.rate) - position <= GAP * self.rate:
            return []
        late = self.flush()
        missing = round(at * self.rate) - position - sum(piece.shape[1] for piece in late)
        return [*late, *_silence(self.channels, missing, self.rate)]

    def flush(self) -> list[Sound]:
        inner, self._inner, self._kind = self._inner, None, None
        return [out.to_ndarray() for out in inner.resample(None)] if inner else []


def _silence(channels: int, length: int, rate: int) -> Iterator[Sound]:
    """Silence a second at a time: a stream may claim a gap of hours."""
    for done in range(0, length, rate):
        yield np.zeros((channels, min(rate, length - done)), dtype=np.float32)


def _frames(path: str | os.PathLike[str], start: float) -> Iterator[tuple[float, Any]]:
    """Frames with their second, from a little before `start`; looked up where that is exact, else read through."""
    if start > RUN_UP:
        found = False
        for at, frame in _frames_looked_up(path, start):
            if not found and at > start:
                break  # the container led us past the place
            found = True
            yield at, frame
        if found:
            return
    yield from _frames_read_through(path, start)


def _frames_looked_up(path: str | os.PathLike[str], start: float) -> Iterator[tuple[float, Any]]:
    with opened(path) as (container, stream):
        if not seekable(path, container):
            return
        tick = float(stream.time_base)  # once: a fraction for each frame costs more than decoding it
        zero = (first_frame(container, stream).pts or 0) * tick
        try:
            container.seek(int((start - RUN_UP + zero) / tick), stream=stream)
        except av.error.FFmpegError:
            return
        for packet in packets(container, stream):
            for frame in decoded(packet):
                if frame.pts is not None:
                    yield frame.pts * tick - zero, frame


def _frames_read_through(path: str | os.PathLike[str], start: float) -> Iterator[tuple[float, Any]]:
    """Read every packet from the beginning; only those near and after `start` are decoded."""
    with opened(path) as (container, stream):
        tick = float(stream.time_base)
        zero = (first_frame(container, stream).pts or 0) * tick
    with opened(path) as (container, stream):
        clock, frames = Clock(-zero), Clock(-zero)
        for packet in packets(container, stream):
            at = clock.place(ticks(packet.pts, tick), ticks(packet.duration, tick))
            if packet.pts is not None and at < start - RUN_UP:
                frames.offset, frames.now = clock.offset, clock.now
                continue
            for frame in decoded(packet):
                yield frames.place(ticks(frame.pts, tick), frame.samples / frame.sample_rate), frame
