"""Times as transcripts write them: hours or none, points or commas."""

import re

STAMP = r"(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6})?"
"""Hours (optional), minutes, seconds, and perhaps a fraction."""


def seconds_of(stamp: str) -> float:
    """Seconds, to the millisecond, of what matches STAMP."""
    whole, _, fraction = re.sub(",", ".", stamp).partition(".")
    parts = [int(it) for it in whole.split(":")]
    hours, minutes, seconds = [0, *parts][-3:]
    return round(hours * 3600 + minutes * 60 + seconds + float(f"0.{fraction or 0}"), 3)
