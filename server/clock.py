"""The server's clock, as it is stored and sent."""

from datetime import UTC, datetime


def now() -> str:
    """This moment: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
