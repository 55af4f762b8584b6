"""Random commands by random people about a few things, so that they often meet: some are possible, many are not."""

from collections.abc import Callable
from random import Random
from typing import Any

from server.domain import commands as c
from tests.a_retreat import (
    AN_ENGINE,
    CODE,
    ENGINE,
    EXCERPT,
    EXCERPT_TEXT,
    FAILED,
    FIRST_WORDS,
    INSTALLATION,
    LATER_WORDS,
    MARK,
    ORGANISATION,
    OTHER_EXCERPT,
    OTHER_MARK,
    OTHER_RETREAT,
    OTHER_SESSION,
    PEOPLE,
    RECEIVING,
    REPLY,
    RETREAT,
    RUN,
    RUNNING,
    SESSION,
    STEWARD,
    UNPLACED,
    WAITING,
    across,
    an_id,
    excerpt_revision,
    heard,
    paragraph,
    source_of,
)

NEW_RECORDING = an_id("walk recording")
KNOWN: dict[str, tuple[str, ...]] = {
    "organisation": (ORGANISATION,),
    "member": PEOPLE,
    "retreat": (RETREAT, RETREAT, OTHER_RETREAT),
    "session": (SESSION, OTHER_SESSION),
    "source": (EXCERPT, UNPLACED, OTHER_EXCERPT, source_of(RUNNING)),
    "recording": (RECEIVING, FAILED, WAITING, RUNNING, NEW_RECORDING),
    "run": (RUN,),
    "code": (CODE,),
    "annotation": (MARK, OTHER_MARK),
    "reply": (REPLY,),
    "segment": (FIRST_WORDS, LATER_WORDS),
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
    about = {"organisation": w.of(None, w.one("organisation")), "sector": w.of(None, "Care")}
    return {"source": w.new("source"), "title": w.of(*NAMES), "text": text, **about}


def _recording(w: Walk) -> dict[str, Any]:
    where = {"retreat": w.one("retreat"), "session": w.one("session")}
    what = {"name": "Table", "filename": "table.opus", "bytes": w.of(5, 6), "agreement": w.of(None, "All agreed.")}
    return {"recording": w.of(NEW_RECORDING, w.new("recording")), "source": w.new("source"), **where, **what}


def _window(w: Walk) -> dict[str, Any]:
    texts = ("Good night.", "Café, she said.", "Yes.")
    segments = [heard(w.new("segment"), w.of(1.0, 599.0, 700.5), w.of(*texts)) for _ in range(w.of(0, 1, 1, 2))]
    segments = list({it.id: it for it in segments}.values())
    return {"run": w.one("run"), "window": w.of(2, 3, 4), "language": w.of(None, "en", "gd"), "segments": segments}


def _mark(w: Walk) -> dict[str, Any]:
    what = {"comment": "So?"} if w.chance(0.5) else {"code": w.one("code")}
    return {"annotation": w.new("annotation"), "retreat": w.one("retreat"), "passage": w.passage(), **what}


MAKERS: dict[type[Any], Callable[[Walk], dict[str, Any]]] = {
    c.FoundProgramme: lambda w: {"name": "Again", "steward": w.new("member"), "steward_name": "Una"},
    c.AddOrganisation: lambda w: {"organisation": w.new("organisation"), "name": w.of(*NAMES), "sector": "Care"},
    c.AddMember: _member,
    c.CreateRetreat: _retreat,
    c.GiveRole: _role,
    c.AddSession: lambda w: {"session": w.new("session"), "retreat": w.one("retreat"), "name": w.of(*NAMES)},
    c.AddExcerpt: _excerpt,
    c.PlaceExcerpt: lambda w: {"source": w.one("source"), "retreat": w.one("retreat")},
    c.AddRecording: _recording,
    c.StateAgreement: lambda w: {"recording": w.one("recording"), "wording": "All agreed."},
    c.CloseRecording: lambda w: {"recording": w.one("recording"), "chunks": w.of(1, 2, 2)},
    c.RetryRecording: lambda w: {"recording": w.one("recording")},
    c.OpenRecording: lambda w: {"recording": w.one("recording"), "duration": w.of(1.5, 700.0)},
    c.FailRecording: lambda w: {"recording": w.one("recording"), "why": "No sound."},
    c.StartRun: lambda w: {"run": w.one("run"), "recording": w.one("recording"), **AN_ENGINE},
    c.AppendSegments: _window,
    c.FinishRun: lambda w: {"run": w.one("run")},
    c.CreateCode: lambda w: {"code": w.new("code"), "name": w.of(*NAMES), "colour": w.of(1, 12)},
    c.Annotate: _mark,
    c.RemoveAnnotation: lambda w: {"annotation": w.one("annotation")},
    c.ReplyTo: lambda w: {"reply": w.new("reply"), "annotation": w.one("annotation"), "text": "Yes."},
}
OFTEN = {c.Annotate, c.ReplyTo, c.AppendSegments, c.CreateCode, c.GiveRole}
OF_THE_ENGINE = {c.OpenRecording, c.FailRecording, c.StartRun, c.AppendSegments, c.FinishRun}
