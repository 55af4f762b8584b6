"""What a reader makes of a transcript's file: turns, and what did not fit."""

import re
from dataclasses import dataclass, field

from server.domain.nouns import Closed
from server.domain.text import fit_text
from server.errors import Malformed


class NoTranscript(Malformed):
    """This is not a transcript that can be read here: bring in WebVTT, SRT, a Word document (.docx) or plain text."""


class Problem(Closed):
    """What did not fit, for somebody to look at: on which line (of a Word document: in which paragraph), how it begins
    there, and what became of it."""

    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody says without a break, as the file has it: a cue, or a speaker's paragraphs. Times are seconds;
    `mended` where they are not as the file has them. `speaker` is a name, as written there."""

    line: int
    paragraphs: tuple[str, ...]
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    mended: bool = False


@dataclass(slots=True)
class Report:
    """Collects what did not fit, as it is found."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, what: str, why: str) -> None:
        shown = " ".join(what.split())
        self.problems.append(Problem(line=line, what=shown[:77] + "…" if len(shown) > 78 else shown, why=why))


def lines_of(text: str) -> list[str]:
    """Lines as editors count them."""
    return re.split(r"\r\n|\n|\r", text)


_KEPT_OUT = re.compile("[\u200b\ufeff]")


def clean(text: str, line: int, report: Report) -> str:
    """One paragraph on one line, without what cannot be kept, which is reported."""
    kept = []
    for character in _KEPT_OUT.sub("", text):
        try:
            kept.append(fit_text(character))
        except ValueError:
            report.add(line, repr(character).strip("'"), "This character cannot be kept, and was left out.")
    if "\ufffd" in text:
        report.add(line, text, "There is a character here that could not be read.")
    return " ".join("".join(kept).split())
