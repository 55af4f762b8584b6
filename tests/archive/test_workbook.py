"""The workbook, as openpyxl reads it back: the tables, every cell text or a number."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from server.archive.formats.tables import tables
from server.archive.formats.workbook import MOST_IN_CELL, as_cell, xlsx
from server.archive.taken import Taken
from tests.archive.a_taken import AT, WORDS, a_source, answered, mark, taken


def opened(it: Taken) -> Any:
    return load_workbook(io.BytesIO(xlsx(tables(it), "Spring", AT)))


def test_every_table_is_a_sheet_with_its_rows() -> None:
    source = a_source("Sheets", ["He says it."])
    answered(source, mark(source, 0, 3, 0, 7, comment="Why?"), "Because.")
    book = opened(taken(source))
    assert book.sheetnames == ["Annotations", "Replies and stances", "Memos", "Codebook", "People"]
    headings, row = ([cell.value for cell in cells] for cells in book["Annotations"].rows)
    found = dict(zip(headings, row, strict=True))
    assert (found["quote"], found["text"], found["start"], found["time"]) == ("says", "Why?", 0, "00:00:00")
    assert book["Replies and stances"].max_row == 3 and book["Memos"].max_row == 1
    assert book["People"]["B2"].value == "=Burnside Carers"


@settings(deadline=None, max_examples=40)
@given(WORDS, WORDS)
def test_every_text_is_read_back_as_text(said: str, comment: str) -> None:
    source = a_source("Texts", [said])
    mark(source, 0, 0, 0, len(said), comment=comment)
    sheet = opened(taken(source))["Annotations"]
    cells = {head.value: cell for head, cell in zip(*sheet.rows, strict=True)}
    for name, text in (("quote", said), ("text", comment)):
        assert cells[name].value == text.replace("\r\n", "\n").replace("\r", "\n")
        assert cells[name].data_type == "s" and cells[name].hyperlink is None


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "http://example.org", "007", "_x0041_"])
def test_nothing_is_run_linked_counted_or_broken(text: str) -> None:
    source = a_source("Run", ["Some words"])
    mark(source, 0, 0, 0, 4, comment=text)
    cell = opened(taken(source))["Annotations"]["K2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_what_xml_cannot_hold_is_in_no_cell() -> None:
    assert as_cell("a\0b\x07\r\nc\ufffe") == "ab\nc"


def test_a_text_that_no_cell_holds_is_cut_and_says_so() -> None:
    assert as_cell("a" * MOST_IN_CELL) == "a" * MOST_IN_CELL
    cut = as_cell("💩" * MOST_IN_CELL)
    assert cut.endswith("💩 […]") and len(cut.encode("utf-16-le")) // 2 <= MOST_IN_CELL
    source = a_source("Long", ["Some words"])
    mark(source, 0, 0, 0, 4, comment="💩" * 50_000)
    assert opened(taken(source))["Annotations"]["K2"].value == cut
