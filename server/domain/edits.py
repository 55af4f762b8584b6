"""Edits: how one text became another, word by word; two people's changes to one text; the times of the words.

Texts are compared by tokens (words, signs, white space), so that an edit never lies inside a character. All offsets
are Unicode code points.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from server.domain.nouns import Edit, Word

_IN_WORDS = "'’-\u2010\u2011"
_JOINER = "\u200d"
# Beyond this many comparisons the differing middle of two texts counts as one edit.
_MOST = 4_000_000


@dataclass(frozen=True, slots=True)
class Replaced:
    """From `start` to `end` of a text, these words stand instead."""

    start: int
    end: int
    text: str


def tokens(text: str) -> list[str]:
    """The text in pieces: runs of white space, words, and single signs, each with the marks that belong to it."""
    pieces: list[str] = []
    kind = ""
    for character in text:
        now = _kind(character)
        if pieces and (now == "mark" or pieces[-1][-1] == _JOINER or (now == kind and now != "sign")):
            pieces[-1] += character
        else:
            pieces.append(character)
            kind = "word" if now == "mark" else now
    return pieces


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M" or category in ("Cf", "Sk"):
        return "mark"
    if character.isspace():
        return "space"
    return "sign" if category[0] == "P" and character not in _IN_WORDS else "word"


def difference(before: str, after: str) -> list[Replaced]:
    """What to replace in `before` to get `after`, in order."""
    old, new = tokens(before), tokens(after)
    first, last = _shared(old, new)
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    offset = sum(map(len, old[:first]))
    if len(a) * len(b) > _MOST:
        return [Replaced(offset, offset + sum(map(len, a)), "".join(b))]
    at = [offset]
    for token in a:
        at.append(at[-1] + len(token))
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [Replaced(at[i], at[j], "".join(b[m:n])) for kind, i, j, m, n in codes if kind != "equal"]


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many tokens both begin with, and end with after those."""
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    last = next((n for n in range(most - first) if old[-1 - n] != new[-1 - n]), most - first)
    return first, last


def replaced(text: str, changes: Iterable[Replaced]) -> str:
    """The text with these changes, which are in order and do not overlap."""
    pieces, upto = [], 0
    for it in changes:
        pieces += [text[upto : it.start], it.text]
        upto = it.end
    return "".join([*pieces, text[upto:]])


def as_edits(changes: Iterable[Replaced]) -> list[Edit]:
    return [(it.start, it.end, len(it.text)) for it in changes]


def after(edits: Sequence[Edit]) -> Iterator[tuple[int, int]]:
    """Where the new words of each edit stand."""
    shift = 0
    for start, end, length in edits:
        yield start + shift, start + shift + length
        shift += length - (end - start)


def merged(base: str, first: str, second: str) -> str:
    """`first` with those of `second`'s changes to `base` that touch none of its own."""
    ours = difference(base, first)
    theirs = [it for it in difference(base, second) if not any(_meet(it, other) for other in ours)]
    return replaced(base, sorted([*ours, *theirs], key=lambda it: (it.start, it.end)))


def _meet(one: Replaced, other: Replaced) -> bool:
    """Whether two changes are about the same words, or put words into the same place."""
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    return one.start < other.end and other.start < one.end


def retimed(words: Sequence[Word], edits: Sequence[Edit], text: str, start: float, end: float) -> list[Word]:
    """Word times for a changed text: a word that stayed keeps its own, new ones share the time between their
    neighbours (of the segment, seconds `start` to `end`) and have no probability."""
    known = {(word[0], word[1]): word for word in _moved(words, edits)}
    timed: list[Word] = []
    waiting: list[tuple[int, int]] = []
    since = start
    for place in _spoken(text):
        word = known.get(place)
        if word is None:
            waiting.append(place)
            continue
        timed += [*_shared_out(waiting, since, word[2]), word]
        waiting, since = [], word[3]
    return [*timed, *_shared_out(waiting, since, max(since, end))]


def _moved(words: Sequence[Word], edits: Sequence[Edit]) -> Iterator[Word]:
    for word in words:
        at, length = word[:2]
        if not any(a < at + length and at < b for a, b, _ in edits):
            yield shifted(word, sum(new - (b - a) for a, b, new in edits if b <= at))


def shifted(word: Word, by: int) -> Word:
    """The word, so many code points further on."""
    at, length, start, end, probability = word
    return at + by, length, start, end, probability


def _spoken(text: str) -> Iterator[tuple[int, int]]:
    """Offset and length of what stands between white space."""
    at = 0
    for piece in text.split():
        at = text.index(piece, at)
        yield at, len(piece)
        at += len(piece)


def _shared_out(places: Sequence[tuple[int, int]], start: float, end: float) -> Iterator[Word]:
    share = (max(start, end) - start) / max(1, len(places))
    for n, (at, length) in enumerate(places):
        yield at, length, round(start + n * share, 3), round(start + (n + 1) * share, 3), None
