"""What the doctor says: one line each, with a mark, and what to do where something is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Mark = Literal["good", "odd", "wrong"]
SIGNS: dict[Mark, str] = {"good": "✓", "odd": "!", "wrong": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A line. `mend` says what to do about what is odd or wrong."""

    mark: Mark
    text: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{SIGNS[self.mark]} {self.text}" + (f" {self.mend}" if self.mend else "")


Check = Callable[[], Iterator[Finding]]


def good(text: str) -> Finding:
    return Finding("good", text)


def odd(text: str, mend: str) -> Finding:
    return Finding("odd", text, mend)


def wrong(text: str, mend: str) -> Finding:
    return Finding("wrong", text, mend)
