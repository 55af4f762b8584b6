"""Commands about outcome excerpts."""

from typing import Literal

from server.domain.commands.command import Command
from server.domain.text import Day, Id, LongText, Name, Nothing, ShortText


class AddExcerpt(Command):
    """An outcome excerpt enters the programme; `text` becomes one segment per paragraph."""

    type: Literal["add_excerpt"] = "add_excerpt"
    source: Id
    title: Name
    text: LongText
    organisation: Id | None = None
    sector: Id | None = None
    setting: ShortText | None = None
    outcome: ShortText | None = None
    recorded_on: Day | None = None


class PlaceExcerpt(Command):
    type: Literal["place_excerpt"] = "place_excerpt"
    source: Id
    retreat: Id


class ChangeExcerpt(Command):
    """What is known about an excerpt; its words stay as they are."""

    type: Literal["change_excerpt"] = "change_excerpt"
    source: Id
    title: Name | None = None
    organisation: Id | Nothing | None = None
    sector: Id | Nothing | None = None
    setting: ShortText | None = None
    outcome: ShortText | None = None
    recorded_on: Day | Nothing | None = None


class UnplaceExcerpt(Command):
    """An excerpt is no longer read in this retreat; marks that were made there are kept, and show when it is back."""

    type: Literal["unplace_excerpt"] = "unplace_excerpt"
    source: Id
    retreat: Id
