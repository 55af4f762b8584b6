"""Rebuilds sentence-like segments from timed words, because engines return up to half a minute at a time."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from transcription.times import Timed
from transcription.transcript import Segment, Word

LONGEST_SEGMENT = 20.0
"""Seconds: a reader must be able to point at a segment and hear it through."""

LONG_PAUSE = 1.5
"""Seconds after which a segment always ends: turns of unknown speakers are told apart by this pause."""

_CLOSERS = "\"'”’»)]}"
_ENDS = re.compile(rf"[.?!…。？！｡؟۔।]+[{re.escape(_CLOSERS)}]*$")
_ABBREVIATIONS = frozenset(
    ["mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "cf.", "approx.", "no.", "dept."]
)
_INITIAL = re.compile(r"^(?:[^\W\d_]\.)+$")
_SOFT_ENDS = (",", ";", ":", "—", "–", "，", "、", "；")


def rebuild(words: Sequence[Timed]) -> list[Segment]:
    """Cut timed words into segments: at sentence ends, at long pauses, and within what is longer than 20 s.

    No word is lost or moved: the words of all segments, joined, are the words given, and each segment's text
    is its own words joined and stripped. Times are seconds and stay as they were.
    """
    sentences = _cut(words, [i + 1 for i in range(len(words) - 1) if _parts(words[i], words[i + 1])])
    return [_segment(piece) for sentence in sentences for piece in _fit(sentence)]


def _cut(words: Sequence[Timed], at: Sequence[int]) -> Iterator[Sequence[Timed]]:
    for start, end in pairwise([0, *at, len(words)]):
        if start < end:
            yield words[start:end]


def _parts(one: Timed, following: Timed) -> bool:
    """Whether a segment ends between two neighbours."""
    if _pause(one, following) >= LONG_PAUSE:
        return True
    return _ends_sentence(one.word) and not following.word.word.strip()[:1].islower()


def _pause(one: Timed, following: Timed) -> float:
    return round(following.word.start - one.word.end, 3)


def _ends_sentence(word: Word) -> bool:
    """A full stop, unless it belongs to an abbreviation or a person's initial."""
    text = word.word.strip()
    if not _ENDS.search(text):
        return False
    bare = text.lower().lstrip("\"'“‘«([{")
    # "I." closes a sentence far more often than it abbreviates a name.
    return bare not in _ABBREVIATIONS and (bare == "i." or not _INITIAL.match(bare))


def _fit(words: Sequence[Timed]) -> Iterator[Sequence[Timed]]:
    """Halve what is too long at its best place, until everything fits."""
    waiting = [words]
    while waiting:
        piece = waiting.pop()
        if len(piece) < 2 or _length(piece) <= LONGEST_SEGMENT:
            yield piece
        else:
            at = max(range(1, len(piece)), key=lambda i: _worth(piece, i))
            waiting += [piece[at:], piece[:at]]


def _length(words: Sequence[Timed]) -> float:
    return round(words[-1].word.end - words[0].word.start, 3)


def _worth(words: Sequence[Timed], at: int) -> float:
    """How good a place before word `at` is to cut: a comma, a pause, and the nearer the middle the better."""
    start, end = words[0].word.start, words[-1].word.end
    comma = 1.0 if words[at - 1].word.word.rstrip().endswith(_SOFT_ENDS) else 0.0
    off_middle = abs(words[at].word.start - (start + end) / 2) / (end - start)
    return comma + min(_pause(words[at - 1], words[at]), 1.0) - 3 * off_middle


def _segment(words: Sequence[Timed]) -> Segment:
    return Segment(
        start=words[0].word.start,
        end=words[-1].word.end,
        text="".join(timed.word.word for timed in words).strip(),
        words=tuple(timed.word for timed in words),
        mended=any(timed.mended for timed in words),
    )
