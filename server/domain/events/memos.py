"""What happened to memos: each carries what there is to read, as those who are told may not have seen it before."""

from typing import Literal

from server.domain.nouns import Closed, Memo
from server.domain.text import Id


class MemoWritten(Closed):
    """It is there, or it is theirs who are told now: two people turned out to be one."""

    type: Literal["memo_written"] = "memo_written"
    memo: Memo


class MemoChanged(Closed):
    type: Literal["memo_changed"] = "memo_changed"
    memo: Memo


class MemoShared(Closed):
    type: Literal["memo_shared"] = "memo_shared"
    memo: Memo


class MemoRemoved(Closed):
    type: Literal["memo_removed"] = "memo_removed"
    memo: Id
