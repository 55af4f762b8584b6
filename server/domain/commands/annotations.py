"""Commands about codes, marks and answers."""

from typing import Literal

from pydantic import model_validator

from server.domain.commands.command import Command
from server.domain.nouns import Colour, Passage
from server.domain.text import Comment, Id, Name


class CreateCode(Command):
    type: Literal["create_code"] = "create_code"
    code: Id
    name: Name
    colour: Colour
    definition: Comment | None = None


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
