"""What happened to the words of a source."""

from typing import Literal

from server.domain.nouns import Closed, Passage, SegmentText, Step, Suggestion, WordTimes
from server.domain.text import Id


class WordsRevised(Closed):
    """Segments as they are now, with those that came to be or were joined into others; how each got there; and when
    their words were spoken."""

    type: Literal["words_revised"] = "words_revised"
    source: Id
    segments: list[SegmentText]
    steps: list[Step]
    words: list[WordTimes]


class WordsSuggested(Closed):
    type: Literal["words_suggested"] = "words_suggested"
    suggestion: Suggestion


class SuggestionSettled(Closed):
    type: Literal["suggestion_settled"] = "suggestion_settled"
    suggestion: Id
    source: Id


class SegmentsChecked(Closed):
    type: Literal["segments_checked"] = "segments_checked"
    source: Id
    segments: list[Id]
    by: Id | None


class AnnotationPlaced(Closed):
    type: Literal["annotation_placed"] = "annotation_placed"
    annotation: Id
    passage: Passage
