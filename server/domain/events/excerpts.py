"""What happened to outcome excerpts."""

from typing import Literal

from pydantic import Field

from server.domain.nouns import Closed, SegmentText, Source, Step
from server.domain.text import Id


class ExcerptAdded(Closed):
    type: Literal["excerpt_added"] = "excerpt_added"
    source: Source
    segments: list[SegmentText]


class ExcerptPlaced(Closed):
    """Carries the excerpt: before it was placed, this retreat could not see it."""

    type: Literal["excerpt_placed"] = "excerpt_placed"
    source: Source
    segments: list[SegmentText]
    steps: list[Step] = Field(default=[])


class ExcerptChanged(Closed):
    type: Literal["excerpt_changed"] = "excerpt_changed"
    source: Source


class ExcerptUnplaced(Closed):
    type: Literal["excerpt_unplaced"] = "excerpt_unplaced"
    source: Id
    retreat: Id
