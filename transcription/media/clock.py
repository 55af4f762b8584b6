"""Keeps a recording's time running forward over streams whose own time starts again."""


class Clock:
    """Places what comes from a stream, packet by packet, on one line of seconds.

    Where recordings were glued together their time falls back: the clock then goes on from where it was.
    `offset` is what has to be added to the stream's own times, `now` the end of what was placed so far.
    """

    RESTART = 1.0
    """Seconds that time must fall back to count as a new beginning; less is a container's rounding."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset
        self.now = 0.0

    def place(self, at: float | None, length: float | None) -> float:
        """Where something of `length` seconds, stamped `at` by its stream, lies; unstamped things follow on."""
        placed = self.now if at is None else at + self.offset
        if placed < self.now - self.RESTART:
            self.offset += self.now - placed
            placed = self.now
        self.now = max(self.now, placed + (length or 0.0))
        return placed
