"""Founds the sample programme from the files in `samples/`; done again, it changes nothing."""

import csv
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.domain.nouns import Role
from server.domain.programmes import SECTORS, first_sector
from server.errors import OtherContent
from server.live.handle import Committer

SAMPLES = Path(__file__).parent.parent.parent / "samples"
RECORDING = SAMPLES / "retreat-table.opus"
REFERENCE = SAMPLES / "retreat-table.json"

_NAMESPACE = UUID("6f1d3a52-9c57-5d0e-8f43-8a1c1f3b2d10")
_ROLES: dict[str, Role] = {"Facilitator": "facilitator", "Researcher": "researcher"}
_CODES = (
    ("What matters to the person", 7, "Something this person says, or shows, that they want in their life."),
    ("In their own words", 1, "The record keeps the person's own way of saying it."),
    ("Number taken as the truth", 9, "A score or count is read as if it were the outcome."),
    ("Hidden assumption", 6, "Something we took for granted until somebody asked."),
)


def an_id(name: str) -> str:
    """The same id for the same thing, at every start."""
    return str(uuid5(_NAMESPACE, name))


PROGRAMME, STEWARD, RETREAT, SESSION = (an_id(name) for name in ("programme", "steward", "retreat", "session"))
FOUNDING = an_id("found")
STEWARD_NAME = "Catriona"


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    organisation: str
    sector: str
    occupation: str
    role: Role


def people() -> list[Person]:
    """Those who speak in the recording."""
    speakers = json.loads(REFERENCE.read_text())["speakers"]
    return [
        Person(
            id=an_id(it["name"]),
            name=it["name"],
            organisation=it["organisation"].removesuffix(" (invented)"),
            sector=it["sector"],
            occupation=it["role"],
            role=_ROLES.get(it["role"], "partner"),
        )
        for it in speakers
    ]


def found(committer: Committer) -> None:
    """Everything but the recording, which a visitor brings in."""
    founding = c.FoundProgramme(id=FOUNDING, name="Meaning and measurement", steward=STEWARD, steward_name=STEWARD_NAME)
    asked = [
        (THE_INSTALLATION.id, founding),
        *((STEWARD, it) for it in (*_places(), *_sectors(), *_people(), *_excerpts(), *_codes())),
    ]
    for actor, command in asked:
        with suppress(OtherContent):  # an earlier version of this sample is here already, and stays
            committer.submit(PROGRAMME, actor, command).result()


def _made(kind: type[Any], what: str, /, **values: Any) -> Any:
    return kind(id=an_id(f"{kind.__name__} {what}"), **values)


def _places() -> Iterator[Any]:
    yield _made(
        c.CreateRetreat,
        "spring",
        retreat=RETREAT,
        name="Spring retreat, Birnam",
        place="Birnam",
        starts_on="2026-05-12",
        ends_on="2026-05-13",
        language="en-GB",
    )
    times = {"starts": "2026-05-12T09:30", "ends": "2026-05-12T12:30"}
    yield _made(c.AddSession, "morning", session=SESSION, retreat=RETREAT, name="Tuesday morning", **times)
    for name in ("Table 1", "Table 2"):
        yield _made(c.AddGroup, name, group=an_id(name), session=SESSION, name=name)


def _sectors() -> Iterator[Any]:
    """Those that no programme begins with."""
    for name in sorted({it.sector for it in people()} - set(SECTORS)):
        yield _made(c.AddSector, name, sector=sector(name), name=name)


def sector(name: str) -> str:
    return first_sector(FOUNDING, name)


def _people() -> Iterator[Any]:
    for it in people():
        organisation = an_id(it.organisation)
        yield _made(
            c.AddOrganisation,
            it.organisation,
            organisation=organisation,
            name=it.organisation,
            sector=sector(it.sector),
        )
        yield _made(
            c.AddMember, it.name, member=it.id, name=it.name, organisation=organisation, occupation=it.occupation
        )
        yield _made(c.GiveRole, it.name, retreat=RETREAT, member=it.id, role=it.role)


def _excerpts() -> Iterator[Any]:
    with (SAMPLES / "outcome-excerpts.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            source = an_id(row["ref"])
            about = {"sector": sector(row["sector"]), "setting": row["setting"], "outcome": row["outcome_domain"]}
            yield _made(c.AddExcerpt, row["ref"], source=source, title=row["ref"], text=row["text"], **about)
            yield _made(c.PlaceExcerpt, row["ref"], source=source, retreat=RETREAT)


def _codes() -> Iterator[Any]:
    for name, colour, definition in _CODES:
        yield _made(c.CreateCode, name, code=an_id(name), name=name, colour=colour, definition=definition)
