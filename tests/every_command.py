"""One possible command of every type in the programme of `a_retreat`."""

from typing import Any

from server.domain import commands as c
from tests.a_retreat import (
    AN_ENGINE,
    AUTHOR,
    BROUGHT,
    CODE,
    DOUBLE,
    EMPTY_GROUP,
    EMPTY_SESSION,
    EXCERPT,
    FAILED,
    FIRST_WORDS,
    GROUP,
    INVITATION,
    LATER_WORDS,
    MARK,
    MEMO,
    NOBODY,
    OBSERVER,
    OLD_CODE,
    OLD_RETREAT,
    OLD_SPEAKER,
    ORGANISATION,
    OTHER_CODE,
    OTHER_SPEAKER,
    PARTNER,
    PRIVATE_MEMO,
    RECEIVING,
    RETIRED_CODE,
    RETREAT,
    RUN,
    RUNNING,
    SECTOR,
    SESSION,
    SPEAKER,
    SUGGESTION,
    UNPLACED,
    UNUSED_ORGANISATION,
    UNUSED_SECTOR,
    WAITING,
    a_passage,
    an_id,
    answers,
    heard,
    source_of,
)

_KINDS = ("organisation", "member", "retreat", "session", "source", "recording", "run", "code", "mark", "reply", "memo")
_KINDS += ("sector", "item", "invitation", "group")
_NEW = {it: an_id(f"new {it}") for it in _KINDS}
_WINTER = {"name": "Winter", "starts_on": "2026-12-01", "ends_on": "2026-12-02"}
_FIFTH = {"session": SESSION, "name": "Fifth table", "filename": "5.mp4", "bytes": 9, "agreement": "All agreed."}
_TEA = {"retreat": RETREAT, "passage": a_passage(12, 15, "tea"), "comment": "Tea?"}
_ABOUT_THE_CODE = {"retreat": RETREAT, "about": "code", "about_id": CODE, "text": "Too wide?"}
_BOAT = {"title": "The boat", "text": "A boat.\n\nA bus.", "sector": SECTOR}
_EARLY = [c.Correction(segment=FIRST_WORDS, base=an_id("window 0"), text="We came in, early 💩 and all.")]
_BROUGHT = {"session": SESSION, "name": "Interview", "filename": "interview.vtt", "bytes": 90, "format": "WebVTT"}
_LINES = [
    c.BroughtSegment(start=0.0, end=2.5, speaker="Una", text="Who was there?"),
    c.BroughtSegment(start=2.5, end=4.0, speaker="The other one", text="I was. 💩", mended=True),
    c.BroughtSegment(start=610.0, end=611.0, text="Yes."),
]
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
        c.AddSound(id=an_id("91"), recording=BROUGHT, filename="6.opus", bytes=90, agreement="All agreed."),
        c.StateAgreement(id=an_id("10"), recording=WAITING, wording="All agreed, said aloud."),
        c.CloseRecording(id=an_id("11"), recording=RECEIVING, chunks=2),
        c.RetryRecording(id=an_id("12"), recording=FAILED),
        c.OpenRecording(id=an_id("13"), recording=WAITING, duration=12.5),
        c.FailRecording(id=an_id("14"), recording=WAITING, why="This file holds no sound."),
        c.StartRun(id=an_id("15"), run=_NEW["run"], recording=WAITING, **AN_ENGINE),
        c.AppendSegments(id=an_id("16"), run=RUN, **_WINDOW),
        c.FinishRun(id=an_id("17"), run=RUN),
        c.BringInTranscript(id=an_id("90"), recording=_NEW["recording"], retreat=RETREAT, segments=_LINES, **_BROUGHT),
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
        c.Correct(id=an_id("70"), source=source_of(RUNNING), corrections=_EARLY),
        c.SettleSuggestion(id=an_id("71"), suggestion=SUGGESTION),
        c.SplitSegment(id=an_id("72"), segment=FIRST_WORDS, base=an_id("window 0"), at=11, into=an_id("new segment")),
        c.JoinSegments(id=an_id("73"), segment=FIRST_WORDS, next=LATER_WORDS),
        c.CheckSegments(id=an_id("74"), source=source_of(RUNNING), segments=[FIRST_WORDS, LATER_WORDS], checked=True),
        c.PlaceAnnotation(id=an_id("75"), annotation=MARK, passage=a_passage(12, 15, "tea")),
        c.Undo(id=an_id("76"), retreat=RETREAT, source=EXCERPT),
        c.Redo(id=an_id("77"), retreat=RETREAT, source=EXCERPT),
        c.TakeStance(id=an_id("53"), annotation=MARK, view="differ", reason="She means the street."),
        c.DropStance(id=an_id("54"), annotation=MARK),
        c.ChangeCode(id=an_id("55"), code=OTHER_CODE, name="Relying", colour=9, definition="On whom?", parent=CODE),
        c.MergeCode(id=an_id("56"), code=OTHER_CODE, into=CODE),
        c.UnmergeCode(id=an_id("57"), code=OLD_CODE),
        c.RetireCode(id=an_id("58"), code=OTHER_CODE),
        c.BringBackCode(id=an_id("59"), code=RETIRED_CODE),
        c.AddSpeaker(id=an_id("70"), speaker=an_id("new speaker"), retreat=RETREAT),
        c.ChangeSpeaker(id=an_id("71"), speaker=SPEAKER, name="Mòrag", member=PARTNER),
        c.MergeSpeakers(id=an_id("72"), speaker=OTHER_SPEAKER, into=SPEAKER),
        c.UnmergeSpeaker(id=an_id("73"), speaker=OLD_SPEAKER),
        c.AssignSpeaker(id=an_id("74"), source=source_of(RUNNING), segments=[FIRST_WORDS], speaker=SPEAKER),
        c.WriteMemo(id=an_id("60"), memo=_NEW["memo"], **_ABOUT_THE_CODE),
        c.ChangeMemo(id=an_id("61"), memo=MEMO, text="For all of us."),
        c.ShareMemo(id=an_id("62"), memo=PRIVATE_MEMO),
        c.RemoveMemo(id=an_id("63"), memo=MEMO),
        c.Withdraw(id=an_id("75"), retreat=RETREAT, annotations=[], said=True),
    )
}
