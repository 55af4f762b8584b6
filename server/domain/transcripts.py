"""Transcripts: runs of an engine over a recording, and the segments that they append window by window."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor
from server.domain.events import Happening
from server.domain.excerpts import put_segments
from server.domain.nouns import Recording, Run, Segment, SegmentText, WordTimes
from server.domain.recordings import access_recording, change_recording
from server.domain.rows import Need, Rows
from server.errors import NotReady


class Stopped(NotReady):
    """Somebody stopped this. What was written down is kept, and it can be tried again."""


# Segments of one window lie between two whole numbers of this many positions.
WINDOW_SPAN = 10_000


def needs_start_run(it: c.StartRun, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Run, (it.run,)


def decide_start_run(it: c.StartRun, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    if recording.state == "stopped":
        raise Stopped
    about = it.model_dump(exclude={"id", "type", "run", "recording"})
    before = rows.get(Run, it.run)  # an attempt that failed: what it heard stays
    language = before.language if before else None
    run = Run(id=it.run, recording=recording.id, source=recording.source, language=language, **about)
    return [Happening(e.RunStarted(run=run), "retreat", recording.retreat, recording.source)]


def needs_run(it: c.AppendSegments | c.FinishRun, rows: Rows) -> Iterator[Need]:
    yield Run, (it.run,)
    if run := rows.get(Run, it.run):
        yield Recording, (run.recording,)


def needs_append_segments(it: c.AppendSegments, rows: Rows) -> Iterator[Need]:
    yield from needs_run(it, rows)
    for segment in it.segments:
        yield Segment, (segment.id,)


def decide_append_segments(it: c.AppendSegments, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    run, recording = _running(rows, actor, it)
    # Numbered by their place in the window, known ones too: no two share a position.
    new = [(n, segment) for n, segment in enumerate(it.segments) if rows.get(Segment, segment.id) is None]
    segments = [
        SegmentText(
            id=segment.id,
            source=run.source,
            position=it.window * WINDOW_SPAN + n,
            revision=it.id,
            start=segment.start,
            end=segment.end,
            run=run.id,
            mended=segment.mended,
            text=segment.text,
        )
        for n, segment in new
    ]
    words = [WordTimes(segment=segment.id, revision=it.id, words=segment.words) for _, segment in new]
    body = e.SegmentsAppended(run=run.id, language=it.language, segments=segments, words=words)
    return [Happening(body, "retreat", recording.retreat, run.source)]


def decide_finish_run(it: c.FinishRun, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    run, recording = _running(rows, actor, it)
    body = e.RunFinished(run=run.id, recording=recording.id, state="silent" if run.language is None else "ready")
    return [Happening(body, "retreat", recording.retreat, run.source)]


def _running(rows: Rows, actor: Actor, it: c.AppendSegments | c.FinishRun) -> tuple[Run, Recording]:
    run = rows.find(Run, it.run)
    recording = access_recording(rows, actor, it.type, run.recording)
    if run.state != "running":
        raise NotReady("This run has ended.")
    if recording.state == "stopped":
        raise Stopped
    return run, recording


def apply_run_started(body: e.RunStarted, rows: Rows) -> None:
    rows.put(body.run)
    change_recording(rows, body.run.recording, state="writing_down")


def apply_segments_appended(body: e.SegmentsAppended, rows: Rows) -> None:
    put_segments(body.segments, rows)
    for words in body.words:
        rows.put(words)
    run = rows.find(Run, body.run)
    if run.language is None and body.segments:
        rows.put(run.model_copy(update={"language": body.language or "und"}))


def apply_run_finished(body: e.RunFinished, rows: Rows) -> None:
    rows.put(rows.find(Run, body.run).model_copy(update={"state": "done"}))
    change_recording(rows, body.recording, state=body.state)
