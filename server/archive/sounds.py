"""Which sound may leave: a recording's, if its agreement was stated and nobody who is heard or sat there said no."""

from collections.abc import Callable, Container, Iterable
from pathlib import Path

from server.archive.taken import Sound, Taken, WhyNot
from server.domain.nouns import Answer, ConsentKind, Recording

# A no to any of these keeps the sound here; who has not answered is covered by the recording's agreement.
ASKED: tuple[ConsentKind, ...] = ("be_recorded", "archive_audio")


def sounds_of(
    taken: Taken, answers: Iterable[Answer], file_of: Callable[[str], Path], unsilenced: Container[str] = ()
) -> list[Sound]:
    """For each recording that has sound its file as it came (`file_of`), or why it stays. `answers` are all of the
    retreat's: what somebody said counts, whether or not whoever takes it away may see it. What was taken back is still
    to be heard in those that are `unsilenced`."""
    items = {it.id for it in taken.frame.consent_items if it.kind in ASKED}
    # A double's answers were taken over when it was merged, and the person may have said otherwise since.
    own = (it for it in answers if _now(taken, it.member) == it.member)
    said_no = {it.member for it in own if it.item in items and not it.yes}
    recordings = [it for it in taken.frame.recordings if it.sound]
    return [_sound(it, file_of(it.id), _why_not(taken, it, said_no, unsilenced)) for it in recordings]


def _sound(recording: Recording, file: Path, why: WhyNot | None) -> Sound:
    if why or not file.is_file():
        return Sound(recording.id, why=why or "not_here")
    return Sound(recording.id, file, file.stat().st_size)


def _why_not(taken: Taken, it: Recording, said_no: set[str], unsilenced: Container[str]) -> WhyNot | None:
    if it.agreement is None:
        return "not_agreed"
    if said_no & {*_heard(taken, it), *_sat(taken, it)}:
        return "said_no"
    return "taken_back" if it.id in unsilenced else None


def _heard(taken: Taken, it: Recording) -> set[str]:
    """The people whose voices are named in it."""
    segments = (segment for source in taken.sources if source.source.id == it.source for segment in source.segments)
    members = {taken.voice(speaker).member for speaker in {one.speaker for one in segments} if speaker}
    return {_now(taken, member) for member in members if member}


def _sat(taken: Taken, it: Recording) -> set[str]:
    """Those who sat at its table; in its session, where it is of no table."""
    seats = (seat for seat in taken.frame.seats if seat.session == it.session and it.group in (None, seat.group))
    return {_now(taken, seat.member) for seat in seats}


def _now(taken: Taken, member: str) -> str:
    person = taken.person(member)
    return person.id if person else member
