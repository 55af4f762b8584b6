"""Commands that take back what one did, or do it again."""

from typing import Literal

from server.domain.commands.command import Command
from server.domain.text import Id


class Undo(Command):
    """Take back what one did last and is in force: in this source as it is read in this retreat, or in the codebook."""

    type: Literal["undo"] = "undo"
    retreat: Id
    source: Id | None = None


class Redo(Command):
    """Do again what one undid last, if one did nothing else since."""

    type: Literal["redo"] = "redo"
    retreat: Id
    source: Id | None = None
