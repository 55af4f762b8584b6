"""Tables of excerpts, as spreadsheets write them: what is guessed is right, or said."""

import codecs
from pathlib import Path

import pytest

from server.archive.excerpt_table import MOST_ROWS, NoTable, day_of, order_of, read_table
from server.errors import TooLarge

CASES = Path(__file__).parent.parent / "cases"
SAMPLES = Path(__file__).parent.parent.parent / "samples"


def test_a_table_from_excel_is_read_as_it_was_meant() -> None:
    it = read_table((CASES / "C35-excerpts.csv").read_bytes())
    assert (it.encoding, it.separator, it.order) == ("Windows-1252", ";", "day_first")
    assert it.headings == ["Ref", "Date", "Sector", "Score", "Narrative"]
    assert [row[0] for row in it.rows] == ["P07", "P07", "007", "P12"]
    assert it.rows[1][4] == 'Café again.\nSecond line, with a "quoted" word.'
    assert it.rows[0][4] == "She said “I’m not a burden” – and laughed; twice."
    assert it.days == ["2026-04-03", "2024-02-29", "2026-02-01", None]
    assert [(problem.row, "31/04/2026" in problem.why) for problem in it.problems] == [(3, True)]
    assert it.guesses == {"title": 0, "text": 4, "sector": 2, "recorded_on": 1}


def test_our_own_sample_is_understood_without_help() -> None:
    it = read_table((SAMPLES / "outcome-excerpts.csv").read_bytes())
    assert it.guesses == {"title": 0, "text": 4, "sector": 1, "setting": 2, "outcome": 3}
    assert len(it.rows) == 12 and it.problems == []


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (codecs.BOM_UTF8 + "ref,text\r\n1,Café 💩\r\n".encode(), "UTF-8"),
        ("ref,text\n1,Café 💩\n".encode(), "UTF-8"),
        ("ref\ttext\r\n1\tCafé 💩\r\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_an_encoding_shows_in_no_heading(content: bytes, encoding: str) -> None:
    it = read_table(content)
    assert (it.encoding, it.headings, it.rows) == (encoding, ["ref", "text"], [["1", "Café 💩"]])


def test_a_column_of_long_words_is_taken_for_the_narrative() -> None:
    it = read_table(b"a,b,c\n1,She walks to the shop again,2\n2,He wrote it down himself,3\n")
    assert it.guesses == {"text": 1}


def test_rows_that_cannot_be_kept_are_named_and_stay() -> None:
    it = read_table(b"ref;text\n1;\n2;a\x07b\n3;fine\n")
    assert [problem.row for problem in it.problems] == [0, 1]
    assert len(it.rows) == 3


def test_a_line_that_is_shorter_than_the_headings_is_filled_up() -> None:
    assert read_table(b"ref,text,sector\n1,One\n").rows == [["1", "One", ""]]


@pytest.mark.parametrize("content", [b"", b"\n", b"only one column\nof words\n", b"a,b\0c\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(NoTable):
        read_table(content)


def test_a_table_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_table(b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1))


def test_a_table_that_is_too_wide_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_table(b"a" + b"," * 101 + b"\n1,2\n")


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["3/4/2026", "13/4/2026"], "day_first"),
        (["3/4/2026", "4/13/2026"], "month_first"),
        (["3/4/2026", "4/5/2026"], "day_first"),
        (["2026-04-13", ""], "year_first"),
        (["", "spring"], None),
    ],
)
def test_the_order_of_day_and_month_is_what_fits_most_dates(dates: list[str], order: str | None) -> None:
    assert order_of(dates) == order


def test_a_day_that_is_in_no_calendar_is_none() -> None:
    assert day_of("29/02/2026", "day_first") is None
    assert day_of("29.02.24", "day_first") == "2024-02-29"
    assert day_of("2026-13-01", "year_first") is None
