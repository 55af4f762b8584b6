"""Commands about the codebook."""

from typing import Literal

from server.domain.commands.command import Command
from server.domain.nouns import Colour
from server.domain.text import Comment, Id, Name, Nothing


class CreateCode(Command):
    type: Literal["create_code"] = "create_code"
    code: Id
    name: Name
    colour: Colour
    definition: Comment | None = None
    parent: Id | None = None


class ChangeCode(Command):
    """Another name, colour, definition, or place below another code."""

    type: Literal["change_code"] = "change_code"
    code: Id
    name: Name | None = None
    colour: Colour | None = None
    definition: Comment | Nothing | None = None
    parent: Id | Nothing | None = None


class MergeCode(Command):
    """`code` turned out to mean the same as `into`: its marks count as that one's."""

    type: Literal["merge_code"] = "merge_code"
    code: Id
    into: Id


class UnmergeCode(Command):
    """They are two ideas after all."""

    type: Literal["unmerge_code"] = "unmerge_code"
    code: Id


class RetireCode(Command):
    """No longer offered; what is marked with it stays so."""

    type: Literal["retire_code"] = "retire_code"
    code: Id


class BringBackCode(Command):
    type: Literal["bring_back_code"] = "bring_back_code"
    code: Id
