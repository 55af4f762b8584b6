"""Sounds that the tests make for themselves, and where those lie that are shipped."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
SAMPLES = ROOT / "samples"


def voice_like(seconds: float, rate: int = 16_000, seed: int = 7) -> np.ndarray:
    """Noise in bursts with pauses, no two stretches alike, so that any misplacement shows; shape (n,)."""
    random = np.random.default_rng(seed)
    n = round(seconds * rate)
    # Low-passed: what a codec keeps.
    noise = np.convolve(random.standard_normal(n + 15), np.ones(16) / 16, mode="valid")[:n]
    swell = np.abs(np.sin(np.arange(n) / rate * 2.1)) * (np.sin(np.arange(n) / rate * 0.9) > -0.8)
    return (0.5 * noise * swell).astype(np.float32)


def write_sound(
    path: Path, sound: np.ndarray, codec: str, container: str, rate: int = 16_000, film: bool = False
) -> Path:
    """Encode (channels, n) samples at `rate` with FFmpeg, with or without pictures."""
    sound = np.atleast_2d(sound)
    layout = "mono" if len(sound) == 1 else "stereo"
    encoded_rate = 48_000 if codec == "libopus" else rate
    with av.open(str(path), "w", format=container) as target:
        pictures = _pictures(target) if film else []
        track = target.add_stream(codec, rate=encoded_rate, layout=layout)
        for packet in pictures:
            target.mux(packet)
        for at in range(0, sound.shape[1], rate):
            target.mux(track.encode(_frame(sound[:, at : at + rate], rate, at, layout)))
        target.mux(track.encode(None))
    return path


def _frame(piece: np.ndarray, rate: int, at: int, layout: str) -> Any:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), "fltp", layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
    return frame


def _pictures(target: Any) -> list[Any]:
    stream = target.add_stream("mpeg4", rate=10)
    stream.width = stream.height = 32
    stream.pix_fmt = "yuv420p"
    packets = []
    for number in range(50):
        frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), number, np.uint8), format="rgb24")
        frame.pts = number
        packets += stream.encode(frame)
    return packets + stream.encode(None)


def write_film_without_sound(path: Path) -> Path:
    with av.open(str(path), "w", format="mp4") as target:
        for packet in _pictures(target):
            target.mux(packet)
    return path
