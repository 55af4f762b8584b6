"""The workflow that writes a recording down: assemble, first window, copy for playback, the other windows, done.

Every step is checkpointed and may run twice: what it writes has an id made from the run and the window. Steps
return ids, bounds and counts, never words.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID, uuid5

from dbos import DBOS
from sqlalchemy import select

from server.domain import commands as c
from server.domain.access import THE_ENGINE
from server.domain.nouns import Closed, Recording, Retreat, Run
from server.errors import NotFound, OutOfReach, Refusal
from server.jobs.playback import make_playable
from server.jobs.queue import WORKFLOW, job_of
from server.jobs.tools import tools, working_on
from server.live.messages import Accepted
from server.store.media import Media
from server.store.progress import clear_progress, put_progress
from server.store.rows import find_row
from server.store.tables import CommandRow
from transcription.engine import Engine
from transcription.media.files import MediaError, probe
from transcription.recording import transcribe_window
from transcription.transcript import Segment
from transcription.weights import WeightsError
from transcription.windows import Window, plan

log = logging.getLogger(__name__)

T = TypeVar("T", bound=Closed)
R = TypeVar("R")


@DBOS.workflow(name=WORKFLOW)
def write_down(programme: str, recording: str, attempt: str, chunks: int) -> None:
    """Write one recording down. What cannot be helped is said at the recording, with the original kept."""
    with working_on(job_of(programme, attempt)), said_at_recording(programme, recording, attempt):
        _write_down(programme, recording, attempt, chunks)


@contextmanager
def said_at_recording(programme: str, recording: str, attempt: str) -> Iterator[None]:
    """Whatever goes wrong with it is."""
    try:
        yield
    except Exception as error:  # being cancelled or taken over is none: DBOS raises BaseException for those
        log.warning("nothing could be done with recording %s", recording, exc_info=error)
        fail(programme, recording, attempt, reason(error))


def _write_down(programme: str, recording: str, attempt: str, chunks: int) -> None:
    total = assemble(programme, recording, chunks)
    run = start_run(programme, recording, attempt)
    first = first_window(programme, recording)
    if first:
        hear(programme, recording, run, 0, first, total)
    prepare_sound(programme, recording, attempt, total)
    rest = later_windows(programme, recording, first[1]) if first else []
    for n, bounds in enumerate(rest, start=1):
        hear(programme, recording, run, n, bounds, total)
    finish(programme, recording, run, attempt)


def reason(error: Exception) -> str:
    """Why it failed, in words for whoever brought the recording."""
    if isinstance(error, OSError):
        return f"This server could not read or write its disk ({error.strerror}). Mend that, then try again."
    if isinstance(error, (MediaError, WeightsError, Refusal)):
        return str(error)
    return "Something went wrong on this server, and its log says what. The recording is kept: try again."


@DBOS.step()
def assemble(programme: str, recording: str, chunks: int) -> float:
    """The original from its chunks; returns its length in seconds."""
    with _files(programme, recording) as media:
        return probe(media.assemble(recording, chunks)).duration


@DBOS.step()
def start_run(programme: str, recording: str, attempt: str) -> str:
    """The run's id: one per recording, engine and model, so that trying again goes on with it."""
    info = _engine(programme, recording).info
    run = str(uuid5(UUID(recording), f"{info.engine} {info.version} {info.model_hash}"))
    start = c.StartRun(
        id=_derived(attempt, "start"),
        run=run,
        recording=recording,
        engine=info.engine,
        version=info.version,
        model=info.model,
        model_hash=info.model_hash,
        parameters=json.dumps(info.parameters, sort_keys=True),
    )
    _submit(programme, start)
    return run


@DBOS.step()
def first_window(programme: str, recording: str) -> tuple[float, float] | None:
    window = next(plan(tools().media.of(programme).original(recording)), None)
    return (window.start, window.end) if window else None


@DBOS.step()
def later_windows(programme: str, recording: str, start: float) -> list[tuple[float, float]]:
    return [(it.start, it.end) for it in plan(tools().media.of(programme).original(recording), start)]


@DBOS.step()
def hear(programme: str, recording: str, run: str, n: int, bounds: tuple[float, float], total: float) -> int:
    """One window: its segments become a command of the engine's. Returns how many it added."""
    id = _derived(run, f"window {n}")
    if _is_kept(programme, id):  # by an attempt before this one
        return 0
    window, original = Window(*bounds), tools().media.of(programme).original(recording)
    progress = _Progress(programme, recording, window, total)
    language = _language(programme, recording, run)
    heard = transcribe_window(original, window, _engine(programme, recording), language, progress.reached)
    segments = [_new_segment(run, n, i, it) for i, it in enumerate(heard.segments)]
    command = c.AppendSegments(id=id, run=run, window=n, language=heard.language, segments=segments)
    _submit(programme, command)
    return len(segments)


