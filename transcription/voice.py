"""Where in a stretch of sound somebody speaks, and in which language: what every Whisper engine asks first."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from transcription.engine import SAMPLE_RATE, Samples

DETECTION_PIECES = 3
"""How many half minutes of speech vote on the language: a greeting must not decide it alone."""

CERTAIN = 0.9
"""How sure the first half minute must be to decide the language without the others."""

# Every field, as an object: given as a dict, faster-whisper 1.2 forgets some and changes others.
VOICE = {
    "threshold": 0.5,
    "neg_threshold": 0.35,
    "min_speech_duration_ms": 0,
    "max_speech_duration_s": 30.0,
    "min_silence_duration_ms": 160,
    "speech_pad_ms": 400,
}


def options() -> Any:
    """How faster-whisper's voice detection is used."""
    from faster_whisper.vad import VadOptions

    return VadOptions(**VOICE)


def spoken(samples: Samples) -> list[tuple[int, int]]:
    """Stretches in which somebody speaks, each first sample and the one after its last."""
    from faster_whisper.vad import get_speech_timestamps

    found = get_speech_timestamps(samples, options()) if len(samples) else []
    return [(int(it["start"]), int(it["end"])) for it in found]


def language(samples: Samples, ask: Callable[[Samples], Mapping[str, float]]) -> str | None:
    """The language most likely over several half minutes of speech; None where nobody speaks.

    `ask` gives the probability of each language in one of them.
    """
    speech = spoken(samples)
    if not speech:
        return None
    votes: dict[str, float] = {}
    for piece in _half_minutes(np.concatenate([samples[start:end] for start, end in speech])):
        likely = ask(piece)
        code = max(likely, key=lambda code: likely[code])
        if likely[code] >= CERTAIN and not votes:
            return code
        for code, probability in likely.items():
            votes[code] = votes.get(code, 0.0) + probability * len(piece)
    return max(votes, key=lambda code: votes[code])


def _half_minutes(talk: Samples) -> list[Samples]:
    """Half minutes of speech, the last not too short to judge by."""
    size = 30 * SAMPLE_RATE
    pieces = [talk[at : at + size] for at in range(0, len(talk), size)][:DETECTION_PIECES]
    return [piece for i, piece in enumerate(pieces) if i == 0 or len(piece) >= size // 6]
