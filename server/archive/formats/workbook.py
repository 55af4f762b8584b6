"""The tables as one workbook (XLSX), a sheet each: every cell text or a number, none a formula or a link."""

import io

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from server.archive.formats.tables import Cell, Table
from server.archive.formats.xml_text import xml_text
from server.archive.stamps import moment

# What a cell holds, in UTF-16 units (Excel specifications and limits).
MOST_IN_CELL = 32_767
_GOES_ON = " […]"
_WIDE = {"quote": 60, "text": 60, "definition": 60, "mark": 30, "source": 30, "title": 30, "path": 30, "at": 24}
_NARROW = {"start", "end", "time", "colour", "marks", "kind", "view", "state", "needs_review", "about"}


def xlsx(sheets: list[Table], title: str, at: str) -> bytes:
    """The workbook; a text that is longer than a cell can hold ends in […], and is whole in its CSV file."""
    packed = io.BytesIO()
    book = Workbook(packed, {"in_memory": True})
    book.set_properties({"title": xml_text(title), "created": moment(at)})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for table in sheets:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
        for n, column in enumerate(table.columns):
            sheet.set_column(n, n, _WIDE.get(column, 10 if column in _NARROW else 20))
            sheet.write_string(0, n, column.replace("_", " "), head)
        for n, row in enumerate(table.rows, start=1):
            for m, value in enumerate(row):
                _write(sheet, n, m, value, plain)
    book.close()
    return packed.getvalue()


def _write(sheet: Worksheet, row: int, column: int, value: Cell, plain: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, as_cell(value), plain)
    elif value is not None:
        sheet.write_number(row, column, value, plain)


def as_cell(text: str) -> str:
    """As much of a text as a cell holds."""
    text = xml_text(text)
    if _units(text) <= MOST_IN_CELL:
        return text
    most = MOST_IN_CELL - len(_GOES_ON)
    kept = text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore")
    return kept + _GOES_ON


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
