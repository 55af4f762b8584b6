"""The noun of memos: what somebody noted for themselves, or for all."""

from typing import Literal

from server.domain.nouns.closed import Closed
from server.domain.text import Comment, Id

MemoAbout = Literal["retreat", "session", "source", "annotation", "code"]


class Memo(Closed):
    """One person's note about something of a retreat, for themselves alone until they share it. `source` is the one
    that it is about, or that the mark that it is about lies in."""

    id: Id
    retreat: Id
    author: Id
    at: str
    about: MemoAbout
    about_id: Id
    source: Id | None = None
    text: Comment
    shared: bool
    changed_at: str | None = None
