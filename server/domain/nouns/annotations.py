"""The nouns of annotation: codes, passages, marks and answers."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.nouns.closed import Closed, Offset
from server.domain.text import Comment, Id, Name

Colour = Annotated[int, Field(ge=1, le=12)]  # one of the twelve code colours, each with its own line style


View = Literal["agree", "differ", "unsure"]


class Code(Closed):
    """A named idea of the programme's codebook, perhaps below another one. Readers of a merged code follow
    `merged_into` to its end; a retired one is no longer offered, and marks keep it."""

    id: Id
    name: Name
    colour: Colour
    definition: Comment | None = None
    merged_into: Id | None = None
    parent: Id | None = None
    retired: bool = False


class Place(Closed):
    """A point in a source, in the revision that the person saw."""

    segment: Id
    revision: Id
    offset: Offset


class Passage(Closed):
    """A stretch of a source's text; `end` is exclusive. `exact` is a check on the wire and is not stored."""

    source: Id
    start: Place
    end: Place
    exact: str | None = Field(default=None, exclude_if=lambda value: value is None)


class Annotation(Closed):
    """One person's mark on a passage: a code or a comment. Screens call it a mark. One that was `withdrawn` has neither
    any more, and is there for those who answered it."""

    id: Id
    retreat: Id
    author: Id
    at: str
    passage: Passage
    code: Id | None = None
    comment: Comment | None = None
    removed: bool = False
    withdrawn: bool = False


class Reply(Closed):
    """An answer to an annotation."""

    id: Id
    annotation: Id
    author: Id
    at: str
    text: Comment


class Stance(Closed):
    """How one person sees a mark of somebody: one each, with a reason if they give one, and changed as often as they
    change their mind. All of them stand beside each other; none is an average."""

    annotation: Id
    member: Id
    view: View
    reason: Comment | None = None
    at: str
