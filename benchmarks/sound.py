"""Hours of sound as the product keeps it for playing, made in seconds: a minute of it over and over."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

_RATE, _MINUTE = 48_000, 60


def write_sound(path: Path, seconds: float) -> None:
    """Opus in MP4 with its index in front, as `transcription.media.playback` makes it: a hum that swells."""
    minute = _minute()
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as target:
        track = _track(target)
        for packet, at in ((it, n * _MINUTE * _RATE) for n in range(int(-(-seconds // _MINUTE))) for it in minute):
            copy = av.Packet(packet[0])
            copy.pts = copy.dts = at + packet[1]
            copy.duration, copy.time_base, copy.stream = packet[2], Fraction(1, _RATE), track
            target.mux(copy)


def _track(target: Any) -> Any:
    track = target.add_stream("libopus", rate=_RATE, layout="mono")
    track.bit_rate = 40_000
    return track


def _minute() -> list[tuple[bytes, int, Any]]:
    """Packets with their times and lengths, in samples."""
    at = np.arange(_MINUTE * _RATE) / _RATE
    hum = (0.2 * np.sin(2 * np.pi * 220 * at) * np.sin(2 * np.pi * at / 4) ** 2).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(hum.reshape(1, -1), "fltp", "mono")
    frame.sample_rate, frame.pts, frame.time_base = _RATE, 0, Fraction(1, _RATE)
    codec = av.CodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format, codec.bit_rate = _RATE, "mono", "fltp", 40_000
    packets = [*codec.encode(frame), *codec.encode(None)][: _MINUTE * 50]
    return [(bytes(it), n * it.duration, it.duration) for n, it in enumerate(packets) if it.duration]
