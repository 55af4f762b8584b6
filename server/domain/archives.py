"""What follows from an archive that was brought back, beside its own events."""

from server.domain import events as e
from server.domain.rows import Rows


def apply_imported(body: e.Imported, rows: Rows) -> None:
    for noun in (*body.members, *body.attendances, *body.recordings):
        rows.put(noun)
