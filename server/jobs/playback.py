"""What is made of a recording's sound for people to hear and see: a copy that can be sought in, and its outline."""

import orjson

from server.store.media import Media, write_durably
from transcription.media.peaks import peaks
from transcription.media.playback import playable

MOST_PEAKS = 4_000


def make_playable(media: Media, recording: str, total: float) -> None:
    """Write both anew from the original, which is `total` seconds long. Raises a MediaError, or OSError."""
    original = media.original(recording)
    playable(original, media.sound(recording))
    loudness = peaks(original)
    every = max(1, -(-len(loudness) // MOST_PEAKS))
    outline = [int(loudness[i : i + every].max()) for i in range(0, len(loudness), every)]
    write_durably(media.peaks(recording), [orjson.dumps({"duration": total, "peaks": outline})])
