"""What people do with a recording that is here: name and move it, stop it or bring it forward, delete it."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor
from server.domain.events import Happening
from server.domain.nouns import (
    Annotation,
    Chunk,
    Deed,
    Group,
    Memo,
    Recording,
    Reply,
    Revision,
    Run,
    Segment,
    Session,
    Source,
    Stance,
    Step,
    Suggestion,
    WordTimes,
)
from server.domain.recordings import access_recording, change_recording, check_place, of_recording
from server.domain.rows import Need, Rows, Those
from server.errors import NotReady


def needs_change_recording(it: c.ChangeRecording, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    recording = rows.get(Recording, it.recording)
    if recording is not None:
        yield Source, (recording.source,)
        yield Session, (it.session or recording.session,)
    if it.group or (recording and recording.group):
        yield Group, (it.group or str(recording and recording.group),)


def decide_change_recording(it: c.ChangeRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    before = access_recording(rows, actor, it.type, it.recording)
    changes = it.model_dump(include={"name", "session", "group"}, exclude_none=True)
    if it.session and it.session != before.session:  # another session's tables are others
        changes.setdefault("group", None)
    recording = before.model_copy(update={field: value or None for field, value in changes.items()})
    if recording == before:
        return []
    check_place(rows, recording.retreat, recording.session, recording.group)
    source = rows.find(Source, recording.source).model_copy(update={"title": recording.name})
    return [of_recording(recording, e.RecordingChanged(recording=recording, source=source))]


def decide_stop_recording(it: c.StopRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    if recording.state not in ("waiting", "writing_down") or recording.attempt is None:
        raise NotReady("Nothing is being done with this recording that could be stopped.")
    return [of_recording(recording, e.RecordingStopped(recording=recording.id, attempt=recording.attempt))]


def decide_move_recording_to_front(it: c.MoveRecordingToFront, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    if recording.state != "waiting" or recording.attempt is None:
        raise NotReady("Only a recording that waits for its turn can be moved to the front.")
    return [of_recording(recording, e.RecordingMovedToFront(recording=recording.id, attempt=recording.attempt))]


def needs_all_of_recording(it: c.DeleteRecording, rows: Rows) -> Iterator[Need]:
    """Everything that goes with it: much, and read for nobody who may not delete it."""
    yield Recording, (it.recording,)
    yield Chunk, Those("recording", it.recording)
    yield Run, Those("recording", it.recording)
    recording = rows.get(Recording, it.recording)
    if recording is not None:
        yield Source, (recording.source,)
        yield Segment, Those("source", recording.source)
        yield Annotation, Those("source", recording.source)
        yield Suggestion, Those("source", recording.source)
        yield Deed, Those("source", recording.source)
        yield Memo, Those("source", recording.source)
        for segment in rows.those(Segment, "source", recording.source):
            yield Revision, Those("segment", segment.id)
            yield Step, Those("segment", segment.id)
            yield WordTimes, (segment.id,)
        for annotation in _annotations(rows, recording.source):
            yield Reply, Those("annotation", annotation.id)
            yield Stance, Those("annotation", annotation.id)


def _annotations(rows: Rows, source: str) -> list[Annotation]:
    return [it for it in rows.all(Annotation) if it.passage.source == source]


def decide_delete_recording(it: c.DeleteRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    body = e.RecordingDeleted(recording=recording.id, source=recording.source, attempt=recording.attempt)
    return [of_recording(recording, body)]


def apply_recording_changed(body: e.RecordingChanged, rows: Rows) -> None:
    rows.put(body.recording)
    rows.put(body.source)


def apply_recording_stopped(body: e.RecordingStopped, rows: Rows) -> None:
    change_recording(rows, body.recording, state="stopped")


def apply_recording_moved_to_front(body: e.RecordingMovedToFront, rows: Rows) -> None:
    """Its place in the queue is the queue's to know."""


def apply_recording_deleted(body: e.RecordingDeleted, rows: Rows) -> None:
    rows.drop(Recording, body.recording)
    rows.drop(Source, body.source)
    for chunk in rows.those(Chunk, "recording", body.recording):
        rows.drop(Chunk, chunk.recording, chunk.n)
    for run in rows.those(Run, "recording", body.recording):
        rows.drop(Run, run.id)
    for segment in rows.those(Segment, "source", body.source):
        _drop_segment(rows, segment.id)
    for deed in rows.those(Deed, "source", body.source):
        rows.drop(Deed, deed.id)
    for suggestion in rows.those(Suggestion, "source", body.source):
        rows.drop(Suggestion, suggestion.id)
    for memo in rows.those(Memo, "source", body.source):
        rows.drop(Memo, memo.id)
    for annotation in _annotations(rows, body.source):
        rows.drop(Annotation, annotation.id)
        for reply in rows.those(Reply, "annotation", annotation.id):
            rows.drop(Reply, reply.id)
        for stance in rows.those(Stance, "annotation", annotation.id):
            rows.drop(Stance, stance.annotation, stance.member)


def _drop_segment(rows: Rows, segment: str) -> None:
    rows.drop(Segment, segment)
    rows.drop(WordTimes, segment)
    for revision in rows.those(Revision, "segment", segment):
        rows.drop(Revision, revision.segment, revision.id)
    for step in rows.those(Step, "segment", segment):
        rows.drop(Step, step.segment, step.id)


def apply_erased(body: e.Erased, rows: Rows) -> None:
    """What it said is gone, with all that followed from it."""
