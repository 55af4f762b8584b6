"""Reads a table of outcome excerpts (CSV) as it came from somewhere: what was guessed is said, nothing is dropped.

Spreadsheets write UTF-8, UTF-16 or the Windows code page of western Europe, with commas, semicolons or tabs, and
perhaps a first line `sep=;` that only they read.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from server.archive.decoding import decoded
from server.domain.nouns import Closed
from server.domain.text import fit_name, fit_text
from server.errors import Malformed, TooLarge

MOST_ROWS = 5_000
MOST_COLUMNS = 100
_SEPARATORS = (";", ",", "\t", "|")
_HINT = re.compile(r"\Asep=(.)\r?\n")
_DATE = re.compile(r"\s*(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\s*\Z")

Field = Literal["title", "text", "sector", "organisation", "setting", "outcome", "recorded_on"]
Order = Literal["year_first", "day_first", "month_first"]
# What headings say, as far as they begin with it.
_HEADINGS: dict[Field, tuple[str, ...]] = {
    "title": ("ref", "id", "title", "name", "code", "number"),
    "text": ("narrative", "text", "excerpt", "words", "story", "note"),
    "sector": ("sector",),
    "organisation": ("organisation", "organization", "service", "agency"),
    "setting": ("setting", "context", "place"),
    "outcome": ("outcome", "domain"),
    "recorded_on": ("date", "recorded", "day"),
}


class Problem(Closed):
    """What somebody should look at, in a row counted from 0."""

    row: int
    why: str


class ExcerptTable(Closed):
    """A table as it was read; `guesses` are columns by what they seem to hold, `days` the dates of the date column,
    read in `order`, none where there is no such day."""

    encoding: str
    separator: str
    headings: list[str]
    rows: list[list[str]]
    guesses: dict[Field, int]
    order: Order | None
    days: list[str | None]
    problems: list[Problem]


class NoTable(Malformed):
    """This is not a table that can be read here. Save it from your spreadsheet as CSV, then choose it again."""


def read_table(content: bytes) -> ExcerptTable:
    """The table in these bytes; NoTable, or TooLarge for more than MOST_ROWS rows."""
    text, encoding = decoded(content)
    if "\0" in text:
        raise NoTable
    separator, lines = _separated(text)
    if not lines or len(lines[0]) < 2:
        raise NoTable
    if max(map(len, lines)) > MOST_COLUMNS:
        raise TooLarge(f"There are more than {MOST_COLUMNS} columns in this table. Take out those that are not needed.")
    headings = [it.strip() for it in lines[0]]
    rows = [_as_wide_as(headings, row) for row in lines[1:] if any(cell.strip() for cell in row)]
    if len(rows) > MOST_ROWS:
        raise TooLarge(f"There are {len(rows):,} rows in this table. Bring in at most {MOST_ROWS:,} at once.")
    guesses = _guesses(headings, rows)
    dates = [row[guesses["recorded_on"]] for row in rows] if "recorded_on" in guesses else [""] * len(rows)
    order = order_of(dates)
    days = [day_of(it, order) for it in dates]
    return ExcerptTable(
        encoding=encoding,
        separator=separator,
        headings=headings,
        rows=rows,
        guesses=guesses,
        order=order,
        days=days,
        problems=list(_problems(rows, guesses, dates, days)),
    )


def _separated(text: str) -> tuple[str, list[list[str]]]:
    """Separator and lines: the one that is named, or the one that gives most columns to most lines."""
    if hint := _HINT.match(text):
        return hint[1], _lines(text[hint.end() :], hint[1])
    found = {it: _lines(text, it) for it in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda it: _evenness(found[it]))
    return best, found[best]


def _lines(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(1 << 22)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise NoTable from None


def _evenness(lines: list[list[str]]) -> tuple[float, int]:
    width = len(lines[0]) if lines else 0
    if width < 2:
        return (0.0, width)
    return (sum(len(line) == width for line in lines) / len(lines), width)


def _as_wide_as(headings: list[str], row: list[str]) -> list[str]:
    return [*row, *[""] * (len(headings) - len(row))]


def _guesses(headings: list[str], rows: list[list[str]]) -> dict[Field, int]:
    guesses: dict[Field, int] = {}
    for field, words in _HEADINGS.items():
        for column, heading in enumerate(headings):
            if column not in guesses.values() and heading.casefold().startswith(words):
                guesses[field] = column
                break
    if "text" not in guesses and rows:  # the longest words are the narrative's
        free = [column for column in range(len(headings)) if column not in guesses.values()]
        if free:
            guesses["text"] = max(free, key=lambda column: sum(len(row[column]) for row in rows))
    return guesses


def order_of(dates: Iterable[str]) -> Order | None:
    """The order of day and month that fits most of these; day first where both do. None where there is no date."""
    parts = [found.groups() for it in dates if (found := _DATE.match(it))]
    if not parts:
        return None
    if all(len(first) == 4 for first, _, _ in parts):
        return "year_first"
    month_first = sum(int(second) > 12 for _, second, _ in parts)
    return "month_first" if month_first > sum(int(first) > 12 for first, _, _ in parts) else "day_first"


def day_of(text: str, order: Order | None) -> str | None:
    """The day as ISO 8601, or none where there is no such day. Two digits of a year are of this century."""
    found = _DATE.match(text)
    if found is None:
        return None
    first, second, third = (int(it) for it in found.groups())
    year, month, day = {
        "year_first": (first, second, third),
        "day_first": (third, second, first),
        "month_first": (third, first, second),
        None: (first, second, third),
    }[order]
    try:
        return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return None


def _problems(
    rows: list[list[str]], guesses: dict[Field, int], dates: list[str], days: list[str | None]
) -> Iterable[Problem]:
    for n, row in enumerate(rows):
        if "text" in guesses and not row[guesses["text"]].strip():
            yield Problem(row=n, why="There are no words in this row.")
        if dates[n].strip() and days[n] is None:
            yield Problem(row=n, why=f"There is no such day as {dates[n].strip()}.")
        if why := _unfit(row, guesses):
            yield Problem(row=n, why=why)


def _unfit(row: list[str], guesses: dict[Field, int]) -> str | None:
    try:
        for cell in row:
            fit_text(cell)
        if "title" in guesses and row[guesses["title"]].strip():
            fit_name(row[guesses["title"]])
    except ValueError as error:
        return f"This cannot be kept: {error}."
    return None
