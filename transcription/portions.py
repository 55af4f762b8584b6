"""Portions of speech, each as long as the model hears at once: filled, halved, and held against what was heard."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from transcription.engine import SAMPLE_RATE
from transcription.transcript import Segment, Word

Stretch = tuple[int, int]
"""Somebody speaks, from its first sample to the one after its last."""

Portion = tuple[Stretch, ...]
"""Stretches that are heard as one, without the pauses between them."""

LONGEST = 30 * SAMPLE_RATE
"""Samples that the model hears at once."""

DRAWN_OUT = 2.0
"""Seconds beyond which a word is not spoken that slowly, but stands at the edge of a hole."""


def fill(speech: Iterable[Stretch]) -> list[Portion]:
    """The speech in as few portions as hold it: a short one costs as much as a full one."""
    portions: list[list[Stretch]] = []
    for stretch in speech:
        if portions and length([*portions[-1], stretch]) <= LONGEST:
            portions[-1].append(stretch)
        else:
            portions.append([stretch])
    return [tuple(it) for it in portions]


def length(portion: Sequence[Stretch]) -> int:
    """Samples of speech."""
    return sum(end - start for start, end in portion)


def halves(portion: Portion) -> list[Portion]:
    """The portion cut at the longest pause of its middle half, or else near its middle; none if nobody pauses."""
    whole = length(portion)
    before = dict(enumerate(accumulate(end - start for start, end in portion[:-1]), start=1))
    middle = [at for at, heard in before.items() if whole / 4 <= heard <= whole * 3 / 4] or list(before)
    if not middle:
        return []
    at = max(middle, key=lambda at: (portion[at][0] - portion[at - 1][1], -abs(before[at] - whole / 2)))
    return [portion[:at], portion[at:]]


def unheard(portion: Portion, segments: Iterable[Segment]) -> float:
    """The longest time, in seconds of speech, in which somebody speaks and there is no word."""
    until, longest = portion[0][0] / SAMPLE_RATE, 0.0
    end = portion[-1][1] / SAMPLE_RATE
    for start, voiced in [*((it.start, _voiced(it)) for s in segments for it in s.words), (end, end)]:
        longest = max(longest, _spoken(portion, until, start))
        until = max(until, voiced)
    return longest


def _spoken(portion: Portion, start: float, end: float) -> float:
    """Seconds of speech between two seconds."""
    first, last = start * SAMPLE_RATE, end * SAMPLE_RATE
    return sum(max(0.0, min(e, last) - max(s, first)) for s, e in portion) / SAMPLE_RATE


def _voiced(word: Word) -> float:
    """Where a word surely ends: the last before a hole is drawn out over it."""
    return min(word.end, word.start + DRAWN_OUT)
