"""What somebody did that they can undo."""

from pydantic import Field

from server.domain.nouns.closed import Closed
from server.domain.text import Id


class Deed(Closed):
    """A command that can be undone, or an undoing that can be redone (it `undoes` a deed). `stack` is whose it is and
    where; of one stack, the latest that is in force is undone first. `changes` are the rows that it changed, as JSON:
    [kind, before, after]. `segments` are those whose words it changed, `times` when the words before were spoken, as
    JSON; `made_by` is the command whose steps are in force, its own until it was redone."""

    id: Id
    stack: str
    source: Id | None = None
    kind: str
    seq: int
    changes: str = "[]"
    segments: list[Id] = Field(default=[])
    times: str = "{}"
    made_by: Id
    undoes: Id | None = None
    undone: bool = False
