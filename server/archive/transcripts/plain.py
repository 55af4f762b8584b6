"""Reads plain text: turns begin with a name and a colon, a time, or both, in the orders that people and programs use.

Known are `Name: words`, `[0:03] Name: words`, `Name  0:03` or `[Name] 10:02:33` on a line of its own (Otter, Teams,
Zoom), `Name (0:03): words`, and `0:00:03.0 --> 0:00:05.0` above name and words (Teams).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.archive.transcripts.names import LONGEST, looks_like_name, one_line, parted, speakers_in
from server.archive.transcripts.stamps import STAMP, seconds_of
from server.archive.transcripts.turns import Report, Turn, clean, lines_of

_RANGE = re.compile(rf"\s*(?P<start>{STAMP})\s*--?>\s*(?P<end>{STAMP})\s*\Z")
_STAMPED = re.compile(rf"\s*(?P<open>[\[(]?)(?P<start>{STAMP})[\])]?(?:\s*[-–—]\s+|\s*:\s+|\s+|\Z)(?P<rest>.*)\Z")
_NAMED = re.compile(
    rf"\s*(?P<name>\[[^\]]{{1,{LONGEST}}}\]|\S.{{0,{LONGEST}}}?)(?P<gap>\s*[\[(]|[\s\u00a0]+)"
    rf"(?P<start>{STAMP})(?P<close>[\])]?)\s*(?::\s+|:?\Z)(?P<rest>.*)\Z"
)
_ADVERT = re.compile(r"\s*Transcribed by https?://\S+\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty; `opens` where a paragraph begins with it."""

    n: int
    text: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Head:
    """How a turn begins: at most who, when (seconds), and the words on the same line."""

    speaker: str | None
    start: float | None
    end: float | None
    rest: str
    sure: bool = True


def read_plain(text: str, report: Report) -> list[Turn]:
    """The turns of a text; each paragraph, where there are neither names nor times. Without empty lines, each line is
    a paragraph."""
    lines = lines_of(text)
    every = all(it.strip() for it in lines[:-1])
    opens = [every or n == 0 or not lines[n - 1].strip() for n in range(len(lines))]
    return read_lines([Line(n + 1, it, opens[n]) for n, it in enumerate(lines) if it.strip()], report)


def read_lines(lines: Sequence[Line], report: Report) -> list[Turn]:
    """The same of lines that came from elsewhere."""
    for line in (it for it in lines if _ADVERT.match(it.text)):
        report.add(line.n, line.text, "This is not speech, and was left out.")
    spoken = [it for it in lines if not _ADVERT.match(it.text)]
    heads = _heads(spoken)
    turns: list[Turn] = []
    for n, line in enumerate(spoken):
        head = heads.get(n)
        if n in heads and head is None:
            continue
        if head is None and (not turns or (line.opens and _nobodys(turns[-1]))):
            head = Head(None, None, None, line.text)
        if head:
            words = clean(head.rest, line.n, report)
            turns.append(Turn(line.n, (words,) if words else (), head.speaker, head.start, head.end))
        else:
            turns[-1] = _with(turns[-1], line, clean(line.text, line.n, report))
    for turn in (it for it in turns if not it.paragraphs):
        report.add(turn.line, turn.speaker or spoken[0].text, "There are no words in this turn.")
    return [it for it in turns if it.paragraphs]


def _nobodys(turn: Turn) -> bool:
    return turn.speaker is None and turn.start is None


def _with(turn: Turn, line: Line, words: str) -> Turn:
    """The turn with one line more: a paragraph of its own, or the last one's."""
    if line.opens or not turn.paragraphs:
        return replace(turn, paragraphs=(*turn.paragraphs, words))
    return replace(turn, paragraphs=(*turn.paragraphs[:-1], f"{turn.paragraphs[-1]} {words}"))


def _heads(lines: Sequence[Line]) -> dict[int, Head | None]:
    """Where turns begin: what the whole file does often enough is believed of each line. None for a line that belongs
    to the head above it."""
    heads = {n: found for n, line in enumerate(lines) if (found := _timed(line.text))}
    if sum(1 for it in heads.values() if it.speaker is None) < 2:
        heads = {n: it for n, it in heads.items() if it.sure}
    often = Counter(it.speaker for it in heads.values())
    heads = {n: it for n, it in heads.items() if it.sure or it.speaker is None or often[it.speaker] > 1}
    rests = [heads[n].rest if n in heads else it.text for n, it in enumerate(lines) if n in heads or it.opens]
    names = speakers_in([it for it in rests if it.strip()])
    for n, line in enumerate(lines):
        head = heads.get(n)
        speaker, rest = parted(head.rest if head else line.text, names)
        if speaker and (head is None or head.speaker is None):
            heads[n] = Head(speaker, head.start if head else None, head.end if head else None, rest)
    return _with_names_below(lines, heads)


def _timed(text: str) -> Head | None:
    """A head with a time; not sure where it may as well be a sentence about a time."""
    if found := _RANGE.match(text):
        return Head(None, seconds_of(found["start"]), seconds_of(found["end"]), "")
    if found := _STAMPED.match(text):
        sure = bool(found["open"]) or not found["rest"].strip()
        return Head(None, seconds_of(found["start"]), None, found["rest"], sure)
    found = _NAMED.match(text)
    if found is None or (found["rest"].strip() and not found["close"]):
        return None
    name = one_line(found["name"].removeprefix("[").removesuffix("]"))
    sure = len(found["gap"]) > 1 or found["gap"] in "\t\u00a0([" or found["name"].startswith("[")
    return Head(name, seconds_of(found["start"]), None, found["rest"], sure) if looks_like_name(name) else None


def _with_names_below(lines: Sequence[Line], heads: dict[int, Head]) -> dict[int, Head | None]:
    """A time that stands alone has its speaker's name on the next line, if words follow below."""
    below = {n: head for n, head in heads.items() if not head.rest.strip() and head.speaker is None}
    if not all(_is_name(lines, heads, n + 1) for n in below):
        return {**heads}
    led = {n: replace(head, speaker=one_line(lines[n + 1].text)) for n, head in below.items()}
    return {**heads, **led, **dict.fromkeys(n + 1 for n in below)}


def _is_name(lines: Sequence[Line], heads: dict[int, Head], n: int) -> bool:
    follows = n + 1 < len(lines) and n not in heads and n + 1 not in heads
    return follows and looks_like_name(lines[n].text.strip())
