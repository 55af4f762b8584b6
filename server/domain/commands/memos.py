"""Commands about memos."""

from typing import Literal

from server.domain.commands.command import Command
from server.domain.nouns import MemoAbout
from server.domain.text import Comment, Id


class WriteMemo(Command):
    """Note something about the retreat, or about something in it; `about_id` is its id."""

    type: Literal["write_memo"] = "write_memo"
    memo: Id
    retreat: Id
    about: MemoAbout
    about_id: Id
    text: Comment
    shared: bool = False


class ChangeMemo(Command):
    type: Literal["change_memo"] = "change_memo"
    memo: Id
    text: Comment


class ShareMemo(Command):
    """Let everybody in the retreat read it, from now on and for good."""

    type: Literal["share_memo"] = "share_memo"
    memo: Id


class RemoveMemo(Command):
    type: Literal["remove_memo"] = "remove_memo"
    memo: Id
