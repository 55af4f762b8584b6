"""Which stretches of a recording are silent, because whoever spoke there withdrew it."""

from collections.abc import Iterable

from server.domain.nouns import Segment

MARGIN = 0.5
"""Seconds around a withdrawn segment that go too, as far as nobody else speaks there: words begin before they are
heard to."""

Stretch = tuple[float, float]


def silences(segments: Iterable[Segment]) -> list[Stretch]:
    """From and to these seconds, in order, by the segments of a transcript."""
    timed = sorted((it.start, it.end, it.withdrawn) for it in segments if it.start is not None and it.end is not None)
    found: list[Stretch] = []
    for n, (start, end, withdrawn) in enumerate(timed):
        if not withdrawn:
            continue
        before = max((it[1] for it in timed[:n] if not it[2]), default=0.0)
        after = min((it[0] for it in timed[n + 1 :] if not it[2]), default=end + MARGIN)
        found.append((min(start, max(before, start - MARGIN)), max(end, min(after, end + MARGIN))))
    return found
