"""Recordings: announced, stated as agreed to, received in chunks, closed, opened; and when that goes wrong."""

from collections.abc import Iterator
from typing import Any, Literal

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Agreement, Chunk, Group, Recording, Run, Session, Source
from server.domain.programmes import refuse_taken
from server.domain.rows import Need, Rows, Those
from server.errors import NotFound, NotReady, PartsMissing


def needs_recording(it: Any, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)


def access_recording(rows: Rows, actor: Actor, name: str, id: str) -> Recording:
    """The recording, if this actor may do `name` with it."""
    recording = rows.find(Recording, id)
    access(actor, name, recording.retreat)
    return recording


def needs_add_recording(it: c.AddRecording, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Source, (it.source,)
    yield Session, (it.session,)
    if it.group:
        yield Group, (it.group,)


def check_place(rows: Rows, retreat: str, session: str, group: str | None) -> None:
    """The session lies in the retreat, and the table in the session; NotFound otherwise."""
    if rows.find(Session, session).retreat != retreat or (group and rows.find(Group, group).session != session):
        raise NotFound


def decide_add_recording(it: c.AddRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    refuse_taken(rows, Recording, it.recording)
    refuse_taken(rows, Source, it.source)
    check_place(rows, it.retreat, it.session, it.group)
    agreement = Agreement(by=actor.id, at=at, wording=it.agreement) if it.agreement else None
    about = it.model_dump(include={"retreat", "session", "group", "source", "name", "filename", "bytes"})
    recording = Recording(id=it.recording, agreement=agreement, **about)
    source = Source(id=it.source, kind="transcript", title=it.name, retreat=it.retreat, recording=it.recording)
    return [Happening(e.RecordingAdded(recording=recording, source=source), "retreat", it.retreat, it.source)]


def decide_state_agreement(it: c.StateAgreement, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    if recording.agreement is not None:
        raise NotReady("The agreement to this recording is stated already: who stated it, and how, stays as it is.")
    agreement = Agreement(by=actor.id, at=at, wording=it.wording)
    return [of_recording(recording, e.AgreementStated(recording=recording.id, agreement=agreement))]


def needs_chunks(it: c.CloseRecording | c.RetryRecording, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Chunk, Those("recording", it.recording)
    yield Run, Those("recording", it.recording)


def state_of_words(rows: Rows, recording: Recording) -> Literal["ready", "silent"] | None:
    """How a recording stands whose words are here to their end, heard or brought in; none of any other."""
    languages = [run.language for run in rows.those(Run, "recording", recording.id) if run.state == "done"]
    if not languages:
        return None
    return "ready" if any(languages) else "silent"


def decide_close_recording(it: c.CloseRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    if recording.state != "receiving":
        raise NotReady("This recording was closed already.")
    chunks = {chunk.n: chunk.bytes for chunk in rows.those(Chunk, "recording", recording.id)}
    if set(chunks) != set(range(it.chunks)) or sum(chunks.values()) != recording.bytes:
        raise PartsMissing
    return [_closed(rows, recording, it.chunks, it.id)]


def _closed(rows: Rows, recording: Recording, chunks: int, attempt: str) -> Happening:
    is_written = state_of_words(rows, recording) is not None
    body = e.RecordingClosed(recording=recording.id, chunks=chunks, attempt=attempt, written=is_written)
    return of_recording(recording, body)


def decide_retry_recording(it: c.RetryRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    if recording.state not in ("failed", "stopped"):
        raise NotReady("Only a recording that could not be written down, or was stopped, can be tried again.")
    chunks = len(rows.those(Chunk, "recording", recording.id))
    if not chunks:
        raise PartsMissing
    return [_closed(rows, recording, chunks, it.id)]


def decide_fail_recording(it: c.FailRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    if recording.state == "stopped":  # it was told to stop, and that was not its failure
        return []
    return [of_recording(recording, e.RecordingFailed(recording=recording.id, why=it.why))]


def of_recording(recording: Recording, body: object) -> Happening:
    return Happening(body, "retreat", recording.retreat, recording.source)


def apply_recording_added(body: e.RecordingAdded, rows: Rows) -> None:
    rows.put(body.recording)
    rows.put(body.source)


def change_recording(rows: Rows, id: str, **changes: object) -> None:
    """The recording with these fields changed."""
    rows.put(rows.find(Recording, id).model_copy(update=changes))


def apply_agreement_stated(body: e.AgreementStated, rows: Rows) -> None:
    change_recording(rows, body.recording, agreement=body.agreement)


def apply_recording_closed(body: e.RecordingClosed, rows: Rows) -> None:
    change_recording(rows, body.recording, state="waiting", why=None, attempt=body.attempt)


def apply_recording_opened(body: e.RecordingOpened, rows: Rows) -> None:
    state = {"state": body.state, "why": body.why} if body.state else {}
    change_recording(rows, body.recording, duration=body.duration, **state)


def apply_recording_failed(body: e.RecordingFailed, rows: Rows) -> None:
    change_recording(rows, body.recording, state="failed", why=body.why)
