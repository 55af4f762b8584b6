"""What would leave, before it does: how much of each, which sound stays and why, and about how large it gets."""

import zlib
from collections.abc import Sequence

from server.archive.retreat_json import retreat_json
from server.archive.taken import Sound, Taken, WhyNot
from server.domain.nouns import Closed, Recording, Seconds
from server.domain.text import Id

# Of every text: what a Word document holds beside its words; and how much of the JSON the formats are together.
_DOCUMENT = 36_000
_FORMATS = 0.6


class SoundSeen(Closed):
    """A recording in the preview: `bytes` of sound, or `why` it stays; `duration` is none before it was opened."""

    recording: Id
    name: str
    duration: Seconds | None
    bytes: int
    why: WhyNot | None


class ArchiveSeen(Closed):
    """What would leave: counts, and `bytes` of the archive without sound, about. `whole`: with the ledger."""

    whole: bool
    retreats: int
    transcripts: int
    excerpts: int
    marks: int
    answers: int
    memos: int
    codes: int
    people: int
    sounds: list[SoundSeen]
    bytes: int


def preview(all_of_it: Sequence[Taken]) -> ArchiveSeen:
    """Of one retreat or a part of it, or of several of a programme: what occurs in several counts once."""
    sources = [it for taken in all_of_it for it in taken.sources]
    return ArchiveSeen(
        whole=all(it.whole for it in all_of_it),
        retreats=len(all_of_it),
        transcripts=len({it.source.id for it in sources if it.source.kind == "transcript"}),
        excerpts=len({it.source.id for it in sources if it.source.kind == "excerpt"}),
        marks=sum(len(it.annotations) for it in sources),
        answers=sum(len(it.replies) + len(it.stances) for it in sources),
        memos=sum(len(it.frame.memos) for it in all_of_it),
        codes=len({code.id for it in all_of_it for code in it.frame.codes}),
        people=len({one.id for it in all_of_it for one in it.frame.members if not one.merged_into}),
        sounds=[_sound(it, sound) for it in all_of_it for sound in it.sounds],
        bytes=_about(all_of_it),
    )


def _sound(taken: Taken, sound: Sound) -> SoundSeen:
    it: Recording = next(it for it in taken.frame.recordings if it.id == sound.recording)
    return SoundSeen(recording=it.id, name=it.name, duration=it.duration, bytes=sound.bytes, why=sound.why)


def _about(all_of_it: Sequence[Taken]) -> int:
    data = len(zlib.compress(retreat_json(*all_of_it), 1))
    return int(data * (1 + _FORMATS)) + _DOCUMENT * sum(len(it.sources) for it in all_of_it)
