"""The nouns of who spoke."""

from typing import Annotated

from pydantic import Field

from server.domain.nouns.closed import Closed
from server.domain.text import Id, Name


class Speaker(Closed):
    """Somebody who is heard in the recordings of a retreat. One who is a `member` goes by that member's name; one who
    has no name yet is the retreat's `n`th of those; `n` is 0 for one who always had a name. Readers of a merged speaker
    follow `merged_into` to its end."""

    id: Id
    retreat: Id
    name: Name | None = None
    member: Id | None = None
    merged_into: Id | None = None
    n: Annotated[int, Field(ge=0)] = 0
