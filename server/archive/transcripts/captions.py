"""Cues of caption files, WebVTT and SubRip alike: believed word for word, also where the file keeps no rule."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from server.archive.transcripts.names import parted, speakers_in
from server.archive.transcripts.stamps import STAMP, seconds_of
from server.archive.transcripts.turns import Report, Turn, clean

TIMING = re.compile(rf"\s*(?P<start>{STAMP})\s*--?>\s*(?P<end>{STAMP})(?:\s.*)?\Z")
_BROKEN = re.compile(r"\s*\S*\d\S*\s*-->")
_NO_SPEECH = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")

Spoken = list[tuple[str | None, str]]
"""What is said in a cue, by whom: voices in order."""


@dataclass(slots=True)
class Cue:
    """Lines shown from `start` to `end`, seconds; none where the file's time cannot be read."""

    line: int
    start: float | None
    end: float | None
    mended: bool
    lines: list[str] = field(default_factory=list)


def cues(lines: Sequence[str], report: Report, notes: bool) -> Iterator[Cue]:
    """The cues in these lines; what lies between them is reported, but for notes and styles where the format has
    them."""
    cue: Cue | None = None
    gap, skipping = True, False
    for n, line in enumerate(lines):
        if not line.strip():
            gap, skipping = True, False
        elif skipping or _is_name_of_next(lines, n, gap):
            pass
        elif TIMING.match(line) or _BROKEN.match(line):
            yield from [cue] if cue else []
            cue, gap = _begun(line, n + 1, report), False
        elif gap and notes and _NO_SPEECH.match(line):
            skipping = True
        elif cue is None:
            report.add(n + 1, line, "This stands before the first caption, and was left out.")
        else:
            if gap:
                report.add(n + 1, line, "There is an empty line within a caption: this was kept with what is above it.")
            cue.lines.append(line)
            gap = False
    yield from [cue] if cue else []


def _is_name_of_next(lines: Sequence[str], n: int, gap: bool) -> bool:
    """Whether this is the number or the name of the cue that follows."""
    follows = n + 1 < len(lines) and TIMING.match(lines[n + 1])
    return bool(follows) and (gap or lines[n].strip().isdigit()) and not TIMING.match(lines[n])


def _begun(line: str, n: int, report: Report) -> Cue:
    found = TIMING.match(line)
    if found is None:
        report.add(n, line, "This time cannot be read: the words were kept with what is said before them.")
        return Cue(n, None, None, True)
    start, end = seconds_of(found["start"]), seconds_of(found["end"])
    if end < start:
        report.add(n, line, "This ends before it begins: its times were exchanged.")
        return Cue(n, end, start, True)
    return Cue(n, start, end, False)


def turns_of(cue: Cue, spoken: Spoken, report: Report) -> list[Turn]:
    """A cue's turns: one for each voice, all with its times."""
    said = [(who, text) for who, words in spoken if (text := clean(words, cue.line, report))]
    if not said:
        report.add(cue.line, " ".join(cue.lines), "There are no words in this caption.")
    return [Turn(cue.line, (text,), who, cue.start, cue.end, cue.mended) for who, text in said]


def named(turns: Sequence[Turn]) -> list[Turn]:
    """The same turns, where those without a voice may begin with a name and a colon."""
    texts = [it.paragraphs[0] for it in turns if it.speaker is None]
    names = speakers_in(texts)
    return [it if it.speaker else _named(it, *parted(it.paragraphs[0], names)) for it in turns]


def _named(turn: Turn, speaker: str | None, text: str) -> Turn:
    return Turn(turn.line, (text,), speaker, turn.start, turn.end, turn.mended)
