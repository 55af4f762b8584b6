"""Mends an engine's times, so that words stay in the order spoken, inside their recording, and none is lost.

Models return times that run backwards, past the end or nowhere (openai/whisper#831, ggml-org/whisper.cpp#466).
The words are believed and the numbers are not: the largest set of words whose starts already run forward keeps
its times, and the others are placed between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from transcription.transcript import Segment, Word

if TYPE_CHECKING:
    import numpy as np

ROUNDING = 0.1
"""Seconds by which engines are off through their own rounding: corrected without a remark."""

USUAL_WORD = 0.3
"""Seconds a word is given when nothing better is known."""

LONGEST_WORD = 5.0
"""Seconds beyond which a word has swallowed a pause."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A word whose times hold; `mended` where they are ours and not the engine's."""

    word: Word
    mended: bool = False


def mend(segments: Iterable[Segment], duration: float) -> tuple[Timed, ...]:
    """Give every word of `segments` times that hold: 0 <= start <= end <= next start <= `duration`, in seconds.

    Words come back all and in the given order, but for those without a single letter. A segment without words
    lends its time to the words of its text, which then have no probability.
    """
    words = [word for segment in segments for word in _spoken(segment) if word.word.strip()]
    fitted = [_fit(word, duration) for word in words]
    anchors = _longest_forward(fitted)
    placed = _place_between(fitted, anchors, duration)
    return tuple(_shorten(_trim(placed)))


def _spoken(segment: Segment) -> Sequence[Word]:
    """The segment's words, or its text spread over its time where the words do not spell the text."""
    if segment.words and _letters("".join(w.word for w in segment.words)) == _letters(segment.text):
        return segment.words
    spoken = segment.text.split()
    share = (segment.end - segment.start) / max(1, len(spoken))
    starts = [segment.start + share * i for i in range(len(spoken))]
    return [Word(at, at + share, " " + word) for at, word in zip(starts, spoken, strict=True)]


def _letters(text: str) -> str:
    return "".join(text.split())


def _fit(word: Word, duration: float) -> Timed | Word:
    """The word with a usable start and end; or as it came, if even its start says nothing."""
    if not isfinite(word.start) or not -ROUNDING <= word.start <= duration + ROUNDING:
        return word
    start = min(max(float(word.start), 0.0), duration)
    if not isfinite(word.end) or word.end < word.start:
        return Timed(replace(word, start=start, end=min(start + USUAL_WORD, duration)), True)
    end = max(start, min(float(word.end), duration))
    return Timed(replace(word, start=start, end=end), word.end > duration + ROUNDING)


def _longest_forward(fitted: Sequence[Timed | Word]) -> list[int]:
    """Positions of the words that keep their times: the longest run of starts that never goes back.

    A word without a probability is weak evidence: its time was shared out, not measured.
    """
    import numpy as np  # with the transcripts that need it

    usable = [i for i, word in enumerate(fitted) if isinstance(word, Timed)]
    starts = np.array([_timed(fitted[i]).word.start for i in usable])
    if len(usable) == 0 or bool(np.all(np.diff(starts) >= 0)):
        return usable
    weights = [0.1 if _timed(fitted[i]).word.probability is None else 1.0 for i in usable]
    best = np.zeros(len(usable))
    before = np.full(len(usable), -1)
    for i, weight in enumerate(weights):
        chains = np.where(starts[:i] <= starts[i], best[:i], 0.0)
        longest = int(np.argmax(chains)) if i else -1
        if i and chains[longest] > 0:
            before[i] = longest
        best[i] = weight + (chains[longest] if i else 0.0)
    return [usable[i] for i in _trace(before, int(np.argmax(best)))]


def _timed(word: Timed | Word) -> Timed:
    assert isinstance(word, Timed)
    return word


def _trace(before: "np.ndarray[tuple[int], np.dtype[np.int_]]", last: int) -> list[int]:
    """Follow the links back from `last`; positions come out in rising order."""
    chain = []
    while last >= 0:
        chain.append(last)
        last = int(before[last])
    return chain[::-1]


def _place_between(fitted: Sequence[Timed | Word], anchors: list[int], duration: float) -> list[Timed]:
    """Place the words that are no anchor after the anchor before them, or at the start, before the next."""
    placed: list[Timed] = []
    for anchor, upto in zip([-1, *anchors], [*anchors, len(fitted)], strict=True):
        if anchor >= 0:
            placed.append(_timed(fitted[anchor]))
        lost = [w.word if isinstance(w, Timed) else w for w in fitted[anchor + 1 : upto]]
        until = _timed(fitted[upto]).word.start if upto < len(fitted) else duration
        since = min(placed[-1].word.end, until) if placed else 0.0
        placed += _fill(lost, since, until, late=anchor < 0 and upto < len(fitted))
    return placed


def _fill(words: Sequence[Word], since: float, until: float, late: bool) -> list[Timed]:
    """Lay words one after another into a gap, in seconds, at its start or (late) at its end."""
    length = min(USUAL_WORD, (until - since) / max(1, len(words)))
    first = max(since, until - length * len(words)) if late else since
    starts = [min(first + length * i, until) for i in range(len(words))]
    return [
        Timed(replace(word, start=at, end=min(at + length, until)), True)
        for word, at in zip(words, starts, strict=True)
    ]


def _trim(placed: Sequence[Timed]) -> list[Timed]:
    """End each word no later than the next one starts."""
    trimmed = list(placed)
    for i, following in enumerate(placed[1:]):
        word, over = trimmed[i].word, trimmed[i].word.end - following.word.start
        if over > 0:
            shorter = replace(word, end=max(word.start, following.word.start))
            trimmed[i] = Timed(shorter, trimmed[i].mended or over > ROUNDING)
    return trimmed


def _shorten(placed: Sequence[Timed]) -> list[Timed]:
    """Take the pause out of words that swallowed one: before a sentence's first word, after any other."""
    shorter = []
    opens = True
    for timed in placed:
        word = timed.word
        if word.end - word.start > LONGEST_WORD + 1e-6:
            at = word.end - LONGEST_WORD if opens else word.start
            timed = Timed(replace(word, start=at, end=at + LONGEST_WORD), True)
        shorter.append(timed)
        opens = word.word.rstrip().endswith((".", "?", "!", "…", "。", "？", "！"))
    return shorter
