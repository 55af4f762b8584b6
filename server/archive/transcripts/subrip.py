"""Reads SubRip (.srt): a format without a standard, so whatever players take is taken."""

import re
from html import unescape

from server.archive.transcripts.captions import Cue, Spoken, cues, named, turns_of
from server.archive.transcripts.names import head_of
from server.archive.transcripts.turns import Report, Turn, lines_of

_TAG = re.compile(r"</?(?:[ibus]|font)(?:\s[^>]*)?>|\{\\[^}]*\}", re.IGNORECASE)


def read_subrip(text: str, report: Report) -> list[Turn]:
    """The turns of numbered cues. Two lines of a cue that each begin with a name are two turns."""
    turns = []
    for cue in cues(lines_of(text), report, notes=False):
        turns += turns_of(cue, _spoken(cue), report)
    return named(turns)


def _spoken(cue: Cue) -> Spoken:
    lines = [unescape(_TAG.sub("", line)) for line in cue.lines]
    if len(lines) > 1 and all(map(head_of, lines)):
        return [(None, line) for line in lines]
    return [(None, "\n".join(lines))]
