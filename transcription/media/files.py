"""Opens sound files safely and says what they are, or why they are none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import av.error
from av.stream import Disposition

from transcription.media.clock import Clock
from transcription.media.framing import breaks_off, glued_ogg

CONTAINERS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,eac3,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,"
    "mpegts,ogg,tta,w64,wav,wv"
)
"""FFmpeg's readers that may touch an upload: no playlists, which name other files and addresses."""

SEEKABLE = frozenset(["flac", "matroska", "mov", "ogg", "w64", "wav"])
"""Containers that say where a second lies. In the others, places are guessed by FFmpeg: they are read through."""


SLACK = 0.5
"""Seconds by which a header may be off before a file counts as broken off."""


class MediaError(Exception):
    """This recording cannot be read."""

    def __str__(self) -> str:
        return " ".join((type(self).__doc__ or "").split())


class NotSound(MediaError):
    """This is not a sound file, whatever its name says."""


class NoSound(NotSound):
    """There is no sound in this file, only pictures or text."""


class EmptyFile(MediaError):
    """This file is empty."""


class Truncated(MediaError):
    """This recording breaks off before the part that says how to read it. Copy the file again from its device."""


@dataclass(frozen=True, slots=True)
class Media:
    """What a sound file holds; `duration` in seconds, counted from its first sound.

    `truncated` says that the file breaks off before the length that it claims. `container` and `codec` are
    FFmpeg's names; `rate` (samples per second) and `channels` are the first frame's and may change later.
    """

    duration: float
    has_video: bool
    codec: str
    container: str
    rate: int
    channels: int
    truncated: bool


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[tuple[Any, Any]]:
    """Open a file's first sound track: yields (container, stream). Raises a MediaError, or OSError.

    Tags are foreign bytes and are never read as text; only local files are followed.
    """
    source = Path(path)
    if source.stat().st_size == 0:
        raise EmptyFile
    try:
        container = av.open(
            f"file:{source.absolute()}",
            metadata_errors="ignore",
            container_options={"protocol_whitelist": "file", "format_whitelist": CONTAINERS},
        )
    except (av.error.FFmpegError, ValueError) as error:
        raise _why_unreadable(source) from error
    with container:
        if not container.streams.audio:
            raise NoSound
        yield container, container.streams.audio[0]


def _why_unreadable(source: Path) -> MediaError:
    """An MP4 whose index never arrived is sound, but nobody can read it."""
    with source.open("rb") as file:
        return Truncated() if file.read(8)[4:] == b"ftyp" else NotSound()


def packets(container: Any, stream: Any) -> Iterator[Any]:
    """The stream's packets up to where the file ends or breaks off."""
    try:
        yield from container.demux(stream)
    except av.error.FFmpegError:
        return  # what came before is whole, and is all there is


def decoded(packet: Any) -> list[Any]:
    """The frames of one packet; none where it is damaged, so that the rest is still heard."""
    try:
        return list(packet.decode())
    except av.error.FFmpegError:
        return []


def first_frame(container: Any, stream: Any) -> Any:
    """The first frame of sound, whose time is the recording's zero. Raises NotSound if none can be decoded."""
    for packet in packets(container, stream):
        for frame in decoded(packet):
            return frame
    raise NotSound


def ticks(count: int | None, tick: float) -> float | None:
    """A time in a stream's own unit, of `tick` seconds, as seconds."""
    return None if count is None else count * tick


def reader(container: Any) -> str:
    """FFmpeg's first name for a container: "mov" for "mov,mp4,m4a,3gp,3g2,mj2"."""
    return str(container.format.name).partition(",")[0]


def seekable(path: str | os.PathLike[str], container: Any) -> bool:
    """Whether a second can be looked up. Ogg files that were glued together start counting again inside."""
    name = reader(container)
    return name in SEEKABLE and not (name == "ogg" and glued_ogg(Path(path)))


def probe(path: str | os.PathLike[str]) -> Media:
    """Say what a sound file is. The duration is what can be heard, never only what the header claims.

    Raises NotSound, NoSound, EmptyFile, Truncated (nothing of it can be heard), OSError.
    """
    with opened(path) as (container, stream):
        frame = first_frame(container, stream)
        claimed = _claimed(container, stream) if seekable(path, container) else None
        end = _last_second(container, stream, claimed) if claimed is not None else None
        zero = (frame.pts or 0) * float(stream.time_base)
        heard = _count(path) if end is None else end - zero
        name = reader(container)
        return Media(
            duration=round(heard, 3),
            has_video=any(not video.disposition & Disposition.attached_pic for video in container.streams.video),
            codec=stream.codec_context.name,
            container=name,
            rate=frame.sample_rate,
            channels=frame.layout.nb_channels,
            truncated=breaks_off(Path(path), name) or (claimed is not None and heard < claimed - SLACK),
        )


def _claimed(container: Any, stream: Any) -> float | None:
    """Seconds of sound that the header promises; a film's length says nothing about its sound."""
    if stream.duration is not None:
        return ticks(stream.duration, float(stream.time_base))
    return ticks(container.duration, 1 / av.time_base) if len(container.streams) == 1 else None


def _last_second(container: Any, stream: Any, claimed: float) -> float | None:
    """The end of the last sound, if it lies where it was claimed: a header survives what it describes."""
    tick = float(stream.time_base)
    try:
        container.seek(int(max(0.0, claimed - 2.0) / tick), stream=stream)
    except av.error.FFmpegError:
        return None
    # Decoded, since encoders pad their last packet, and what is heard must agree with what is transcribed.
    frames = [frame for packet in packets(container, stream) for frame in decoded(packet)]
    end = max((f.pts * tick + f.samples / f.sample_rate for f in frames if f.pts is not None), default=0.0)
    return end if end >= claimed - SLACK else None


def _count(path: str | os.PathLike[str]) -> float:
    """Seconds of sound by reading every packet: for files that do not know, or do not tell the truth."""
    with opened(path) as (container, stream):
        clock, tick = Clock(), float(stream.time_base)
        for packet in packets(container, stream):
            clock.place(ticks(packet.pts, tick), ticks(packet.duration, tick))
        return clock.now
