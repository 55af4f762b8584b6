"""The server's clock, as it is stored and sent: ISO 8601, UTC, milliseconds."""

from datetime import UTC, datetime, timedelta


def now() -> str:
    """This moment."""
    return later(0)


def later(days: float) -> str:
    """So many days from now."""
    moment = datetime.now(UTC) + timedelta(days=days)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
