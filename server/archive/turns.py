"""Turns as they are read: derived from segments when they are shown, and stored nowhere.

Where times are known they are those of client/src/lib/state/turns.ts.
"""

from dataclasses import dataclass

from server.archive.taken import Taken, TakenSource
from server.domain.nouns import SegmentText

# Pauses from this length on (seconds) part the words of an unknown speaker.
PAUSE = 1.5


@dataclass
class Turn:
    """What one voice says in one go: `voice` is who the speaker counts as, none where nobody has said it; `start` and
    `end` are seconds of the recording, none where times are not known."""

    voice: str | None
    start: float | None
    end: float | None
    segments: list[SegmentText]


def turns(taken: Taken, source: TakenSource) -> list[Turn]:
    """Neighbours of one known speaker; where the speaker is unknown, while pauses stay short, and in a text without
    times each piece for itself."""
    found: list[Turn] = []
    for it in source.segments:
        voice = taken.voice(it.speaker).id if it.speaker else None
        if found and _goes_on(found[-1], it, voice):
            found[-1].segments.append(it)
            found[-1].end = it.end if it.end is not None else found[-1].end
        else:
            found.append(Turn(voice, it.start, it.end, [it]))
    return found


def _goes_on(turn: Turn, segment: SegmentText, voice: str | None) -> bool:
    if turn.voice != voice or (voice is None and (turn.end is None or segment.start is None)):
        return False
    if voice is not None or turn.end is None or segment.start is None:
        return True
    return segment.start - turn.end < PAUSE
