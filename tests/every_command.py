"""One possible command of every type in the programme of `a_retreat`."""

from typing import Any

from server.domain import commands as c
from tests.a_retreat import (
    AN_ENGINE,
    AUTHOR,
    CODE,
    DOUBLE,
    EMPTY_GROUP,
    EMPTY_SESSION,
    EXCERPT,
    FAILED,
    GROUP,
    INVITATION,
    MARK,
    NOBODY,
    OBSERVER,
    OLD_CODE,
    OLD_RETREAT,
    ORGANISATION,
    OTHER_CODE,
    PARTNER,
    RECEIVING,
    RETIRED_CODE,
    RETREAT,
    RUN,
    RUNNING,
    SECTOR,
    SESSION,
    UNPLACED,
    UNUSED_ORGANISATION,
    UNUSED_SECTOR,
    WAITING,
    a_passage,
    an_id,
    answers,
    heard,
)

_KINDS = ("organisation", "member", "retreat", "session", "source", "recording", "run", "code", "mark", "reply")
_KINDS += ("sector", "item", "invitation", "group")
_NEW = {it: an_id(f"new {it}") for it in _KINDS}
_WINTER = {"name": "Winter", "starts_on": "2026-12-01", "ends_on": "2026-12-02"}
_FIFTH = {"session": SESSION, "name": "Fifth table", "filename": "5.mp4", "bytes": 9, "agreement": "All agreed."}
_TEA = {"retreat": RETREAT, "passage": a_passage(12, 15, "tea"), "comment": "Tea?"}
_BOAT = {"title": "The boat", "text": "A boat.\n\nA bus.", "sector": SECTOR}
_WINDOW = {"window": 2, "language": "en", "segments": [heard(an_id("late words"), 650.0, "Good night.")]}

_FROM = c.NewOrganisation(id=an_id("new organisation"), name="Bàta", sector=SECTOR)
_GUEST = {"new_organisation": _FROM, "occupation": "Rows", "answers": answers("take_part", "be_recorded")}

