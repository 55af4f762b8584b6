"""Reads WebVTT (W3C, Candidate Recommendation), as written by hand, Zoom, Teams and others."""

import re
from html import unescape

from server.archive.transcripts.captions import TIMING, Cue, Spoken, cues, named, turns_of
from server.archive.transcripts.names import one_line
from server.archive.transcripts.turns import Report, Turn, lines_of

MARK = re.compile(r"WEBVTT(?:[ \t\r\n]|\Z)")
_TAG = re.compile(r"<(?P<end>/?)(?P<tag>[A-Za-z]*|[\d:.]+)(?:\.[^\s>]*)?(?:\s+(?P<about>[^>]*))?>")
_KNOWN = frozenset(("c", "i", "b", "u", "ruby", "rt", "lang", "v"))


def read_webvtt(text: str, report: Report) -> list[Turn]:
    """The turns of a file that begins with MARK: a cue of several voices is as many turns, with the same times."""
    lines = lines_of(text)
    # The header goes on until the first empty line, unless the first cue stands in it.
    first = next((n for n, line in enumerate(lines) if not line.strip() or TIMING.match(line)), len(lines))
    body = [""] * first + lines[first:]
    turns = []
    for cue in cues(body, report, notes=True):
        if _has_commas(lines[cue.line - 1]):
            report.add(cue.line, lines[cue.line - 1], "There are commas in this time, as SRT has them: it was read so.")
        turns += turns_of(cue, _voices(cue, report), report)
    return named(turns)


def _has_commas(line: str) -> bool:
    found = TIMING.match(line)
    return found is not None and "," in found["start"] + found["end"]


def _voices(cue: Cue, report: Report) -> Spoken:
    """What is said, by whom, without tags. A tag that the format does not know is somebody's words."""
    text, spoken, at, who = "\n".join(cue.lines), list[tuple[str | None, str]](), 0, None
    for found in _TAG.finditer(text):
        tag = found["tag"].lower()
        if tag not in _KNOWN and not tag[:1].isdigit():
            report.add(cue.line, found[0], "This is no tag of WebVTT: it was kept as words.")
            continue
        spoken.append((who, text[at : found.start()]))
        at = found.end()
        if tag == "v":
            who = None if found["end"] else one_line(unescape(found["about"] or ""))[:200] or None
    return _joined([*spoken, (who, text[at:])])


def _joined(pieces: Spoken) -> Spoken:
    """Neighbours of one voice as one."""
    joined: Spoken = []
    for who, text in pieces:
        words = unescape(text)
        if joined and (joined[-1][0] == who or not words.strip()):
            joined[-1] = (joined[-1][0], joined[-1][1] + words)
        elif words.strip():
            joined.append((who, words))
    return joined
