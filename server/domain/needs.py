"""What a command needs to be decided: the keys of rows, asked again until all that follows from them is loaded."""

from collections.abc import Callable, Iterator
from typing import Any

from server.domain import commands as c
from server.domain.nouns import (
    Annotation,
    Attendance,
    Chunk,
    Code,
    Member,
    Organisation,
    Placement,
    Recording,
    Reply,
    Retreat,
    Revision,
    Run,
    Segment,
    Session,
    Source,
)
from server.domain.rows import Key, Kind, Rows, Those

Need = tuple[Kind, Key | Those]


def needs(command: Any, rows: Rows) -> Iterator[Need]:
    """Keys to load before deciding; with these rows loaded, more may follow. At most three rounds."""
    return _NEEDS[type(command)](command, rows)


def _optional(kind: Kind, id: str | None) -> Iterator[Need]:
    if id is not None:
        yield kind, (id,)


def _member(it: c.AddMember, _: Rows) -> Iterator[Need]:
    yield Member, (it.member,)
    yield from _optional(Organisation, it.organisation)


def _role(it: c.GiveRole, _: Rows) -> Iterator[Need]:
    yield Retreat, (it.retreat,)
    yield Member, (it.member,)
    yield Attendance, (it.retreat, it.member)


def _session(it: c.AddSession, _: Rows) -> Iterator[Need]:
    yield Session, (it.session,)
    yield Retreat, (it.retreat,)


def _excerpt(it: c.AddExcerpt, _: Rows) -> Iterator[Need]:
    yield Source, (it.source,)
    yield from _optional(Organisation, it.organisation)


def _placement(it: c.PlaceExcerpt, rows: Rows) -> Iterator[Need]:
    yield Source, (it.source,)
    yield Retreat, (it.retreat,)
    yield Placement, (it.retreat, it.source)
    yield Segment, Those("source", it.source)
    for segment in rows.all(Segment):
        if segment.source == it.source:
            yield Revision, (segment.id, segment.revision)


def _new_recording(it: c.AddRecording, _: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Source, (it.source,)
    yield Session, (it.session,)


def _recording(it: Any, _: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)


def _closing(it: c.CloseRecording | c.RetryRecording, _: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Chunk, Those("recording", it.recording)


def _new_run(it: c.StartRun, _: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Run, (it.run,)


def _run(it: Any, rows: Rows) -> Iterator[Need]:
    yield Run, (it.run,)
    if run := rows.get(Run, it.run):
        yield Recording, (run.recording,)


def _segments(it: c.AppendSegments, rows: Rows) -> Iterator[Need]:
    yield from _run(it, rows)
    for segment in it.segments:
        yield Segment, (segment.id,)


def _code(it: c.CreateCode, _: Rows) -> Iterator[Need]:
    yield Code, Those()


def _annotation(it: c.Annotate, _: Rows) -> Iterator[Need]:
    yield Annotation, (it.annotation,)
    yield Source, (it.passage.source,)
    yield Placement, (it.retreat, it.passage.source)
    for place in (it.passage.start, it.passage.end):
        yield Segment, (place.segment,)
        yield Revision, (place.segment, place.revision)
    yield from _optional(Code, it.code)


def _removal(it: c.RemoveAnnotation, _: Rows) -> Iterator[Need]:
    yield Annotation, (it.annotation,)


def _reply(it: c.ReplyTo, _: Rows) -> Iterator[Need]:
    yield Reply, (it.reply,)
    yield Annotation, (it.annotation,)


_NEEDS: dict[type, Callable[[Any, Rows], Iterator[Need]]] = {
    c.FoundProgramme: lambda it, _: iter([(Member, (it.steward,))]),
    c.AddOrganisation: lambda it, _: iter([(Organisation, (it.organisation,))]),
    c.AddMember: _member,
    c.CreateRetreat: lambda it, _: iter([(Retreat, (it.retreat,))]),
    c.GiveRole: _role,
    c.AddSession: _session,
    c.AddExcerpt: _excerpt,
    c.PlaceExcerpt: _placement,
    c.AddRecording: _new_recording,
    c.StateAgreement: _recording,
    c.CloseRecording: _closing,
    c.RetryRecording: _closing,
    c.OpenRecording: _recording,
    c.FailRecording: _recording,
    c.StartRun: _new_run,
    c.AppendSegments: _segments,
    c.FinishRun: _run,
    c.CreateCode: _code,
    c.Annotate: _annotation,
    c.RemoveAnnotation: _removal,
    c.ReplyTo: _reply,
}
