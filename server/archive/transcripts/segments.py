"""Makes sentence-like segments of turns, as the engine's own are: at most 20 s where there are times."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from server.archive.transcripts.turns import Report, Turn
from server.domain.commands import BroughtSegment
from transcription.sentences import rebuild
from transcription.times import Timed
from transcription.transcript import Word

SLOWEST = 8.0
"""Characters a second, about the slowest that people talk: so long at most is a turn whose end is not said."""
_WORD = re.compile(r"\s*(?:[^\s。？！｡]+[。？！｡]*|[。？！｡]+)")


def segments_of(turns: Sequence[Turn], report: Report) -> list[BroughtSegment]:
    """Sentences in the order in which they were said. Where neither time nor speaker is known, a paragraph each.

    Times within a cue are shared out by the length of the words, and only those of segments are kept: a segment that
    does not begin and end as a cue does is `mended`.
    """
    if all(it.start is None for it in turns):
        return [it for turn in turns for it in _untimed(turn)]
    timed = _timed(turns, report)
    flows = (list(flow) for _, flow in groupby(timed, key=lambda it: it.speaker))
    return sorted((it for flow in flows for it in _of_flow(flow)), key=lambda it: it.start or 0)


def _untimed(turn: Turn) -> Iterator[BroughtSegment]:
    for paragraph in turn.paragraphs:
        if turn.speaker is None:
            yield BroughtSegment(text=paragraph)
        else:
            for it in rebuild([Timed(Word(0, 0, word)) for word in _WORD.findall(paragraph)]):
                yield BroughtSegment(text=it.text, speaker=turn.speaker)


def _timed(turns: Sequence[Turn], report: Report) -> list[Turn]:
    """The turns in order of time, each with a beginning and an end."""
    placed: list[Turn] = []
    at = next(it.start for it in turns if it.start is not None)
    for turn in turns:
        if turn.start is None:
            report.add(turn.line, turn.paragraphs[0], "This has no time: it was put with what stands before it.")
            turn = replace(turn, start=at, end=at, mended=True)
        elif placed and turn.start < (placed[-1].start or 0):
            report.add(turn.line, turn.paragraphs[0], "This begins before what stands above it: put in order of time.")
        placed.append(turn)
        at = turn.start or 0
    ordered = sorted(placed, key=lambda it: it.start or 0)
    return [_ended(it, after.start if after else None) for it, after in pairwise([*ordered, None]) if it]


def _ended(turn: Turn, following: float | None) -> Turn:
    """A turn without an end goes on until the next one begins, but no longer than somebody talks."""
    if turn.end is not None or turn.start is None:
        return turn
    longest = turn.start + round(sum(map(len, turn.paragraphs)) / SLOWEST, 3)
    return replace(turn, end=longest if following is None else min(following, longest), mended=True)


def _of_flow(turns: Sequence[Turn]) -> Iterator[BroughtSegment]:
    """The sentences of one speaker's turns that follow each other: one may begin in a cue and end in the next."""
    starts, ends = {it.start for it in turns}, {it.end for it in turns}
    for it in rebuild([word for turn in turns for word in _words(turn)]):
        exact = it.start in starts and it.end in ends and not it.mended
        yield BroughtSegment(
            start=it.start, end=max(it.start, it.end), speaker=turns[0].speaker, text=it.text, mended=not exact
        )


def _words(turn: Turn) -> Iterable[Timed]:
    """The words of a turn, each with its share of the time, which nobody is told."""
    words = _WORD.findall(" ".join(turn.paragraphs))
    start, end, length = turn.start or 0, turn.end or 0, sum(map(len, words))
    bounds, at = [start], 0
    for word in words[:-1]:
        at += len(word)
        bounds.append(round(start + (end - start) * at / length, 3))
    spoken = zip(words, pairwise([*bounds, end]), strict=True)
    return [
        Timed(Word(one, two, word if n else f" {word}"), turn.mended) for n, (word, (one, two)) in enumerate(spoken)
    ]
