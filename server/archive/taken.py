"""What is taken away: a retreat as its maker may see it, at one place in the ledger."""

from dataclasses import dataclass, field

from server.domain.nouns import Annotation, Code, Member, Reply, SegmentText, Source, Stance, WordTimes
from server.domain.parts import Frame
from server.domain.passages import quote


@dataclass(frozen=True, slots=True)
class TakenSource:
    """A source with everything in it, segments in order."""

    source: Source
    segments: list[SegmentText]
    words: list[WordTimes]
    annotations: list[Annotation]
    replies: list[Reply]
    stances: list[Stance]

    def quote(self, annotation: Annotation) -> str:
        """The words that an annotation stands on."""
        order = [segment.id for segment in self.segments]
        passage = annotation.passage
        first, last = order.index(passage.start.segment), order.index(passage.end.segment)
        return quote(passage, [(it.id, it.text) for it in self.segments[first : last + 1]])


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

    def code(self, id: str) -> Code:
        """The code that this one counts as, after all merges."""
        by_id = {code.id: code for code in self.frame.codes}
        code = by_id[id]
        while code.merged_into:
            code = by_id[code.merged_into]
        return code
