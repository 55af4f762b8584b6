"""The programme as a whole: its name, sectors and organisations."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.consent import first_items
from server.domain.events import Happening
from server.domain.nouns import Member, Organisation, Sector, Source
from server.domain.rows import Kind, Need, Rows, Those
from server.errors import AlreadyThere, NotReady

# What a new programme begins with; every one of them can be renamed or removed.
SECTORS = (
    "Adult health and social care",
    "Children and families",
    "Carers",
    "Mental health",
    "Academic",
    "Commissioning",
    "Regulatory",
)


class StillUsed(NotReady):
    """This is still in use, so it cannot be removed. Move what belongs to it elsewhere first, or rename it."""


class NameTaken(NotReady):
    """There is one of this name already. Choose another name."""


def refuse_taken(rows: Rows, kind: Kind, id: str) -> None:
    """A new thing needs an id that nothing of its kind has yet."""
    if rows.get(kind, id) is not None:
        raise AlreadyThere


def first_sector(founding: str, name: str) -> str:
    """The id of a sector that the programme founded by this command began with."""
    return str(uuid5(UUID(founding), name))


def needs_found_programme(it: c.FoundProgramme, rows: Rows) -> Iterator[Need]:
    yield Member, (it.steward,)


def decide_found_programme(it: c.FoundProgramme, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Member, it.steward)
    steward = Member(id=it.steward, name=it.steward_name, steward=True)
    sectors = [Sector(id=first_sector(it.id, name), name=name) for name in SECTORS]
    return [
        Happening(e.ProgrammeFounded(name=it.name), "programme"),
        Happening(e.MemberAdded(member=steward), "stewards"),
        *(Happening(e.SectorNamed(sector=sector), "programme") for sector in sectors),
        *(Happening(e.ConsentWorded(item=item), "programme") for item in first_items(it.id)),
    ]


def needs_rename_programme(it: c.RenameProgramme, rows: Rows) -> Iterator[Need]:
    yield from ()


def decide_rename_programme(it: c.RenameProgramme, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    return [Happening(e.ProgrammeRenamed(name=it.name), "programme")]


def needs_sector(it: c.AddSector | c.RenameSector, rows: Rows) -> Iterator[Need]:
    yield Sector, Those()


def decide_add_sector(it: c.AddSector, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Sector, it.sector)
    return [_named(rows, Sector(id=it.sector, name=it.name))]


def decide_rename_sector(it: c.RenameSector, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    return [_named(rows, rows.find(Sector, it.sector).model_copy(update={"name": it.name}))]


def _named(rows: Rows, sector: Sector) -> Happening:
    if any(it.name.casefold() == sector.name.casefold() and it.id != sector.id for it in rows.all(Sector)):
        raise NameTaken
    return Happening(e.SectorNamed(sector=sector), "programme")


def needs_remove_sector(it: c.RemoveSector, rows: Rows) -> Iterator[Need]:
    yield Sector, (it.sector,)
    yield Organisation, Those("sector", it.sector)
    yield Source, Those("sector", it.sector)


def decide_remove_sector(it: c.RemoveSector, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    rows.find(Sector, it.sector)
    if [*rows.those(Organisation, "sector", it.sector), *rows.those(Source, "sector", it.sector)]:
        raise StillUsed
    return [Happening(e.SectorRemoved(sector=it.sector), "programme")]


def needs_add_organisation(it: c.AddOrganisation, rows: Rows) -> Iterator[Need]:
    yield Organisation, (it.organisation,)
    yield Sector, (it.sector,)


def decide_add_organisation(it: c.AddOrganisation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    refuse_taken(rows, Organisation, it.organisation)
    return [added_organisation(rows, Organisation(id=it.organisation, name=it.name, sector=it.sector))]


def added_organisation(rows: Rows, organisation: Organisation) -> Happening:
    """A new organisation of a sector that there is."""
    rows.find(Sector, organisation.sector)
    return Happening(e.OrganisationAdded(organisation=organisation), "programme")


def needs_change_organisation(it: c.ChangeOrganisation, rows: Rows) -> Iterator[Need]:
    yield Organisation, (it.organisation,)
    if it.sector:
        yield Sector, (it.sector,)


def decide_change_organisation(it: c.ChangeOrganisation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    if it.sector:
        rows.find(Sector, it.sector)
    before = rows.find(Organisation, it.organisation)
    changes = it.model_dump(include={"name", "sector"}, exclude_none=True)
    organisation = before.model_copy(update=changes)
    if organisation == before:
        return []
    return [Happening(e.OrganisationChanged(organisation=organisation), "programme")]


def needs_remove_organisation(it: c.RemoveOrganisation, rows: Rows) -> Iterator[Need]:
    yield Organisation, (it.organisation,)
    yield Member, Those("organisation", it.organisation)
    yield Source, Those("organisation", it.organisation)


def decide_remove_organisation(it: c.RemoveOrganisation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type)
    rows.find(Organisation, it.organisation)
    if [*rows.those(Member, "organisation", it.organisation), *rows.those(Source, "organisation", it.organisation)]:
        raise StillUsed
    return [Happening(e.OrganisationRemoved(organisation=it.organisation), "programme")]


def apply_nothing(body: object, rows: Rows) -> None:
    """The programme's own row is the store's: it exists before its first command can be written."""


def apply_sector_named(body: e.SectorNamed, rows: Rows) -> None:
    rows.put(body.sector)


def apply_sector_removed(body: e.SectorRemoved, rows: Rows) -> None:
    rows.drop(Sector, body.sector)


def apply_organisation(body: e.OrganisationAdded | e.OrganisationChanged, rows: Rows) -> None:
    rows.put(body.organisation)


def apply_organisation_removed(body: e.OrganisationRemoved, rows: Rows) -> None:
    rows.drop(Organisation, body.organisation)
