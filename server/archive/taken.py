"""What is taken away: a retreat as its maker may see it, at one place in the ledger."""

from dataclasses import dataclass, field
from functools import cached_property

from server.domain.moving import Moved, moved
from server.domain.nouns import (
    Annotation,
    Code,
    Member,
    Reply,
    SegmentText,
    Source,
    Speaker,
    Stance,
    Step,
    Suggestion,
    WordTimes,
)
from server.domain.parts import Frame
from server.domain.passages import quote


@dataclass(frozen=True)
class TakenSource:
    """A source with everything in it, segments in order."""

    source: Source
    segments: list[SegmentText]
    words: list[WordTimes]
    annotations: list[Annotation]
    replies: list[Reply]
    stances: list[Stance]
    steps: list[Step]
    suggestions: list[Suggestion]

    def moved(self, annotation: Annotation) -> Moved:
        """Where an annotation lies in the words as they are."""
        return moved(annotation.passage, lambda id: self._steps.get(id, []))

    @cached_property
    def _steps(self) -> dict[str, list[Step]]:
        steps: dict[str, list[Step]] = {}
        for step in sorted(self.steps, key=lambda it: it.n):
            steps.setdefault(step.segment, []).append(step)
        return steps

    def quote(self, annotation: Annotation) -> str:
        """The words that an annotation stands on; none where they were taken out."""
        now = self.moved(annotation)
        if now.gone:
            return ""
        order = [segment.id for segment in self.segments]
        first, last = order.index(now.passage.start.segment), order.index(now.passage.end.segment)
        return quote(now.passage, [(it.id, it.text) for it in self.segments[first : last + 1]])


@dataclass(frozen=True, slots=True)
class Taken:
    """A retreat and its ledger; `events` are envelopes as JSON, in order."""

    at: str
    frame: Frame
    sources: list[TakenSource]
    events: list[str] = field(default_factory=list)

    def person(self, id: str) -> Member | None:
        """The member, or the one who they turned out to be; none where the retreat does not know them."""
        by_id = {member.id: member for member in self.frame.members}
        member = by_id.get(id)
        return by_id.get(member.merged_into) if member and member.merged_into else member

    def speaker(self, id: str) -> str:
        """What the one who this speaker counts as is called: a member's name, their own, or a number."""
        by_id: dict[str, Speaker] = {speaker.id: speaker for speaker in self.frame.speakers}
        speaker = by_id[id]
        while speaker.merged_into:
            speaker = by_id[speaker.merged_into]
        member = self.person(speaker.member) if speaker.member else None
        return member.name if member else speaker.name or f"Speaker {speaker.n}"

    def code(self, id: str) -> Code:
        """The code that this one counts as, after all merges."""
        by_id = {code.id: code for code in self.frame.codes}
        code = by_id[id]
        while code.merged_into:
            code = by_id[code.merged_into]
        return code
