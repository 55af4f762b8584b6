"""What was loaded for earlier commands, from one commit to the next: it holds as long as nobody else has written."""

from typing import NamedTuple

from server.domain.rows import Rows

# Rows of one programme, and programmes: beyond these, what is kept is let go, and loaded again when it is needed.
_MOST, _PROGRAMMES = 5_000, 16


class Place(NamedTuple):
    """Where a ledger stands, read under its lock: whoever else has written has moved it."""

    epoch: str
    seq: int


class Kept:
    """Rows by programme, taken for a transaction and given back after its commit: one that fails leaves none."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Place, Rows]] = {}
        self._alone: set[str] = set()  # where nobody else had written when it was last looked at

    def take(self, programme: str, stands: Place) -> Rows:
        was, rows = self._rows.pop(programme, (None, None))
        (self._alone.add if was == stands else self._alone.discard)(programme)
        return rows if rows is not None and was == stands else Rows()

    def guess(self, programme: str) -> tuple[Place, Rows] | None:
        """Without the lock: what is kept, and the place that it is of, if that has been true of late."""
        return self._rows.pop(programme, None) if programme in self._alone else None

    def give_back(self, programme: str, stands: Place, rows: Rows) -> None:
        if rows.settled() <= _MOST:
            self._rows[programme] = (stands, rows)
        if len(self._rows) > _PROGRAMMES:
            del self._rows[next(iter(self._rows))]
