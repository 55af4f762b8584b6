"""A segment of the transcript in people's hands: corrected, marked, and taken back."""

from typing import Any

import pytest

from server.domain import commands as c
from server.domain.moving import Moved, moved
from server.domain.nouns import SegmentText, Step
from server.errors import Refusal
from tests.a_retreat import (
    FIRST_WORDS,
    RETREAT,
    RUNNING,
    ARetreat,
    across,
    an_id,
    source_of,
)

SOURCE = source_of(RUNNING)
WINDOW_0 = an_id("window 0")  # "We came in early." is said from 5.0 to 9.0


class Words:
    """A segment of the transcript in people's hands."""

    def __init__(self, retreat: ARetreat, segment: str = FIRST_WORDS) -> None:
        self.retreat, self.id = retreat, segment

    @property
    def now(self) -> SegmentText:
        return next(it for n in (0, 1) for it in self.retreat.block(SOURCE, n).segments if it.id == self.id)

    def correct(self, who: str, text: str, base: str | None = None, **values: Any) -> str:
        """The id of the revision."""
        id = an_id(f"correction to {text} by {who} {self.retreat.seq()}")
        words = c.Correction(segment=self.id, base=base or self.now.revision, text=text)
        self.retreat.ask(who, c.Correct, id=id, source=SOURCE, corrections=[words], **values)
        return id

    def mark(self, who: str, words: str, name: str = "mark", nth: int = 0) -> None:
        now, at = self.now, -1
        for _ in range(nth + 1):
            at = now.text.index(words, at + 1)
        passage = across(SOURCE, now.id, at, now.id, at + len(words), now.revision, words)
        self.retreat.ask(who, c.Annotate, annotation=an_id(name), retreat=RETREAT, passage=passage, comment="So.")

    def marked(self, name: str = "mark") -> tuple[str, bool]:
        """The words that a mark is on now, and whether it needs a look."""
        blocks = [self.retreat.block(SOURCE, n) for n in (0, 1)]
        steps = [it for block in blocks for it in block.steps]
        mark = next(it for block in blocks for it in block.annotations if it.id == an_id(name))
        now: Moved = moved(mark.passage, lambda id: sorted((it for it in steps if it.segment == id), key=by_number))
        texts = {it.id: it.text for block in blocks for it in block.segments}
        start, end = now.passage.start, now.passage.end
        if start.segment == end.segment:
            return texts[start.segment][start.offset : end.offset], now.needs_review
        return f"{texts[start.segment][start.offset :]}|{texts[end.segment][: end.offset]}", now.needs_review

    def undo(self, who: str) -> None:
        self.retreat.ask(who, c.Undo, retreat=RETREAT, source=SOURCE)

    def redo(self, who: str) -> None:
        self.retreat.ask(who, c.Redo, retreat=RETREAT, source=SOURCE)


def by_number(step: Step) -> int:
    return step.n


def refusal(ask: Any, who: str) -> str:
    with pytest.raises(Refusal) as refused:
        ask(who)
    return refused.value.kind


def times_of(words: Words) -> list[Any]:
    with words.retreat.database.read() as connection:
        (times,) = words.retreat.snapshots.words(connection, an_id("programme"), SOURCE, 0).words
    assert times.revision == words.now.revision
    return times.words
