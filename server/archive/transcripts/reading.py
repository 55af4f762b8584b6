"""Tells which format a transcript's file has, by what is in it, and reads it; nothing is kept."""

import json
from typing import Literal

from server.archive.decoding import decoded
from server.archive.transcripts import webvtt, word
from server.archive.transcripts.captions import TIMING
from server.archive.transcripts.plain import read_plain
from server.archive.transcripts.segments import segments_of
from server.archive.transcripts.subrip import read_subrip
from server.archive.transcripts.turns import NoTranscript, Problem, Report, Turn, lines_of
from server.archive.transcripts.webvtt import read_webvtt
from server.archive.transcripts.word import read_word
from server.domain.commands import MOST_SEGMENTS, BroughtSegment
from server.domain.nouns import Closed
from server.errors import NoWords, TooLarge

Format = Literal["WebVTT", "SRT", "Word", "text"]
MOST_PROBLEMS = 500
_FIRST_LINES = 12


class TranscriptFile(Closed):
    """A transcript as it was read: its segments in order, and what did not fit, of which `left_off` are not listed."""

    format: Format
    encoding: str
    segments: list[BroughtSegment]
    problems: list[Problem]
    left_off: int


def read_transcript(content: bytes) -> TranscriptFile:
    """The transcript in these bytes. NoTranscript for what is none, NoWords for an empty one, TooLarge for more than
    MOST_SEGMENTS sentences."""
    report = Report()
    format_, encoding, turns = _turns(content, report)
    if not turns:
        raise NoWords("There are no words in this file. Look whether it is the right one.")
    segments = segments_of(turns, report)
    if len(segments) > MOST_SEGMENTS:
        raise TooLarge(
            f"There are {len(segments):,} sentences in this file. Bring in at most {MOST_SEGMENTS:,} at once."
        )
    problems = sorted(report.problems, key=lambda it: it.line)
    return TranscriptFile(
        format=format_,
        encoding=encoding,
        segments=segments,
        problems=problems[:MOST_PROBLEMS],
        left_off=max(0, len(problems) - MOST_PROBLEMS),
    )


def _turns(content: bytes, report: Report) -> tuple[Format, str, list[Turn]]:
    if content.startswith(word.MARK):
        return "Word", "UTF-8", read_word(content, report)
    text, encoding = decoded(content)
    if _is_no_text(text):
        raise NoTranscript
    if webvtt.MARK.match(text):
        return "WebVTT", encoding, read_webvtt(text, report)
    if _has_cues(text):
        return "SRT", encoding, read_subrip(text, report)
    return "text", encoding, read_plain(text, report)


def _has_cues(text: str) -> bool:
    """Whether a numbered cue stands near the beginning."""
    lines = [it.strip() for it in lines_of(text[:10_000]) if it.strip()][:_FIRST_LINES]
    return any(TIMING.match(it) and (not n or lines[n - 1].isdigit()) for n, it in enumerate(lines)) and any(
        it.isdigit() for it in lines
    )


def _is_no_text(text: str) -> bool:
    """Whether these are pictures, programs or data, whatever their name says."""
    controls = sum(it < " " and it not in "\t\n\r\f" for it in text)
    return controls > len(text) / 500 or text.startswith(("%PDF", "{\\rtf")) or _is_data(text)


def _is_data(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
