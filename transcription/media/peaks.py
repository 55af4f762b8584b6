"""The outline of a recording: how loud each fraction of a second is, small enough to send to a phone."""

import os

import numpy as np
from numpy.typing import NDArray

from transcription.engine import SAMPLE_RATE
from transcription.media.sound import blocks


def peaks(path: str | os.PathLike[str], per_second: int = 20) -> NDArray[np.uint8]:
    """The loudest sample of each 1/`per_second` s, 0 (silence) to 255 (full scale); shape (n,).

    Three hours at 20 a second are 216 kB. Raises ValueError unless `per_second` divides 16,000; a MediaError.
    """
    if per_second < 1 or SAMPLE_RATE % per_second:
        raise ValueError(f"{per_second} peaks a second do not divide {SAMPLE_RATE} samples")
    width = SAMPLE_RATE // per_second
    outline: list[NDArray[np.uint8]] = []
    rest = np.zeros(0, dtype=np.float32)
    for block in blocks(path):
        held = np.concatenate([rest, block])
        whole = len(held) - len(held) % width
        outline.append(_loudest(held[:whole].reshape(-1, width)))
        rest = held[whole:]
    if len(rest):
        outline.append(_loudest(rest.reshape(1, -1)))
    return np.concatenate(outline) if outline else np.zeros(0, dtype=np.uint8)


def _loudest(rows: NDArray[np.float32]) -> NDArray[np.uint8]:
    loud = np.abs(rows).max(axis=1) if rows.size else np.zeros(0)
    return np.minimum(np.rint(loud * 255), 255).astype(np.uint8)
