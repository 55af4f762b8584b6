"""The nouns of a segment's words: its revisions, what a passage is moved over, and other versions of the words."""

from pydantic import Field

from server.domain.nouns.closed import Closed, Offset
from server.domain.text import Id, Words

# [from, to, length]: code points `from` to `to` of the words before gave way to `length` code points of these.
Edit = tuple[int, int, int]


# When a word was spoken: offset, length, start, end, probability (none where the engine did not say it).
Word = tuple[int, int, float, float, float | None]


class Cut(Closed):
    """From `at` on, the words went into another segment, whose first is the one that stood at `start`."""

    segment: Id
    at: Offset
    start: Offset


class Joined(Closed):
    """All words went into another segment, and stand `shift` code points further on there."""

    segment: Id
    shift: Offset


class Step(Closed):
    """How a revision of a segment came from the one before, without its words: what moves passages (rule P6). Steps
    of a segment are numbered from 1; its first revision has none. `edits` do not overlap and are in order."""

    segment: Id
    id: Id
    n: int
    edits: list[Edit] = Field(default=[])
    undoes: Id | None = None
    cut: Cut | None = None
    joined: Joined | None = None
    by: Id
    at: str


class Revision(Closed):
    """The words of a segment as one command left them: `id` is that command's id."""

    segment: Id
    id: Id
    text: Words


class Suggestion(Closed):
    """Another version of a segment's words: somebody corrected the same words as somebody else. `revision` is what
    the words were when it came; both stay until somebody chooses."""

    id: Id
    source: Id
    segment: Id
    revision: Id
    text: Words
    author: Id
    at: str
