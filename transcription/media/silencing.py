"""Takes stretches out of a recording: the same sound, as long as before, with silence where they were."""

import os
from collections.abc import Iterable
from pathlib import Path

import av

from transcription.media.files import probe
from transcription.media.playback import frame_of, layout_of, whole_file
from transcription.media.sound import Sound, sound

HIGHEST_RATE = 48_000


def silenced(
    path: str | os.PathLike[str], stretches: Iterable[tuple[float, float]], out: str | os.PathLike[str]
) -> None:
    """Write a recording's sound to `out` as FLAC, whole or not at all, silent from and to these seconds.

    Pictures, tags and further tracks are left out, in one or two channels. Raises a MediaError, or OSError.
    """
    about = probe(path)
    rate, channels = min(about.rate, HIGHEST_RATE), min(2, about.channels)
    still = [(round(start * rate), round(end * rate)) for start, end in stretches]
    with whole_file(Path(out)) as unfinished, av.open(str(unfinished), "w", format="flac") as target:
        track = target.add_stream("flac", rate=rate, layout=layout_of(channels))
        done = 0
        for piece in sound(path, 0.0, None, rate, channels):
            target.mux(track.encode(frame_of(_hushed(piece, done, still), done, rate)))
            done += piece.shape[1]
        target.mux(track.encode(None))


def _hushed(piece: Sound, position: int, still: Iterable[tuple[int, int]]) -> Sound:
    """Samples of shape (channels, n) that begin at `position`, with zeros in these stretches of samples."""
    piece = piece.copy()
    for start, end in still:
        piece[:, max(0, start - position) : max(0, end - position)] = 0
    return piece
