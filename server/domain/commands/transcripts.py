"""Commands about transcripts that were made elsewhere."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.domain.commands.command import Command
from server.domain.nouns import Closed, Seconds
from server.domain.text import Id, Name, Words

MOST_SEGMENTS = 20_000


class BroughtSegment(Closed):
    """A sentence as somebody wrote it down: both times or none; `speaker` is a name; `mended` where its times are not
    as they were written down."""

    start: Seconds | None = None
    end: Seconds | None = None
    speaker: Name | None = None
    text: Annotated[Words, StringConstraints(min_length=1)]
    mended: bool = False


class BringInTranscript(Command):
    """A transcript without its sound: a recording of which there are only the words. `bytes` is the size of its file;
    segments are in the order in which they were said."""

    type: Literal["bring_in_transcript"] = "bring_in_transcript"
    recording: Id
    retreat: Id
    session: Id
    group: Id | None = None
    name: Name
    filename: Name
    bytes: Annotated[int, Field(gt=0, le=1 << 30)]
    format: Name
    segments: Annotated[list[BroughtSegment], Field(max_length=MOST_SEGMENTS)]
