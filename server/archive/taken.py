"""What is taken away: a retreat as its maker may see it, at one place in the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Literal, TypeVar

from server.domain.moving import Moved, moved
from server.domain.nouns import (
    Annotation,
    Closed,
    Code,
    Member,
    Recording,
    Reply,
    SegmentText,
    Source,
    Speaker,
    Stance,
    Step,
    Suggestion,
    WordTimes,
)
from server.domain.parts import Frame, Revisions
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
    revisions: list[Revisions] = field(default_factory=list)

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
        first, last = (self.order[it.segment] for it in (now.passage.start, now.passage.end))
        return quote(now.passage, [(it.id, it.text) for it in self.segments[first : last + 1]])

    @property
    def everything(self) -> Iterator[Closed]:
        """All nouns in it but the times of words, which name nobody."""
        lists = (self.segments, self.annotations, self.replies, self.stances, self.steps, self.suggestions)
        return chain[Closed](*lists)

    @cached_property
    def marks(self) -> list[Annotation]:
        """The annotations in the order of the words that they stand on."""
        return sorted(self.annotations, key=self._stands)

    def _stands(self, annotation: Annotation) -> tuple[int, int, str]:
        start = self.moved(annotation).passage.start
        return self.order[start.segment], start.offset, annotation.id

    def replies_to(self, annotation: str) -> list[Reply]:
        return self._replies.get(annotation, [])

    def stances_on(self, annotation: str) -> list[Stance]:
        return self._stances.get(annotation, [])

    @cached_property
    def _replies(self) -> dict[str, list[Reply]]:
        return _by_annotation(self.replies)

    @cached_property
    def _stances(self) -> dict[str, list[Stance]]:
        return _by_annotation(self.stances)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each segment in `segments`, from 0."""
        return {it.id: n for n, it in enumerate(self.segments)}

    @property
    def timed(self) -> bool:
        """Whether it is known when its words were said; of what holds none, it is."""
        return self.source.kind == "transcript" and all(it.start is not None for it in self.segments)


Said = TypeVar("Said", Reply, Stance)


def _by_annotation(them: list[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for it in them:
        found.setdefault(it.annotation, []).append(it)
    return found


WhyNot = Literal["not_agreed", "said_no", "taken_back", "not_here"]


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording's file as it came, and its length in bytes; or why it stays: nobody stated that those heard agreed,
    somebody who is heard or sat there said no, what somebody took back is not out of it yet, or the file is not on
    this server."""

    recording: str
    file: Path | None = None
    bytes: int = 0
    why: WhyNot | None = None


@dataclass(frozen=True)
class Taken:
    """A retreat and its ledger; `events` are envelopes as JSON, each with its audience, in order. `sounds` are those
    of its recordings. A part of a retreat is not `whole`, and has no ledger."""

    at: str
    frame: Frame
    sources: list[TakenSource]
    events: list[str] = field(default_factory=list)
    sounds: list[Sound] = field(default_factory=list)
    whole: bool = True

    @property
    def name(self) -> str:
        """What this is called: the retreat, and of a part its session, or its recording where it is one."""
        names = [self.frame.retreat.name]
        if not self.whole:
            recordings = self.frame.recordings
            names += [it.name for it in (recordings if len(recordings) == 1 else self.frame.sessions)]
        return ", ".join(names)

    def person(self, id: str) -> Member | None:
        """The member, or the one who they turned out to be; none where the retreat does not know them."""
        member = self._members.get(id)
        return self._members.get(member.merged_into) if member and member.merged_into else member

    def voice(self, id: str) -> Speaker:
        """The one who this speaker counts as, after all merges."""
        speaker = self._speakers[id]
        while speaker.merged_into:
            speaker = self._speakers[speaker.merged_into]
        return speaker

    def speaker(self, id: str) -> str:
        """What the one who this speaker counts as is called: a member's name, their own, or a number."""
        speaker = self.voice(id)
        member = self.person(speaker.member) if speaker.member else None
        return member.name if member else speaker.name or f"Speaker {speaker.n}"

    def code(self, id: str) -> Code:
        """The code that this one counts as, after all merges."""
        code = self._codes[id]
        while code.merged_into:
            code = self._codes[code.merged_into]
        return code

    def recording(self, source: Source) -> Recording | None:
        """The recording that a transcript is of."""
        return next((it for it in self.frame.recordings if it.id == source.recording), None)

    def session_name(self, source: Source) -> str:
        """The session that a transcript belongs to; empty for an excerpt."""
        recording = self.recording(source)
        return next((it.name for it in self.frame.sessions if recording and it.id == recording.session), "")

    @cached_property
    def _members(self) -> dict[str, Member]:
        return {it.id: it for it in self.frame.members}

    @cached_property
    def _speakers(self) -> dict[str, Speaker]:
        return {it.id: it for it in self.frame.speakers}

    @cached_property
    def _codes(self) -> dict[str, Code]:
        return {it.id: it for it in self.frame.codes}