@DBOS.step()
def prepare_sound(programme: str, recording: str, attempt: str, total: float) -> None:
    """A seekable copy and its peaks; from then on the recording can be heard."""
    with _files(programme, recording) as media, media.alone(recording):
        make_playable(media, recording, total)
    _submit(programme, c.OpenRecording(id=_derived(attempt, "open"), recording=recording, duration=total))


@DBOS.step()
def finish(programme: str, recording: str, run: str, attempt: str) -> None:
    _submit(programme, c.FinishRun(id=_derived(attempt, "finish"), run=run))
    _clear(programme, recording)


@DBOS.step()
def fail(programme: str, recording: str, attempt: str, why: str) -> None:
    _submit(programme, c.FailRecording(id=_derived(attempt, "fail"), recording=recording, why=why))
    _clear(programme, recording)


@contextmanager
def _files(programme: str, recording: str) -> Iterator[Media]:
    """Where a step may write. Of a recording that somebody deleted meanwhile, nothing is left."""
    media = tools().media.of(programme)
    try:
        yield media
    finally:
        try:
            _find(programme, Recording, recording)
        except NotFound:
            media.discard(recording)


class _Progress:
    """Writes down how far a window is, at most once a second, with the time left at the pace so far."""

    def __init__(self, programme: str, recording: str, window: Window, total: float) -> None:
        self._programme, self._recording, self._window, self._total = programme, recording, window, total
        self._retreat = _find(programme, Recording, recording).retreat
        self._began = self._told = time.monotonic()
        self._tell(window.start, None)

    def reached(self, seconds: float) -> None:
        now = time.monotonic()
        if now - self._told < 1 or not seconds:
            return
        self._told = now
        done = self._window.start + seconds
        self._tell(done, (self._total - done) * (now - self._began) / seconds)

    def _tell(self, done: float, left: float | None) -> None:
        with suppress(OutOfReach), tools().database.write() as connection:
            put_progress(connection, self._programme, self._retreat, self._recording, done, self._total, left)


def _new_segment(run: str, window: int, n: int, heard: Segment) -> c.NewSegment:
    """A segment of the engine's as a command holds it: word places in code points of its text."""
    words, at = [], 0
    for word in heard.words:
        spoken = word.word.strip()
        at = heard.text.index(spoken, at)
        words.append((at, len(spoken), word.start, word.end, word.probability))
        at += len(spoken)
    id = _derived(run, f"segment {window} {n}")
    return c.NewSegment(id=id, start=heard.start, end=heard.end, text=heard.text, words=words, mended=heard.mended)


def _derived(of: str, name: str) -> str:
    return str(uuid5(UUID(of), name))


def _patiently(ask: Callable[..., R]) -> Callable[..., R]:
    """A database that is out of reach comes back: no reason to give a recording up."""

    @wraps(ask)
    def asked(*given: Any) -> R:
        while True:
            try:
                return ask(*given)
            except OutOfReach:
                log.warning("the database is out of reach")
                time.sleep(1)

    return asked


@_patiently
def _submit(programme: str, command: Any) -> Accepted:
    return tools().committer.submit(programme, THE_ENGINE.id, command).result()


@_patiently
def _find(programme: str, kind: type[T], id: str) -> T:
    with tools().database.read() as connection:
        return find_row(connection, programme, kind, id)


@_patiently
def _is_kept(programme: str, command: str) -> bool:
    with tools().database.read() as connection:
        statement = select(CommandRow.id).where(CommandRow.programme == programme, CommandRow.id == command)  # type: ignore[call-overload]
        return connection.execute(statement).first() is not None


def _language(programme: str, recording: str, run: str) -> str | None:
    """What the run was heard to be in, or what was said beforehand, or none: then it is detected."""
    heard = _find(programme, Run, run).language
    retreat = _find(programme, Retreat, _find(programme, Recording, recording).retreat)
    return heard or retreat.language.split("-")[0] or tools().settings.language or None


def _engine(programme: str, recording: str) -> Engine:
    """What this retreat has its recordings written down by."""
    return tools().engine(_find(programme, Retreat, _find(programme, Recording, recording).retreat).engine)


@_patiently
def _clear(programme: str, recording: str) -> None:
    with tools().database.write() as connection:
        clear_progress(connection, programme, recording)
