"""Random commands by random people about a few things, so that they often meet: some are possible, many are not."""

from collections.abc import Callable
from random import Random
from typing import Any

from server.domain import commands as c
from server.domain.consent import first_items
from tests.a_retreat import (
    AN_ENGINE,
    BROUGHT,
    CODE,
    DOOR,
    DOUBLE,
    EMPTY_GROUP,
    EMPTY_SESSION,
    ENGINE,
    EXCERPT,
    EXCERPT_TEXT,
    FAILED,
    FIRST_WORDS,
    FOUNDING,
    GROUP,
    INSTALLATION,
    INVITATION,
    LATER_WORDS,
    MARK,
    MEMO,
    OLD_CODE,
    OLD_SPEAKER,
    ORGANISATION,
    OTHER_CODE,
    OTHER_EXCERPT,
    OTHER_MARK,
    OTHER_RETREAT,
    OTHER_SESSION,
    OTHER_SPEAKER,
    PEOPLE,
    PRIVATE_MEMO,
    RECEIVING,
    REPLY,
    RETIRED_CODE,
    RETREAT,
    RUN,
    RUNNING,
    SECTOR,
    SESSION,
    SPEAKER,
    STEWARD,
    SUGGESTION,
    UNPLACED,
    UNUSED_ORGANISATION,
    UNUSED_SECTOR,
    WAITING,
    across,
    an_id,
    excerpt_revision,
    heard,
    paragraph,
    source_of,
)

NEW_RECORDING = an_id("walk recording")
ITEM = first_items(FOUNDING)[0]
KNOWN: dict[str, tuple[str, ...]] = {
    "sector": (SECTOR, UNUSED_SECTOR),
    "organisation": (ORGANISATION, UNUSED_ORGANISATION),
    "item": (ITEM.id,),
    "member": (*PEOPLE, DOUBLE),
    "invitation": (INVITATION,),
    "retreat": (RETREAT, RETREAT, OTHER_RETREAT),
    "session": (SESSION, OTHER_SESSION, EMPTY_SESSION),
    "group": (GROUP, EMPTY_GROUP),
    "source": (EXCERPT, UNPLACED, OTHER_EXCERPT, source_of(RUNNING)),
    "recording": (RECEIVING, FAILED, WAITING, RUNNING, BROUGHT, NEW_RECORDING),
    "run": (RUN,),
    "code": (CODE, OTHER_CODE, OLD_CODE, RETIRED_CODE),
    "annotation": (MARK, OTHER_MARK),
    "reply": (REPLY,),
    "memo": (MEMO, PRIVATE_MEMO),
    "segment": (FIRST_WORDS, LATER_WORDS, *(paragraph(EXCERPT, n) for n in (0, 1))),
    "suggestion": (SUGGESTION,),
    "speaker": (SPEAKER, OTHER_SPEAKER, OLD_SPEAKER),
}
# Where people can mark: source, segment, revision, words.
PLACES = [
    *(
        (source, paragraph(source, n), excerpt_revision(source), text)
        for source in (EXCERPT, OTHER_EXCERPT)
        for n, text in enumerate(EXCERPT_TEXT.split("\n\n"))
    ),
    (source_of(RUNNING), FIRST_WORDS, an_id("window 0"), "We came in early."),
    (source_of(RUNNING), LATER_WORDS, an_id("window 1"), "And left late."),
]
NAMES = ("Trust", "TRUST", "Time", "time", "Street", "Straße", "STRASSE")


