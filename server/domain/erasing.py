"""Erasing: what a withdrawal takes out of everything that the ledger said before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor
from server.domain.nouns import Annotation, Closed, Member, Memo, Reply, SegmentText, Stance, Suggestion
from server.domain.rows import Rows
from server.domain.withdrawing import NO_NAME, nameless, said_by, speakers_of, wordless

ERASING = (c.Withdraw, c.DeleteRecording)
"""The commands after which something must be nowhere any more, in no restored backup either."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What is to be gone: what those who are `by` gave in a retreat, everything or these; the words of `segments`, all
    revisions but the one that is named, if any; the names of members, and of the speakers who they were heard as."""

    retreat: str
    by: frozenset[str]
    everything: bool
    annotations: frozenset[str]
    replies: frozenset[str]
    stances: frozenset[str]
    memos: frozenset[str]
    segments: Mapping[str, str | None]
    sources: frozenset[str]
    names: frozenset[str]
    speakers: frozenset[str]

    def takes(self, noun: Annotation | Reply | Stance | Memo) -> bool:
        """Whether this noun was given by them in this retreat, and is taken back."""
        if (noun.member if isinstance(noun, Stance) else noun.author) not in self.by:
            return False
        return self.everything or self._names(noun)

    def _names(self, noun: Annotation | Reply | Stance | Memo) -> bool:
        match noun:
            case Annotation():
                return noun.id in self.annotations
            case Reply():
                return noun.id in self.replies or noun.annotation in self.annotations
            case Stance():
                return noun.annotation in self.stances | self.annotations
            case Memo():
                return noun.id in self.memos
            case _ as never:  # one that nobody thought of here would stay where it was said
                assert_never(never)


def gone_by(command: Any, actor: Actor, rows: Rows) -> Gone | None:
    """What this command takes out of all that was before, as the rows are before its events; none for others."""
    if not isinstance(command, c.Withdraw):
        return None
    segments = said_by(command, actor, rows)
    speakers = speakers_of(rows, actor, command.retreat) if command.everything else []
    return Gone(
        retreat=command.retreat,
        by=frozenset({actor.id, *actor.doubles}),
        everything=command.everything,
        annotations=frozenset(command.annotations),
        replies=frozenset(command.replies),
        stances=frozenset(command.stances),
        memos=frozenset(command.memos),
        segments={segment.id: None for segment in segments},
        sources=frozenset(segment.source for segment in segments),
        names=frozenset(nameless(command, actor, rows)),
        speakers=frozenset(speaker.id for speaker in speakers),
    )


def without(body: Any, retreat: str | None, gone: Gone) -> Any:
    """What is left of an event of this retreat (none: of the programme) once this is gone; itself, if that changes
    nothing."""
    if retreat == gone.retreat and type(body) in _GIVEN:
        return _GIVEN[type(body)](body, gone)
    if type(body) in _OF_PEOPLE:
        return _OF_PEOPLE[type(body)](body, gone)
    return body


def _erased(noun: str) -> Callable[[Any, Gone], Any]:
    """An event that is about one noun and nothing else."""
    return lambda body, gone: e.Erased() if gone.takes(getattr(body, noun)) else body


def _mark(mark: Annotation, gone: Gone) -> Annotation:
    return wordless(mark) if gone.takes(mark) else mark


def _annotated(body: e.AnnotationMade, gone: Gone) -> Closed:
    return body.model_copy(update={"annotation": _mark(body.annotation, gone)})


def _restored(body: e.AnnotationRestored, gone: Gone) -> Closed:
    kept = {name: [it for it in getattr(body, name) if not gone.takes(it)] for name in ("replies", "stances")}
    return body.model_copy(update={"annotation": _mark(body.annotation, gone), **kept})


def _suggested(body: e.WordsSuggested, gone: Gone) -> Closed:
    it: Suggestion = body.suggestion
    of_theirs = gone.everything and it.author in gone.by
    return e.Erased() if of_theirs or it.segment in gone.segments else body


def _spoken(body: e.SegmentsAppended | e.WordsRevised, gone: Gone) -> Closed:
    words = [it for it in body.words if it.segment not in gone.segments]
    return body.model_copy(update={"segments": [_segment(it, gone) for it in body.segments], "words": words})


def _segment(it: SegmentText, gone: Gone) -> SegmentText:
    is_gone = it.id in gone.segments and gone.segments[it.id] != it.revision
    return it.model_copy(update={"text": ""}) if is_gone else it


def _speaker(body: e.SpeakerNamed, gone: Gone) -> Closed:
    if body.speaker.id not in gone.speakers:
        return body
    return e.SpeakerNamed(speaker=body.speaker.model_copy(update={"name": None}))


def _person(body: Any, gone: Gone) -> Closed:
    changed: Closed = body.model_copy(update={"member": _member(body.member, gone)})
    return changed


def _people(body: e.MembersMerged, gone: Gone) -> Closed:
    return body.model_copy(update={"members": [_member(it, gone) for it in body.members]})


def _member(it: Member, gone: Gone) -> Member:
    if it.id not in gone.names:
        return it
    return it.model_copy(update={"name": NO_NAME, "organisation": None, "occupation": None})


# Every event that holds what somebody gave, by what is done to it.
_GIVEN: dict[type, Callable[[Any, Gone], Any]] = {
    e.AnnotationMade: _annotated,
    e.AnnotationRestored: _restored,
    e.AnnotationWithdrawn: _annotated,
    e.Replied: _erased("reply"),
    e.StanceTaken: _erased("stance"),
    e.MemoWritten: _erased("memo"),
    e.MemoChanged: _erased("memo"),
    e.MemoShared: _erased("memo"),
    e.WordsSuggested: _suggested,
    e.SegmentsAppended: _spoken,
    e.WordsRevised: _spoken,
    e.SpeakerNamed: _speaker,
}
_OF_PEOPLE: dict[type, Callable[[Any, Gone], Any]] = {
    e.MemberAdded: _person,
    e.MemberChanged: _person,
    e.RoleGiven: _person,
    e.MembersMerged: _people,
}
_KINDS: list[Any] = [*_GIVEN, *_OF_PEOPLE]
HOLDING = frozenset(str(kind.model_fields["type"].default) for kind in _KINDS)
"""The types of those events."""
