"""Commands about the words of a source: corrected, cut and joined, checked; and marks whose words were corrected."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.commands.command import Command
from server.domain.nouns import Closed, Offset, Passage
from server.domain.text import Id, Words

# As many as one message of the socket holds with ease.
Some = Annotated[list[Id], Field(min_length=1, max_length=2_000)]


class Correction(Closed):
    """The words of a segment as they should be; `base` is the revision that the person saw."""

    segment: Id
    base: Id
    text: Words


class Correct(Command):
    """Put other words into segments, each named once. With `settles` this chooses between two versions."""

    type: Literal["correct"] = "correct"
    source: Id
    corrections: Annotated[list[Correction], Field(min_length=1, max_length=2_000)]
    settles: Id | None = None


class SettleSuggestion(Command):
    """The words stay as they are."""

    type: Literal["settle_suggestion"] = "settle_suggestion"
    suggestion: Id


class SplitSegment(Command):
    """What stands from `at` on becomes a segment of its own, `into`."""

    type: Literal["split_segment"] = "split_segment"
    segment: Id
    base: Id
    at: Offset
    into: Id


class JoinSegments(Command):
    """`next`, the one that follows, becomes part of this segment."""

    type: Literal["join_segments"] = "join_segments"
    segment: Id
    next: Id


class CheckSegments(Command):
    """These words were compared with the sound, or the original; or they are to be looked at again."""

    type: Literal["check_segments"] = "check_segments"
    source: Id
    segments: Some
    checked: bool


class PlaceAnnotation(Command):
    """A mark is about these words: those that took the place of its own, or others."""

    type: Literal["place_annotation"] = "place_annotation"
    annotation: Id
    passage: Passage
