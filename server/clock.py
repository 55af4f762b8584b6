"""The server's clock, as it is stored and sent: ISO 8601, UTC, milliseconds."""

from datetime import UTC, datetime, timedelta


def now() -> str:
    """This moment."""
    return _written(datetime.now(UTC))


def later(days: float) -> str:
    """So many days from now."""
    return _written(datetime.now(UTC) + timedelta(days=days))


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
