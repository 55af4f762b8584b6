"""Writes transcripts as WebVTT, SubRip, plain text and JSON; the same for the command line and the archive.

One rule for all caption formats: the lines of a cue stay, but empty ones among them go, since an empty line ends
a cue. What holds no text at all is left out of captions and text, and stays in JSON.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from json import dumps
from typing import Any

from transcription.transcript import Segment, Transcript

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end`, in seconds; `speaker` where it is known."""

    start: float
    end: float
    text: str
    speaker: str | None = None


def cues(transcript: Transcript) -> list[Cue]:
    """A transcript's segments as cues, without speakers."""
    return [Cue(segment.start, segment.end, segment.text) for segment in transcript.segments]


def vtt(shown: Iterable[Cue]) -> str:
    """WebVTT (W3C, Candidate Recommendation): speakers as voices, `<`, `>` and `&` as character references."""
    return "WEBVTT\n" + "".join(f"\n{_times(cue, '.')}\n{_vtt_text(cue)}\n" for cue in _with_text(shown))


def _vtt_text(cue: Cue) -> str:
    text = escape("\n".join(_lines(cue.text)), quote=False)
    name = _one_line(cue.speaker or "")
    return f"<v {escape(name, quote=False)}>{text}</v>" if name else text


def srt(shown: Iterable[Cue]) -> str:
    """SubRip: numbered cues, "Name: " before the text.

    The format has no way to escape, and readers drop what looks like a tag: so < and > become ‹ and ›.
    """
    numbered = enumerate(_with_text(shown), start=1)
    return "\n".join(f"{number}\n{_times(cue, ',')}\n{_srt_text(cue)}\n" for number, cue in numbered)


def _srt_text(cue: Cue) -> str:
    name = _one_line(cue.speaker or "")
    text = (f"{name}: " if name else "") + "\n".join(_lines(cue.text))
    return text.replace("<", "‹").replace(">", "›")


def txt(shown: Iterable[Cue]) -> str:
    """Plain text: a line for each cue, with its beginning and, where known, its speaker."""
    return "".join(f"[{clock(cue.start)}] {_txt_text(cue)}\n" for cue in _with_text(shown))


def _txt_text(cue: Cue) -> str:
    name = _one_line(cue.speaker or "")
    return (f"{name}: " if name else "") + " ".join(_lines(cue.text))


def json(transcript: Transcript) -> str:
    """All of a transcript as JSON: segments with their words and times in seconds, and how it was made."""
    return dumps(document(transcript), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def document(transcript: Transcript) -> dict[str, Any]:
    """What `json` writes, as plain dicts, lists, strings and floats."""
    return {
        "duration": transcript.duration,
        "language": transcript.language,
        "engine": transcript.engine.engine,
        "engine_version": transcript.engine.version,
        "model": transcript.engine.model,
        "model_hash": transcript.engine.model_hash,
        "parameters": transcript.engine.parameters,
        "segments": [_segment(segment) for segment in transcript.segments],
    }


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "mended": segment.mended,
        "words": [
            {"start": word.start, "end": word.end, "word": word.word, "probability": word.probability}
            for word in segment.words
        ],
    }


WRITERS: dict[str, Callable[[Transcript], str]] = {
    "json": json,
    "vtt": lambda transcript: vtt(cues(transcript)),
    "srt": lambda transcript: srt(cues(transcript)),
    "txt": lambda transcript: txt(cues(transcript)),
}
"""A transcript in each format, by the format's usual file ending."""


def _with_text(shown: Iterable[Cue]) -> Iterator[Cue]:
    return (cue for cue in shown if _lines(cue.text))


def _lines(text: str) -> list[str]:
    """The lines of a text that show something; control characters, which captions cannot hold, are left out."""
    return [line.strip() for line in _CONTROLS.sub("", text).splitlines() if line.strip()]


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub("", text).split())


def _times(cue: Cue, point: str) -> str:
    """A cue's time line. An end is at least a millisecond after its start, as WebVTT asks."""
    start = _milliseconds(cue.start)
    end = max(start + 1, _milliseconds(cue.end))
    return f"{_stamp(start, point)} --> {_stamp(end, point)}"


def clock(seconds: float) -> str:
    """hh:mm:ss, as a player shows it."""
    return _stamp(_milliseconds(seconds), ".")[:-4]


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))


def _stamp(milliseconds: int, point: str) -> str:
    """hh:mm:ss.mmm from whole milliseconds: rounded before it is split, so that no second is ever 60."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"
