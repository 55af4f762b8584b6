"""The sound of a recording of which there were only the words: announced, and compared with them once it is here."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor
from server.domain.events import Happening
from server.domain.nouns import Agreement, Chunk, Recording, Run, Segment
from server.domain.recordings import access_recording, change_recording, of_recording, state_of_words
from server.domain.rows import Need, Rows, Those
from server.errors import NotReady

ROUNDING = 2.0
"""Seconds by which words may end after their sound: times that somebody wrote down are rounded."""


class HasItsSound(NotReady):
    """This recording has its sound already, or it is on its way. Another file would be another recording."""


def needs_add_sound(it: c.AddSound, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Chunk, Those("recording", it.recording)
    yield Run, Those("recording", it.recording)


def decide_add_sound(it: c.AddSound, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Of words that are here, unless they have their sound: what was not sent to its end, could not be heard, or ends
    before the words do, gives way."""
    recording = access_recording(rows, actor, it.type, it.recording)
    gives_way = recording.state == "receiving" or recording.why is not None
    if recording.sound and not (gives_way and state_of_words(rows, recording)):
        raise HasItsSound
    agreement = None
    if it.agreement and recording.agreement is None:  # who stated it first, and how, stays as it is
        agreement = Agreement(by=actor.id, at=at, wording=it.agreement)
    about = it.model_dump(include={"recording", "filename", "bytes"})
    return [of_recording(recording, e.SoundAdded(agreement=agreement, **about))]


def needs_open_recording(it: c.OpenRecording, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Run, Those("recording", it.recording)
    recording = rows.get(Recording, it.recording)
    if recording and state_of_words(rows, recording):
        yield Segment, Those("source", recording.source)


def decide_open_recording(it: c.OpenRecording, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    recording = access_recording(rows, actor, it.type, it.recording)
    about: dict[str, object] = {"recording": recording.id, "duration": it.duration}
    if recording.state != "stopped" and (state := state_of_words(rows, recording)):
        about |= {"state": state, "why": _misfit(it.duration, rows.those(Segment, "source", recording.source))}
    return [of_recording(recording, e.RecordingOpened.model_validate(about))]


def _misfit(duration: float, segments: list[Segment]) -> str | None:
    """What to look at where the words go on after the sound."""
    ends = max((it.end for it in segments if it.end is not None), default=0.0)
    if ends <= duration + ROUNDING:
        return None
    sound, words = _clock(duration), _clock(ends)
    return f"The sound ends at {sound}, and the words go on until {words}. Look whether it is the right file."


def _clock(seconds: float) -> str:
    """As screens show it: 4:05, 1:04:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def apply_sound_added(body: e.SoundAdded, rows: Rows) -> None:
    recording = rows.find(Recording, body.recording)
    for chunk in rows.those(Chunk, "recording", recording.id):
        rows.drop(Chunk, chunk.recording, chunk.n)
    changes = {"state": "receiving", "why": None, "duration": None, "sound": True, "attempt": None}
    about = {"filename": body.filename, "bytes": body.bytes, "agreement": recording.agreement or body.agreement}
    change_recording(rows, recording.id, **changes, **about)
