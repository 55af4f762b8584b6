"""A transcript as captions: WebVTT with voices, and SubRip; a cue for each segment."""

from server.archive.taken import Taken, TakenSource
from server.domain.nouns import SegmentText
from transcription import formats
from transcription.formats import Cue


def vtt(taken: Taken, source: TakenSource) -> bytes:
    """WebVTT in UTF-8; who speaks is a voice (`<v Name>`)."""
    return formats.vtt(_cues(taken, source)).encode()


def srt(taken: Taken, source: TakenSource) -> bytes:
    """SubRip in UTF-8; who speaks stands before the words (`Name: `)."""
    return formats.srt(_cues(taken, source)).encode()


def _cues(taken: Taken, source: TakenSource) -> list[Cue]:
    """Of a source with times."""
    return [_cue(taken, it, it.start) for it in source.segments if it.start is not None]


def _cue(taken: Taken, it: SegmentText, start: float) -> Cue:
    return Cue(start, start if it.end is None else it.end, it.text, taken.speaker(it.speaker) if it.speaker else None)