class Walk:
    """The commands of one seed, each with who sends it."""

    def __init__(self, seed: int, length: int) -> None:
        self._random = Random(seed)
        self._made = {kind: [an_id(f"walk {kind} {n}") for n in range(4)] for kind in KNOWN}
        kinds = [kind for kind in MAKERS for _ in range(5 if kind in OFTEN else 1)]
        self.steps = [self._step(self._random.choice(kinds), n) for n in range(length)]

    def _step(self, kind: type[Any], n: int) -> tuple[str, Any]:
        return self._actor(kind), kind(id=an_id(f"walk command {n}"), **MAKERS[kind](self))

    def _actor(self, kind: type[Any]) -> str:
        if kind in OF_THE_ENGINE and self.chance(0.9):
            return ENGINE
        if kind is c.JoinRetreat and self.chance(0.9):
            return DOOR
        return STEWARD if self.chance(0.4) else self._random.choice((*PEOPLE, ENGINE, INSTALLATION, an_id("no one")))

    def chance(self, of: float) -> bool:
        return self._random.random() < of

    def of(self, *things: Any) -> Any:
        return self._random.choice(things)

    def one(self, kind: str) -> str:
        """Something that is there, or may have been made on the way."""
        return str(self.of(*KNOWN[kind], *KNOWN[kind], *self._made[kind]))

    def new(self, kind: str) -> str:
        """Something that is mostly not there yet."""
        return str(self.of(*self._made[kind])) if self.chance(0.9) else self.one(kind)

    def command(self) -> str:
        """One that was sent before, perhaps."""
        return an_id(f"walk command {self._random.randint(0, 60)}")

    def passage(self) -> c.Passage:
        first, last = self.of(*PLACES), self.of(*PLACES)
        if self.chance(0.7):
            last = first
        start, end = (self._random.randint(0, len(it[3]) + 1) for it in (first, last))
        source = self.one("source") if self.chance(0.1) else first[0]
        return across(source, first[1], start, last[1], end, self.of(first[2], first[2], first[2], an_id("none")))


def _member(w: Walk) -> dict[str, Any]:
    return {"member": w.new("member"), "name": w.of(*NAMES), "organisation": w.of(None, w.one("organisation"))}


def _retreat(w: Walk) -> dict[str, Any]:
    day = {"starts_on": "2026-05-12", "ends_on": w.of("2026-05-11", "2026-05-12", "2026-05-13")}
    return {"retreat": w.new("retreat"), "name": w.of(*NAMES), **day}


def _role(w: Walk) -> dict[str, Any]:
    role = w.of("facilitator", "researcher", "partner", "observer")
    return {"retreat": w.one("retreat"), "member": w.one("member"), "role": role}


def _excerpt(w: Walk) -> dict[str, Any]:
    text = w.of(" \n\n ", "One.", "One.\n\nTwo 💩.\r\n \r\nThree.")
    about = {"organisation": w.of(None, w.one("organisation")), "sector": w.of(None, w.one("sector"))}
    return {"source": w.new("source"), "title": w.of(*NAMES), "text": text, **about}


def _recording(w: Walk) -> dict[str, Any]:
    where = {"retreat": w.one("retreat"), "session": w.one("session"), "group": w.of(None, w.one("group"))}
    what = {"name": "Table", "filename": "table.opus", "bytes": w.of(5, 6), "agreement": w.of(None, "All agreed.")}
    return {"recording": w.of(NEW_RECORDING, w.new("recording")), "source": w.new("source"), **where, **what}


def _answers(w: Walk) -> list[c.GivenAnswer]:
    version = w.of(ITEM.version, w.one("item"))
    return [c.GivenAnswer(item=w.of(ITEM.id, w.one("item")), version=version, yes=w.chance(0.5))]


def _guest(w: Walk) -> dict[str, Any]:
    new = c.NewOrganisation(id=w.new("organisation"), name=w.of(*NAMES), sector=w.one("sector"))
    where = {"organisation": w.of(None, w.one("organisation")), "new_organisation": w.of(None, new)}
    who = {"member": w.new("member"), "name": w.of(*NAMES), "answers": _answers(w)}
    return {"invitation": w.one("invitation"), **who, **where}


def _invitation(w: Walk) -> dict[str, Any]:
    until = w.of("2099-05-12T18:00", "2020-05-12T18:00")
    where = {"retreat": w.one("retreat"), "group": w.of(None, w.one("group"))}
    return {"invitation": w.new("invitation"), "until": until, **where}


