"""What happened to a programme as a whole."""

from typing import Literal

from server.domain.nouns import Closed, ConsentItem, Organisation, Sector
from server.domain.text import Id, Name


class ProgrammeFounded(Closed):
    type: Literal["programme_founded"] = "programme_founded"
    name: Name


class ProgrammeRenamed(Closed):
    type: Literal["programme_renamed"] = "programme_renamed"
    name: Name


class SectorNamed(Closed):
    """A new sector, or another name of one."""

    type: Literal["sector_named"] = "sector_named"
    sector: Sector


class SectorRemoved(Closed):
    type: Literal["sector_removed"] = "sector_removed"
    sector: Id


class OrganisationAdded(Closed):
    type: Literal["organisation_added"] = "organisation_added"
    organisation: Organisation


class OrganisationChanged(Closed):
    type: Literal["organisation_changed"] = "organisation_changed"
    organisation: Organisation


class OrganisationRemoved(Closed):
    type: Literal["organisation_removed"] = "organisation_removed"
    organisation: Id


class ConsentWorded(Closed):
    type: Literal["consent_worded"] = "consent_worded"
    item: ConsentItem
