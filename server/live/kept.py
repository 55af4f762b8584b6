"""What was loaded for earlier commands, from one commit to the next: it holds as long as nobody else has written."""

from typing import NamedTuple

from server.domain.rows import Rows

# Rows of one programme, and programmes: beyond these, what is kept is let go, and loaded again when it is needed. Of
# rows it is the marks that go, of which there are many; who gives them stays known.
_MOST, _PROGRAMMES = 5_000, 16


class Place(NamedTuple):
    """Where a ledger stands, read under its lock: whoever else has written has moved it."""

    epoch: str
    seq: int


class Kept:
    """Rows by programme, taken for a transaction and given back after its commit: one that fails leaves none."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Place, Rows]] = {}

    def take(self, programme: str, stands: Place) -> Rows:
        was, rows = self._rows.pop(programme, (None, None))
        return rows if rows is not None and was == stands else Rows()

    def give_back(self, programme: str, stands: Place, rows: Rows) -> None:
        rows.settled(_MOST)
        self._rows[programme] = (stands, rows)
        if len(self._rows) > _PROGRAMMES:
            del self._rows[next(iter(self._rows))]