def _session(w: Walk) -> dict[str, Any]:
    return {"starts": w.of(None, "2026-05-12T09:30", "2026-03-29T01:30"), "ends": w.of(None, "2026-05-12T12:30")}


def _window(w: Walk) -> dict[str, Any]:
    texts = ("Good night.", "Café, she said.", "Yes.")
    segments = [heard(w.new("segment"), w.of(1.0, 599.0, 700.5), w.of(*texts)) for _ in range(w.of(0, 1, 1, 2))]
    segments = list({it.id: it for it in segments}.values())
    return {"run": w.one("run"), "window": w.of(2, 3, 4), "language": w.of(None, "en", "gd"), "segments": segments}


def _words(w: Walk) -> dict[str, Any]:
    """A segment, and a revision that it may have or have had."""
    _, segment, first, _ = w.of(*PLACES)
    return {"segment": w.of(segment, segment, w.one("segment")), "base": w.of(first, first, w.command())}


def _correction(w: Walk) -> c.Correction:
    texts = ("", "We came in late.", "We came, early.", "💩 She said tea at seven to us.", "And left, late 👩‍👩‍👧.")
    return c.Correction(**_words(w), text=w.of(*texts))


def _other_code(w: Walk) -> dict[str, Any]:
    return {"code": w.one("code"), "name": w.of(None, *NAMES), "parent": w.of(None, "", w.one("code"))}


def _mark(w: Walk) -> dict[str, Any]:
    what = {"comment": "So?"} if w.chance(0.5) else {"code": w.one("code")}
    return {"annotation": w.new("annotation"), "retreat": w.one("retreat"), "passage": w.passage(), **what}


def _memo(w: Walk) -> dict[str, Any]:
    about = w.of("retreat", "session", "source", "annotation", "code")
    what = {"about": about, "about_id": w.one(about), "text": w.of("Hm.", "So?"), "shared": w.chance(0.5)}
    return {"memo": w.new("memo"), "retreat": w.one("retreat"), **what}


def _brought(w: Walk) -> dict[str, Any]:
    where = {"retreat": w.one("retreat"), "session": w.one("session"), "group": w.of(None, w.one("group"))}
    what = {"name": "Interview", "filename": "interview.txt", "bytes": 9, "format": "text"}
    times = w.of({}, {"start": 1.0, "end": 2.0}, {"start": 2.0, "end": 1.0}, {"start": 1.0})
    segments = [c.BroughtSegment(text=text, speaker=w.of(None, *NAMES), **times) for text in ("Yes.", "No 💩.")]
    return {"recording": w.of(NEW_RECORDING, w.new("recording")), "segments": segments, **where, **what}


def _speaker(w: Walk) -> dict[str, Any]:
    about = {"name": w.of(None, *NAMES), "member": w.of(None, w.one("member"))}
    return {"speaker": w.new("speaker"), "retreat": w.one("retreat"), **about}


def _assigned(w: Walk) -> dict[str, Any]:
    source = w.of(source_of(RUNNING), source_of(RUNNING), w.one("source"))
    segments = [w.one("segment") for _ in range(w.of(1, 2))]
    return {"source": source, "segments": segments, "speaker": w.of("", w.one("speaker"), w.one("speaker"))}


