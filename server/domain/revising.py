"""What one command makes of the words of a source: segments as they are now, and the steps that led there."""

from collections.abc import Sequence

from server.domain import events as e
from server.domain.access import TENDING, Actor, columns
from server.domain.edits import as_edits, difference, retimed
from server.domain.nouns import Edit, SegmentText, Source, Step, Word, WordTimes
from server.domain.rows import Rows


def steps_of(rows: Rows, segment: str) -> list[Step]:
    return sorted(rows.those(Step, "segment", segment), key=lambda step: step.n)


def steps_since(rows: Rows, segment: str, revision: str) -> list[Step]:
    """What happened to a segment after this revision."""
    steps = steps_of(rows, segment)
    return steps[next((n + 1 for n, step in enumerate(steps) if step.id == revision), 0) :]


class Revising:
    """What one command makes of the words of a source."""

    def __init__(self, source: Source, command: str, actor: Actor, at: str) -> None:
        self._source, self.command, self._by, self._at = source, command, actor.id, at
        self._checks = bool(columns(actor, source.retreat) & TENDING)
        self._segments: list[SegmentText] = []
        self._steps: list[Step] = []
        self._words: list[WordTimes] = []

    def words(
        self,
        rows: Rows,
        segment: SegmentText,
        text: str,
        edits: list[Edit] | None = None,
        words: Sequence[Word] | None = None,
        undoes: str | None = None,
    ) -> None:
        """Other words of the same segment; the edits that lead there, and their times, if they are known."""
        if edits is None:
            edits = as_edits(difference(segment.text, text))
        if words is None:
            words = _retimed(rows, segment, edits, text)
        self.put(rows, segment, words, text=text, edits=edits, undoes=undoes)

    def put(
        self,
        rows: Rows,
        segment: SegmentText,
        words: Sequence[Word],
        **changes: object,
    ) -> None:
        """A segment with these changes, and the step that made them. Whoever may check words and corrects those that
        were checked has checked them."""
        checked_by = self._by if segment.checked_by and self._checks else None
        about = {name: changes.pop(name) for name in set(changes) & SegmentText.model_fields.keys()}
        now = segment.model_copy(update={"checked_by": checked_by, **about, "revision": self.command})
        self._segments.append(now)
        n = len(steps_of(rows, segment.id)) + 1
        made = {"segment": segment.id, "id": self.command, "n": n, "by": self._by, "at": self._at}
        self._steps.append(Step.model_validate({**made, **changes}))
        self._words.append(WordTimes(segment=segment.id, revision=self.command, words=list(words)))

    def new(self, segment: SegmentText, words: Sequence[Word]) -> None:
        """A segment that was not there: its first revision is this command's."""
        self._segments.append(segment)
        self._words.append(WordTimes(segment=segment.id, revision=self.command, words=list(words)))

    def of(self, segment: SegmentText) -> SegmentText:
        """The segment as this command leaves it."""
        return next((it for it in self._segments if it.id == segment.id), segment)

    def bodies(self) -> list[object]:
        if not self._segments:
            return []
        about = {"segments": self._segments, "steps": self._steps, "words": self._words}
        return [e.WordsRevised.model_validate({"source": self._source.id, **about})]


def _retimed(rows: Rows, segment: SegmentText, edits: list[Edit], text: str) -> Sequence[Word]:
    times = rows.get(WordTimes, segment.id)
    if times is None or not times.words or segment.start is None or segment.end is None:
        return []
    return retimed(times.words, edits, text, segment.start, segment.end)
