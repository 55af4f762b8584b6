"""A text as plain text: a line for each turn, with its time and who speaks; an excerpt in its paragraphs."""

from server.archive.taken import Taken, TakenSource
from server.archive.turns import Turn, turns
from transcription.formats import clock


def txt(taken: Taken, source: TakenSource) -> bytes:
    """UTF-8, lines end with LF. `[hh:mm:ss] Name: words`; the time and the name are there where they are known."""
    if source.source.kind == "excerpt":
        return ("\n\n".join(it.text for it in source.segments) + "\n").encode()
    return "".join(_line(taken, turn) for turn in turns(taken, source)).encode()


def _line(taken: Taken, turn: Turn) -> str:
    words = " ".join(" ".join(it.text for it in turn.segments).split())
    if not words:
        return ""
    time = "" if turn.start is None else f"[{clock(turn.start)}] "
    name = f"{' '.join(taken.speaker(turn.voice).split())}: " if turn.voice else ""
    return f"{time}{name}{words}\n"
