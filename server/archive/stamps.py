"""When something was taken away, as files say it."""

from datetime import UTC, datetime

ZipTime = tuple[int, int, int, int, int, int]


def moment(at: str) -> datetime:
    """A time as it is kept (ISO 8601), in UTC."""
    return datetime.fromisoformat(at).astimezone(UTC)


def zip_time(at: str) -> ZipTime:
    """The same as zips date their files, by UTC: they know no zones, and nothing before 1980."""
    it = moment(at)
    return (max(it.year, 1980), it.month, it.day, it.hour, it.minute, it.second)


def shown(at: str) -> str:
    """Day and minute in UTC, for people."""
    return moment(at).strftime("%d %B %Y, %H:%M UTC").lstrip("0")
