"""The command by which somebody takes back what they gave."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.commands.command import Command
from server.domain.text import Id

Ids = Annotated[list[Id], Field(max_length=10_000)]


class Withdraw(Command):
    """Take back for good what one gave in a retreat: these marks, replies, memos, and stances on these marks; what one
    `said` in its recordings; or `everything`, with one's name and place in it. Nobody has the words of it any more."""

    type: Literal["withdraw"] = "withdraw"
    retreat: Id
    annotations: Ids = Field(default=[])
    replies: Ids = Field(default=[])
    stances: Ids = Field(default=[])
    memos: Ids = Field(default=[])
    said: bool = False
    everything: bool = False
