"""A part of what was taken: a session or a recording, with the people and things that occur in it."""

from collections.abc import Iterable, Iterator
from typing import Any

from server.archive.taken import Taken
from server.domain.nouns import Closed, Recording
from server.domain.parts import Frame
from server.errors import NotFound


def part_of(taken: Taken, session: str | None = None, recording: str | None = None) -> Taken:
    """What belongs to a session, or to one recording; all of it where neither is named. NotFound for what the retreat
    does not have. A part has no ledger: that would tell of the rest."""
    if session is None and recording is None:
        return taken
    if session and all(it.id != session for it in taken.frame.sessions):
        raise NotFound
    wanted = [it for it in taken.frame.recordings if recording == it.id or (not recording and session == it.session)]
    if recording and not wanted:
        raise NotFound
    return _narrowed(taken, session or wanted[0].session, wanted, whole_session=not recording)


def _narrowed(taken: Taken, session: str, recordings: list[Recording], whole_session: bool) -> Taken:
    known = {it.id for it in recordings}
    texts = {it.source for it in recordings}
    tables = {it.group for it in recordings}
    frame = taken.frame
    sources = [it for it in taken.sources if it.source.id in texts]
    groups = [it for it in frame.groups if it.session == session and (whole_session or it.id in tables)]
    here = {it.id for it in groups}
    kept: dict[str, Any] = {
        "answers": [],
        "consent_items": [],
        "invitations": [],
        "sessions": [it for it in frame.sessions if it.id == session],
        "groups": groups,
        "seats": [it for it in frame.seats if it.group in here],
        "sources": [it for it in frame.sources if it.id in texts],
        "recordings": recordings,
        "runs": [it for it in frame.runs if it.recording in known],
        "marks": {id: n for id, n in frame.marks.items() if id in texts},
        "memos": [it for it in frame.memos if it.source in texts or (whole_session and it.about_id == session)],
    }
    kept["speakers"] = _speakers(taken, sources)
    said = [it for source in sources for it in source.everything]
    kept |= _people(frame, [*said, *(it for them in kept.values() if isinstance(them, list) for it in them)])
    sounds = [it for it in taken.sounds if it.recording in known]
    return Taken(taken.at, frame.model_copy(update=kept), sources, [], sounds, whole=False)


def _speakers(taken: Taken, sources: Iterable[Any]) -> list[Closed]:
    """Those who are heard, and all whom they count as."""
    by_id = {it.id: it for it in taken.frame.speakers}
    heard = {it.speaker for source in sources for it in source.segments if it.speaker}
    for it in list(heard):
        while into := by_id[it].merged_into:
            heard.add(into)
            it = into
    return [it for it in taken.frame.speakers if it.id in heard]


def _people(frame: Frame, kept: Iterable[Closed]) -> dict[str, Any]:
    """The people who occur in what is kept, who they turned out to be, and where they come from."""
    named = {id for it in kept for id in _texts(it.model_dump())}
    named |= {it.merged_into for it in frame.members if it.id in named and it.merged_into}
    members = [it for it in frame.members if it.id in named]
    come_from = {it.organisation for it in members} | named
    organisations = [it for it in frame.organisations if it.id in come_from]
    return {
        "members": members,
        "attendances": [it for it in frame.attendances if it.member in named],
        "organisations": organisations,
        "sectors": [it for it in frame.sectors if it.id in {one.sector for one in organisations} | named],
    }


def _texts(value: Any) -> Iterator[str]:
    """Every text in a noun, however deep: ids are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for it in value.values():
            yield from _texts(it)
    elif isinstance(value, list | tuple):
        for it in value:
            yield from _texts(it)
