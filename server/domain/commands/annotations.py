"""Commands about marks, answers, and how others see a mark."""

from typing import Literal

from pydantic import model_validator

from server.domain.commands.command import Command
from server.domain.nouns import Passage, View
from server.domain.text import Comment, Id


class Annotate(Command):
    """Mark a passage with one code or one comment."""

    type: Literal["annotate"] = "annotate"
    annotation: Id
    retreat: Id
    passage: Passage
    code: Id | None = None
    comment: Comment | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Annotate":
        if (self.code is None) == (self.comment is None):
            raise ValueError("a mark is one code or one comment")
        return self


class RemoveAnnotation(Command):
    type: Literal["remove_annotation"] = "remove_annotation"
    annotation: Id


class ReplyTo(Command):
    type: Literal["reply"] = "reply"
    reply: Id
    annotation: Id
    text: Comment


class TakeStance(Command):
    """How one sees a mark; it takes the place of what one said before."""

    type: Literal["take_stance"] = "take_stance"
    annotation: Id
    view: View
    reason: Comment | None = None


class DropStance(Command):
    """One has no view of this mark any more."""

    type: Literal["drop_stance"] = "drop_stance"
    annotation: Id
