"""The parts of a snapshot hold every noun, and so does an archive; or it is said here why one of them does not travel
by itself."""

from typing import get_args

from server.archive.document import State
from server.domain.nouns import Chunk, Deed, Placement, Revision, Segment
from server.domain.parts import Part
from server.domain.rows import KEYS

# A segment travels with the words of its current revision; chunks are asked for by whoever sends them; a retreat's
# frame has the excerpts that are placed there, and the programme's part the placements. What one can undo is the
# server's to know.
APART = {Segment, Revision, Chunk, Placement, Deed}
# In an archive, too, segments have their words, and revisions lie together. Sound is in one piece there, and what was
# done before can be undone no more.
NOT_TAKEN = {Segment, Revision, Chunk, Deed}


def test_every_noun_travels_in_a_part() -> None:
    sent: set[type] = set()
    for part in Part.__subclasses__():
        for field in part.model_fields.values():
            sent |= {field.annotation, *get_args(field.annotation)}  # type: ignore[arg-type]
    assert set(KEYS) - sent - APART == set()


def test_every_noun_is_taken_away() -> None:
    taken = {it for field in State.model_fields.values() for it in get_args(field.annotation)}
    assert set(KEYS) - taken == NOT_TAKEN
