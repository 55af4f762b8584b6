"""Sound files: what they are, their samples window by window, their outline, and a copy that players can seek."""

from transcription.media.files import EmptyFile, Media, MediaError, NoSound, NotSound, Truncated, probe
from transcription.media.peaks import peaks
from transcription.media.playback import playable
from transcription.media.silencing import silenced
from transcription.media.sound import blocks, samples

__all__ = [
    "EmptyFile",
    "Media",
    "MediaError",
    "NoSound",
    "NotSound",
    "Truncated",
    "blocks",
    "peaks",
    "playable",
    "probe",
    "samples",
    "silenced",
]
