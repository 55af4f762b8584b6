"""Transcripts that were made elsewhere: a recording without sound, whose one run is the file, its speakers named."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Group, Member, Recording, Run, SegmentText, Session, Source, Speaker
from server.domain.programmes import refuse_taken
from server.domain.recordings import check_place, of_recording
from server.domain.rows import Need, Rows, Those
from server.domain.speakers import merges, named
from server.errors import Malformed, NoWords

_NO_ENGINE: dict[str, Any] = {"engine": "brought in", "version": "", "model_hash": "", "parameters": "{}"}
# Who reads along gets a long transcript in parts.
PART = 300


class TimesMisfit(Malformed):
    """The times of this transcript do not fit: each sentence has both a beginning and a later end, or neither."""


def needs_bring_in_transcript(it: c.BringInTranscript, rows: Rows) -> Iterator[Need]:
    yield Recording, (it.recording,)
    yield Session, (it.session,)
    if it.group:
        yield Group, (it.group,)
    yield Speaker, Those("retreat", it.retreat)
    for speaker in rows.those(Speaker, "retreat", it.retreat):
        yield from _needs_member(speaker.member, rows)


def _needs_member(id: str | None, rows: Rows) -> Iterator[Need]:
    if id:
        yield Member, (id,)
        member = rows.get(Member, id)
        if member and member.merged_into:
            yield Member, (member.merged_into,)


def decide_bring_in_transcript(it: c.BringInTranscript, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Every id follows from the recording's."""
    access(actor, it.type, it.retreat)
    refuse_taken(rows, Recording, it.recording)
    check_place(rows, it.retreat, it.session, it.group)
    if not it.segments:
        raise NoWords("There are no words in this transcript. Look whether it is the right file.")
    if not all(map(_fits, it.segments)):
        raise TimesMisfit
    about = it.model_dump(include={"retreat", "session", "group", "name", "filename", "bytes"})
    recording = Recording(id=it.recording, source=_derived(it, "source"), sound=False, **about)
    source = Source(id=recording.source, kind="transcript", title=it.name, retreat=it.retreat, recording=recording.id)
    run = Run(id=_derived(it, "run"), recording=recording.id, source=source.id, model=it.format, **_NO_ENGINE)
    voices = _voices(it, rows)
    segments = [_segment(it, n, run, voices.get(_key(one.speaker))) for n, one in enumerate(it.segments)]
    return [
        of_recording(recording, e.RecordingAdded(recording=recording, source=source)),
        *(named(one) for one in voices.values() if rows.get(Speaker, one.id) is None),
        of_recording(recording, e.RunStarted(run=run)),
        *(of_recording(recording, body) for body in _appended(run, segments)),
        of_recording(recording, e.RunFinished(run=run.id, recording=recording.id, state="ready")),
    ]


def _derived(it: c.BringInTranscript, name: str) -> str:
    return str(uuid5(UUID(it.recording), name))


def _fits(segment: c.BroughtSegment) -> bool:
    if segment.start is None or segment.end is None:
        return segment.start is segment.end
    return segment.start <= segment.end


def _segment(it: c.BringInTranscript, n: int, run: Run, speaker: Speaker | None) -> SegmentText:
    about = it.segments[n].model_dump(include={"start", "end", "text", "mended"})
    return SegmentText(
        id=_derived(it, f"segment {n}"),
        source=run.source,
        position=n,
        revision=it.id,
        run=run.id,
        speaker=speaker.id if speaker else None,
        **about,
    )


def _appended(run: Run, segments: Sequence[SegmentText]) -> Iterator[e.SegmentsAppended]:
    for n in range(0, len(segments), PART):
        yield e.SegmentsAppended(run=run.id, language=None, segments=list(segments[n : n + PART]))


def _key(name: str | None) -> str:
    """The same for a name however it is written."""
    return unicodedata.normalize("NFC", " ".join((name or "").split())).casefold()


def _voices(it: c.BringInTranscript, rows: Rows) -> dict[str, Speaker]:
    """The speaker behind each name: whoever alone goes by it in this retreat, or somebody new."""
    known = _known(it.retreat, rows)
    voices: dict[str, Speaker] = {}
    for name in (one.speaker for one in it.segments if one.speaker):
        key = _key(name)
        new = Speaker(id=_derived(it, f"speaker {key}"), retreat=it.retreat, name=name)
        voices.setdefault(key, known.get(key, new))
    return voices


def _known(retreat: str, rows: Rows) -> dict[str, Speaker]:
    """By name, those who alone go by it; a name that two have tells nobody who is meant."""
    going_by: dict[str, set[str]] = {}
    for speaker in rows.those(Speaker, "retreat", retreat):
        final = merges(rows, speaker)[-1].id
        for name in _names(speaker, rows):
            going_by.setdefault(_key(name), set()).add(final)
    return {key: rows.find(Speaker, *ids) for key, ids in going_by.items() if len(ids) == 1}


def _names(speaker: Speaker, rows: Rows) -> Iterator[str]:
    """What a speaker is called, or was before it was known who they are."""
    if speaker.name:
        yield speaker.name
    member = rows.get(Member, speaker.member or "")
    if member and member.merged_into:
        member = rows.get(Member, member.merged_into)
    if member:
        yield member.name
