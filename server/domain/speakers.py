"""Who spoke: the speakers of a retreat, and which segments are whose."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access, columns
from server.domain.events import Happening
from server.domain.nouns import Attendance, Retreat, Segment, Source, Speaker
from server.domain.programmes import refuse_taken
from server.domain.rows import Need, Rows, Those
from server.errors import NotAllowed, NotFound, NotReady


class SameSpeaker(NotReady):
    """These two count as one speaker already. Choose somebody else, or take them apart first."""


class SpeakerChecked(NotAllowed):
    """These words were checked, and who says them. Ask a researcher or a facilitator to change it."""


def needs_add_speaker(it: c.AddSpeaker, rows: Rows) -> Iterator[Need]:
    yield Retreat, (it.retreat,)
    yield Speaker, (it.speaker,)
    yield Speaker, Those("retreat", it.retreat)
    if it.member:
        yield Attendance, (it.retreat, it.member)


def needs_speaker(it: c.ChangeSpeaker | c.MergeSpeakers | c.UnmergeSpeaker, rows: Rows) -> Iterator[Need]:
    """All speakers of the retreat: merges are followed from one to the next, and who has no name is counted."""
    yield Speaker, (it.speaker,)
    if isinstance(it, c.MergeSpeakers):
        yield Speaker, (it.into,)
    if speaker := rows.get(Speaker, it.speaker):
        yield Speaker, Those("retreat", speaker.retreat)
        if isinstance(it, c.ChangeSpeaker) and it.member:
            yield Attendance, (speaker.retreat, it.member)


def needs_assign_speaker(it: c.AssignSpeaker, rows: Rows) -> Iterator[Need]:
    yield Source, (it.source,)
    yield from ((Segment, (segment,)) for segment in it.segments)
    if it.speaker:
        yield Speaker, (it.speaker,)


def decide_add_speaker(it: c.AddSpeaker, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Retreat, it.retreat)
    refuse_taken(rows, Speaker, it.speaker)
    if it.member:
        rows.find(Attendance, it.retreat, it.member)
    speaker = Speaker(id=it.speaker, retreat=it.retreat, name=it.name, member=it.member)
    return [named(numbered(rows, speaker))]


def numbered(rows: Rows, speaker: Speaker) -> Speaker:
    """The same speaker, who has a number where nothing else tells them from others; once given, it stays theirs."""
    if speaker.n or speaker.name or speaker.member:
        return speaker
    last = max((it.n for it in rows.those(Speaker, "retreat", speaker.retreat)), default=0)
    return speaker.model_copy(update={"n": last + 1})


def _access_speaker(rows: Rows, actor: Actor, name: str, id: str) -> Speaker:
    """The speaker, if this actor may do `name` with them."""
    speaker = rows.find(Speaker, id)
    access(actor, name, speaker.retreat)
    return speaker


def decide_change_speaker(it: c.ChangeSpeaker, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    before = _access_speaker(rows, actor, it.type, it.speaker)
    if it.member:
        rows.find(Attendance, before.retreat, it.member)
    changes = it.model_dump(include={"name", "member"}, exclude_none=True)
    speaker = before.model_copy(update={field: value or None for field, value in changes.items()})
    return _changed(before, numbered(rows, speaker))


def decide_merge_speakers(it: c.MergeSpeakers, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    speaker, into = (_access_speaker(rows, actor, it.type, id) for id in (it.speaker, it.into))
    if speaker.retreat != into.retreat:
        raise NotFound
    if speaker in merges(rows, into):
        raise SameSpeaker
    return _changed(speaker, speaker.model_copy(update={"merged_into": into.id}))


def merges(rows: Rows, speaker: Speaker) -> list[Speaker]:
    """This speaker, and those who they count as, one after the other."""
    found = [speaker]
    while speaker.merged_into:
        speaker = rows.find(Speaker, speaker.merged_into)
        found.append(speaker)
    return found


def decide_unmerge_speaker(it: c.UnmergeSpeaker, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    speaker = _access_speaker(rows, actor, it.type, it.speaker)
    return _changed(speaker, speaker.model_copy(update={"merged_into": None}))


def _changed(before: Speaker, speaker: Speaker) -> list[Happening]:
    return [named(speaker)] if speaker != before else []


def named(speaker: Speaker) -> Happening:
    return Happening(e.SpeakerNamed(speaker=speaker), "retreat", speaker.retreat)


def decide_assign_speaker(it: c.AssignSpeaker, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Of the segments, those are told that this changes. The engine never has the last word: it says who speaks only
    where nobody has said it, or checked it."""
    source = rows.find(Source, it.source)
    if source.retreat is None:  # an excerpt is read, not spoken
        raise NotFound
    access(actor, it.type, source.retreat)
    if it.speaker and rows.find(Speaker, it.speaker).retreat != source.retreat:
        raise NotFound
    segments = [_segment(rows, source, id) for id in dict.fromkeys(it.segments)]
    speaker: str | None = it.speaker
    if actor.kind == "engine":
        speaker = speaker or None  # that it is not known, a person says
        segments = [segment for segment in segments if segment.speaker is None and segment.checked_by is None]
    changed = [segment for segment in segments if segment.speaker != speaker]
    if _is_partner(actor, source.retreat) and any(segment.checked_by for segment in changed):
        raise SpeakerChecked
    if not changed:
        return []
    body = e.SpeakerAssigned(source=source.id, segments=[it.id for it in changed], speaker=speaker)
    return [Happening(body, "retreat", source.retreat, source.id)]


def _is_partner(actor: Actor, retreat: str) -> bool:
    return columns(actor, retreat) == {"partner"}


def _segment(rows: Rows, source: Source, id: str) -> Segment:
    segment = rows.find(Segment, id)
    if segment.source != source.id:
        raise NotFound
    return segment


def apply_speaker_named(body: e.SpeakerNamed, rows: Rows) -> None:
    rows.put(body.speaker)


def apply_speaker_assigned(body: e.SpeakerAssigned, rows: Rows) -> None:
    for id in body.segments:
        rows.put(rows.find(Segment, id).model_copy(update={"speaker": body.speaker}))
