"""Commands about a programme as a whole: its name, sectors, organisations and consent items."""

from typing import Literal

from server.domain.commands.command import Command
from server.domain.nouns import ConsentKind
from server.domain.text import Comment, Id, Name


class FoundProgramme(Command):
    """The first command of a programme: its name and its first steward."""

    type: Literal["found_programme"] = "found_programme"
    name: Name
    steward: Id
    steward_name: Name


class RenameProgramme(Command):
    type: Literal["rename_programme"] = "rename_programme"
    name: Name


class AddSector(Command):
    type: Literal["add_sector"] = "add_sector"
    sector: Id
    name: Name


class RenameSector(Command):
    type: Literal["rename_sector"] = "rename_sector"
    sector: Id
    name: Name


class RemoveSector(Command):
    """Possible while nothing belongs to it."""

    type: Literal["remove_sector"] = "remove_sector"
    sector: Id


class AddOrganisation(Command):
    type: Literal["add_organisation"] = "add_organisation"
    organisation: Id
    name: Name
    sector: Id


class ChangeOrganisation(Command):
    type: Literal["change_organisation"] = "change_organisation"
    organisation: Id
    name: Name | None = None
    sector: Id | None = None


class RemoveOrganisation(Command):
    """Possible while nobody and no excerpt belongs to it."""

    type: Literal["remove_organisation"] = "remove_organisation"
    organisation: Id


class WordConsent(Command):
    """Give a consent item new words, which are then asked about anew, or add an item."""

    type: Literal["word_consent"] = "word_consent"
    item: Id
    kind: ConsentKind = "other"
    title: Name
    wording: Comment