MAKERS: dict[type[Any], Callable[[Walk], dict[str, Any]]] = {
    c.FoundProgramme: lambda w: {"name": "Again", "steward": w.new("member"), "steward_name": "Una"},
    c.AddOrganisation: lambda w: {
        "organisation": w.new("organisation"),
        "name": w.of(*NAMES),
        "sector": w.one("sector"),
    },
    c.RenameProgramme: lambda w: {"name": w.of(*NAMES)},
    c.AddSector: lambda w: {"sector": w.new("sector"), "name": w.of(*NAMES)},
    c.RenameSector: lambda w: {"sector": w.one("sector"), "name": w.of(*NAMES)},
    c.RemoveSector: lambda w: {"sector": w.one("sector")},
    c.ChangeOrganisation: lambda w: {"organisation": w.one("organisation"), "sector": w.of(None, w.one("sector"))},
    c.RemoveOrganisation: lambda w: {"organisation": w.one("organisation")},
    c.WordConsent: lambda w: {"item": w.of(ITEM.id, w.new("item")), "title": w.of(*NAMES), "wording": "Yes or no."},
    c.AddMember: _member,
    c.ChangeMember: lambda w: {"member": w.one("member"), "name": w.of(*NAMES), "organisation": w.of(None, "")},
    c.SetSteward: lambda w: {"member": w.one("member"), "steward": w.chance(0.5)},
    c.MergeMembers: lambda w: {"retreat": w.one("retreat"), "member": w.one("member"), "into": w.one("member")},
    c.TakeRole: lambda w: {"retreat": w.one("retreat"), "member": w.one("member")},
    c.AnswerConsent: lambda w: {"retreat": w.one("retreat"), "answers": _answers(w)},
    c.OpenInvitation: _invitation,
    c.EndInvitation: lambda w: {"invitation": w.one("invitation")},
    c.JoinRetreat: _guest,
    c.ChangeRetreat: lambda w: {"retreat": w.one("retreat"), "ends_on": w.of(None, "2026-05-14", "2020-01-01")},
    c.ArchiveRetreat: lambda w: {"retreat": w.one("retreat")},
    c.ReopenRetreat: lambda w: {"retreat": w.one("retreat")},
    c.ChangeSession: lambda w: {"session": w.one("session"), "name": w.of(None, *NAMES), **_session(w)},
    c.RemoveSession: lambda w: {"session": w.one("session")},
    c.AddGroup: lambda w: {"group": w.new("group"), "session": w.one("session"), "name": w.of(*NAMES)},
    c.RenameGroup: lambda w: {"group": w.one("group"), "name": w.of(*NAMES)},
    c.RemoveGroup: lambda w: {"group": w.one("group")},
    c.TakeSeat: lambda w: {"group": w.one("group"), "member": w.one("member")},
    c.LeaveSeat: lambda w: {"session": w.one("session"), "member": w.one("member")},
    c.ChangeExcerpt: lambda w: {"source": w.one("source"), "title": w.of(*NAMES), "sector": w.of(None, "")},
    c.UnplaceExcerpt: lambda w: {"source": w.one("source"), "retreat": w.one("retreat")},
    c.ChangeRecording: lambda w: {"recording": w.one("recording"), "group": w.of(None, "", w.one("group"))},
    c.StopRecording: lambda w: {"recording": w.one("recording")},
    c.MoveRecordingToFront: lambda w: {"recording": w.one("recording")},
    c.DeleteRecording: lambda w: {"recording": w.one("recording")},
    c.CreateRetreat: _retreat,
    c.GiveRole: _role,
    c.AddSession: lambda w: {"session": w.new("session"), "retreat": w.one("retreat"), "name": w.of(*NAMES)},
    c.AddExcerpt: _excerpt,
    c.PlaceExcerpt: lambda w: {"source": w.one("source"), "retreat": w.one("retreat")},
    c.AddRecording: _recording,
    c.AddSound: lambda w: {"recording": w.of(BROUGHT, w.one("recording")), "filename": "6.wav", "bytes": w.of(5, 6)},
    c.StateAgreement: lambda w: {"recording": w.one("recording"), "wording": "All agreed."},
    c.CloseRecording: lambda w: {"recording": w.one("recording"), "chunks": w.of(1, 2, 2)},
    c.RetryRecording: lambda w: {"recording": w.one("recording")},
    c.OpenRecording: lambda w: {"recording": w.one("recording"), "duration": w.of(1.5, 700.0)},
    c.FailRecording: lambda w: {"recording": w.one("recording"), "why": "No sound."},
    c.StartRun: lambda w: {"run": w.one("run"), "recording": w.one("recording"), **AN_ENGINE},
    c.AppendSegments: _window,
    c.FinishRun: lambda w: {"run": w.one("run")},
    c.BringInTranscript: _brought,
    c.AddSpeaker: _speaker,
    c.ChangeSpeaker: lambda w: {
        "speaker": w.one("speaker"),
        "name": w.of(None, "", *NAMES),
        "member": w.of(None, "", w.one("member")),
    },
    c.MergeSpeakers: lambda w: {"speaker": w.one("speaker"), "into": w.one("speaker")},
    c.UnmergeSpeaker: lambda w: {"speaker": w.one("speaker")},
    c.AssignSpeaker: _assigned,
    c.CreateCode: lambda w: {"code": w.new("code"), "name": w.of(*NAMES), "colour": w.of(1, 12)},
    c.Annotate: _mark,
    c.Correct: lambda w: {"source": w.one("source"), "corrections": [_correction(w) for _ in range(w.of(1, 1, 2))]},
    c.SettleSuggestion: lambda w: {"suggestion": w.one("suggestion")},
    c.SplitSegment: lambda w: {**_words(w), "at": w.of(0, 2, 3, 7, 12, 99), "into": w.new("segment")},
    c.JoinSegments: lambda w: {"segment": w.one("segment"), "next": w.one("segment")},
    c.CheckSegments: lambda w: {"source": w.one("source"), "segments": [w.one("segment")], "checked": w.chance(0.5)},
    c.Undo: lambda w: {"retreat": w.one("retreat"), "source": w.of(None, w.one("source"))},
    c.Redo: lambda w: {"retreat": w.one("retreat"), "source": w.of(None, w.one("source"))},
    c.PlaceAnnotation: lambda w: {"annotation": w.one("annotation"), "passage": w.passage()},
    c.TakeStance: lambda w: {
        "annotation": w.one("annotation"),
        "view": w.of("agree", "differ", "unsure"),
        "reason": w.of(None, "So."),
    },
    c.DropStance: lambda w: {"annotation": w.one("annotation")},
    c.ChangeCode: _other_code,
    c.MergeCode: lambda w: {"code": w.one("code"), "into": w.one("code")},
    c.UnmergeCode: lambda w: {"code": w.one("code")},
    c.RetireCode: lambda w: {"code": w.one("code")},
    c.BringBackCode: lambda w: {"code": w.one("code")},
    c.RemoveAnnotation: lambda w: {"annotation": w.one("annotation")},
    c.WriteMemo: _memo,
    c.ChangeMemo: lambda w: {"memo": w.one("memo"), "text": w.of("Hm.", "Aha.")},
    c.ShareMemo: lambda w: {"memo": w.one("memo")},
    c.RemoveMemo: lambda w: {"memo": w.one("memo")},
    c.Withdraw: lambda w: {
        "retreat": w.one("retreat"),
        "annotations": w.of([], [w.one("annotation")]),
        "replies": w.of([], [w.one("reply")]),
        "stances": w.of([], [w.one("annotation")]),
        "memos": w.of([], [w.one("memo")]),
        "said": w.chance(0.5),
        "everything": w.chance(0.3),
    },
    c.ReplyTo: lambda w: {"reply": w.new("reply"), "annotation": w.one("annotation"), "text": "Yes."},
}
OFTEN = {
    c.Undo,
    c.Redo,
    c.Correct,
    c.ReopenRetreat,
    c.JoinRetreat,
    c.Annotate,
    c.ReplyTo,
    c.AppendSegments,
    c.CreateCode,
    c.GiveRole,
    c.WriteMemo,
}
OFTEN |= {c.AssignSpeaker, c.AddSpeaker}
OF_THE_ENGINE = {c.OpenRecording, c.FailRecording, c.StartRun, c.AppendSegments, c.FinishRun}