# One command of every type that is possible in this programme as it was built; `found_programme` in a new one.
EVERY: dict[str, Any] = {
    it.type: it
    for it in (
        c.FoundProgramme(id=an_id("1"), name="New", steward=_NEW["member"], steward_name="Una"),
        c.AddOrganisation(id=an_id("2"), organisation=_NEW["organisation"], name="Bàta", sector=SECTOR),
        c.AddMember(id=an_id("3"), member=_NEW["member"], name="Una", organisation=ORGANISATION),
        c.CreateRetreat(id=an_id("4"), retreat=_NEW["retreat"], **_WINTER),
        c.GiveRole(id=an_id("5"), retreat=RETREAT, member=NOBODY, role="partner"),
        c.AddSession(id=an_id("6"), session=_NEW["session"], retreat=RETREAT, name="Wednesday"),
        c.AddExcerpt(id=an_id("7"), source=_NEW["source"], **_BOAT),
        c.PlaceExcerpt(id=an_id("8"), source=UNPLACED, retreat=RETREAT),
        c.AddRecording(id=an_id("9"), recording=_NEW["recording"], source=_NEW["source"], retreat=RETREAT, **_FIFTH),
        c.StateAgreement(id=an_id("10"), recording=WAITING, wording="All agreed, said aloud."),
        c.CloseRecording(id=an_id("11"), recording=RECEIVING, chunks=2),
        c.RetryRecording(id=an_id("12"), recording=FAILED),
        c.OpenRecording(id=an_id("13"), recording=WAITING, duration=12.5),
        c.FailRecording(id=an_id("14"), recording=WAITING, why="This file holds no sound."),
        c.StartRun(id=an_id("15"), run=_NEW["run"], recording=WAITING, **AN_ENGINE),
        c.AppendSegments(id=an_id("16"), run=RUN, **_WINDOW),
        c.FinishRun(id=an_id("17"), run=RUN),
        c.CreateCode(id=an_id("18"), code=_NEW["code"], name="Time", colour=5),
        c.Annotate(id=an_id("19"), annotation=_NEW["mark"], **_TEA),
        c.RemoveAnnotation(id=an_id("20"), annotation=MARK),
        c.ReplyTo(id=an_id("21"), reply=_NEW["reply"], annotation=MARK, text="Her mother."),
        c.RenameProgramme(id=an_id("22"), name="Meaning and more"),
        c.AddSector(id=an_id("23"), sector=_NEW["sector"], name="Housing"),
        c.RenameSector(id=an_id("24"), sector=SECTOR, name="Carers and families"),
        c.RemoveSector(id=an_id("25"), sector=UNUSED_SECTOR),
        c.ChangeOrganisation(id=an_id("26"), organisation=ORGANISATION, name="Harbour", sector=UNUSED_SECTOR),
        c.RemoveOrganisation(id=an_id("27"), organisation=UNUSED_ORGANISATION),
        c.WordConsent(id=an_id("28"), item=_NEW["item"], title="Photographs", wording="Of the room."),
        c.ChangeMember(id=an_id("29"), member=AUTHOR, name="Seumas Mòr", organisation="", occupation="Drives the bus"),
        c.SetSteward(id=an_id("30"), member=OBSERVER, steward=True),
        c.MergeMembers(id=an_id("31"), retreat=RETREAT, member=DOUBLE, into=PARTNER),
        c.TakeRole(id=an_id("32"), retreat=RETREAT, member=DOUBLE),
        c.AnswerConsent(id=an_id("33"), retreat=RETREAT, answers=answers("take_part")),
        c.OpenInvitation(id=an_id("34"), invitation=_NEW["invitation"], retreat=RETREAT, until="2099-01-01T09:00"),
        c.EndInvitation(id=an_id("35"), invitation=INVITATION),
        c.JoinRetreat(id=an_id("36"), invitation=INVITATION, member=_NEW["member"], name="Una", **_GUEST),
        c.ChangeRetreat(id=an_id("37"), retreat=RETREAT, name="Spring again", place="Oban", time_zone="Europe/Paris"),
        c.ArchiveRetreat(id=an_id("38"), retreat=RETREAT),
        c.ReopenRetreat(id=an_id("39"), retreat=OLD_RETREAT),
        c.ChangeSession(id=an_id("40"), session=SESSION, name="Morning", starts="2026-05-12T09:30", ends=""),
        c.RemoveSession(id=an_id("41"), session=EMPTY_SESSION),
        c.AddGroup(id=an_id("42"), group=_NEW["group"], session=SESSION, name="Table 2"),
        c.RenameGroup(id=an_id("43"), group=GROUP, name="By the window"),
        c.RemoveGroup(id=an_id("44"), group=EMPTY_GROUP),
        c.TakeSeat(id=an_id("45"), group=EMPTY_GROUP, member=AUTHOR),
        c.LeaveSeat(id=an_id("46"), session=SESSION, member=AUTHOR),
        c.ChangeExcerpt(id=an_id("47"), source=EXCERPT, title="Tea", recorded_on="2026-02-28", sector=SECTOR),
        c.UnplaceExcerpt(id=an_id("48"), source=EXCERPT, retreat=RETREAT),
        c.ChangeRecording(id=an_id("49"), recording=RUNNING, name="Table 1, morning", group=GROUP),
        c.StopRecording(id=an_id("50"), recording=WAITING),
        c.MoveRecordingToFront(id=an_id("51"), recording=WAITING),
        c.DeleteRecording(id=an_id("52"), recording=RUNNING),
        c.TakeStance(id=an_id("53"), annotation=MARK, view="differ", reason="She means the street."),
        c.DropStance(id=an_id("54"), annotation=MARK),
        c.ChangeCode(id=an_id("55"), code=OTHER_CODE, name="Relying", colour=9, definition="On whom?", parent=CODE),
        c.MergeCode(id=an_id("56"), code=OTHER_CODE, into=CODE),
        c.UnmergeCode(id=an_id("57"), code=OLD_CODE),
        c.RetireCode(id=an_id("58"), code=OTHER_CODE),
        c.BringBackCode(id=an_id("59"), code=RETIRED_CODE),
    )
}
