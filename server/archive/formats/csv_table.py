"""A table as CSV (RFC 4180), in UTF-8 with the mark that Excel needs."""

import csv
import io

from server.archive.formats.tables import Cell, Table

# A spreadsheet would run what begins like this, in full width too. A leading apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_table(table: Table) -> bytes:
    """A line of headings, then a line for each row."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(table.columns)
    writer.writerows(map(cell, row) for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def cell(value: Cell) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
