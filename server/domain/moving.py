"""Moving a passage over everything that happened to the words since it was made (rule P6).

The twin of client/src/lib/state/moving.ts, held to it by shared fixtures. Nothing is found again by what it says:
each end follows the edits. Where an edit took the words that an end stood on, the end remembers its place in them, so
that undoing that edit gives it back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.domain.nouns import Cut, Edit, Passage, Place, Step

Steps = Callable[[str], Sequence[Step]]


@dataclass(frozen=True, slots=True)
class Moved:
    """A passage in the words as they are now, and the revisions that took its words or made its ends unsure. `gone`:
    no words of it are left."""

    passage: Passage
    doubts: frozenset[str]

    @property
    def gone(self) -> bool:
        start, end = self.passage.start, self.passage.end
        return start.segment == end.segment and start.offset >= end.offset

    @property
    def needs_review(self) -> bool:
        return bool(self.doubts) or self.gone


@dataclass(slots=True)
class _End:
    """Where one end of a passage stands, after `n` steps of its segment; and by revision, which edit took its words
    and how far into them it stood."""

    segment: str
    revision: str
    n: int
    offset: int
    taken: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return Place.model_construct(segment=self.segment, revision=self.revision, offset=self.offset)


def moved(passage: Passage, steps: Steps) -> Moved:
    """The passage as it lies in the current words; `steps` gives a segment's, in order."""
    start, end = (_end(it, steps) for it in (passage.start, passage.end))
    doubts: set[str] = set()
    while True:
        together = start.segment == end.segment and start.n == end.n
        behind = [it for it in (start, end) if it.n < len(steps(it.segment))]
        if not behind:
            break
        if together:
            _both(start, end, steps, doubts)
        else:
            # Of two in one segment, the one that is behind.
            first = min(behind, key=lambda it: it.n) if start.segment == end.segment else behind[0]
            _alone(first, first is start, steps, doubts)
    now = passage.model_copy(update={"start": start.place, "end": end.place, "exact": None})
    return Moved(now, frozenset(doubts))


def _end(place: Place, steps: Steps) -> _End:
    return _End(place.segment, place.revision, _known(place.segment, place.revision, steps), place.offset)


def _known(segment: str, revision: str, steps: Steps) -> int:
    """After how many of its steps a segment was this revision."""
    return next((n + 1 for n, it in enumerate(steps(segment)) if it.id == revision), 0)


def _both(start: _End, end: _End, steps: Steps, doubts: set[str]) -> None:
    step = steps(start.segment)[start.n]
    lost = _all_replaced(start.offset, end.offset, step.edits) and step.undoes not in doubts
    if lost:
        doubts.add(step.id)
    _alone(start, True, steps, doubts)
    _alone(end, False, steps, doubts)


def _all_replaced(start: int, end: int, edits: Sequence[Edit]) -> bool:
    """Whether no word between these offsets is left; one code point between two edits is their space."""
    upto = start
    for a, b, _ in edits:
        if a >= end or b <= start:
            continue
        if a > upto + (upto > start):
            return False
        upto = b
    return start < end <= upto


def _alone(it: _End, is_start: bool, steps: Steps, doubts: set[str]) -> None:
    step = steps(it.segment)[it.n]
    it.n, it.revision = it.n + 1, step.id
    if step.undoes in it.taken:
        nth, into = it.taken.pop(step.undoes)
        it.offset = _new_place(step.edits, nth) + into
    else:
        _over(it, step, is_start, doubts)
    if step.undoes:
        doubts.discard(step.undoes)
    if step.cut:
        _past_cut(it, step.cut, is_start, steps)
    elif step.joined:
        _into(it, step.joined.segment, it.offset + step.joined.shift, steps)


def _past_cut(it: _End, cut: Cut, is_start: bool, steps: Steps) -> None:
    """What begins at the cut goes with the second part; what ends there stays with the first."""
    if it.offset >= cut.at if is_start else it.offset > cut.start:
        _into(it, cut.segment, max(0, it.offset - cut.start), steps)
    else:
        it.offset = min(it.offset, cut.at)


def _into(it: _End, segment: str, offset: int, steps: Steps) -> None:
    it.segment, it.offset = segment, offset
    it.n = _known(segment, it.revision, steps)


def _over(it: _End, step: Step, is_start: bool, doubts: set[str]) -> None:
    """Move an end over the edits of a step. What is put in beside a passage is not part of it; words that take the
    place of its first or last ones are."""
    shift = 0
    for nth, (a, b, length) in enumerate(step.edits):
        if (a <= it.offset < b) if is_start else (a < it.offset <= b):
            it.taken[step.id] = (nth, it.offset - a)
            if a < it.offset < b and length:
                doubts.add(step.id)
            it.offset = a + shift + (0 if is_start else length)
            return
        if b > it.offset or (a == b == it.offset and not is_start):
            break
        shift += length - (b - a)
    it.offset += shift


def _new_place(edits: Sequence[Edit], nth: int) -> int:
    return edits[nth][0] + sum(length - (b - a) for a, b, length in edits[:nth])
