"""Days, wall clocks and time zones: what people write, and the instant that it means. No clock is read here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from server.errors import Malformed


class NoSuchTime(Malformed):
    """There is no such time there: the clocks go forward over it that night. Choose an hour earlier or later."""


def fit_day(text: str) -> str:
    """The same day, or ValueError for one that is in no calendar."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None


def fit_wall_time(text: str) -> str:
    """A day and time without a zone, to the minute, or ValueError."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").strftime("%Y-%m-%dT%H:%M")
    except ValueError:
        raise ValueError("there is no such day and time in the calendar") from None


def fit_zone(name: str) -> str:
    """The same name of a time zone, or ValueError for one that is not known."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # what is no name of a zone may be a folder, a bad path, or nothing
        raise ValueError("this time zone is not known: choose one such as Europe/London") from None
    return name


def instant(wall: str, zone: str) -> str:
    """When the clocks of this zone show `wall`: ISO 8601, UTC. NoSuchTime when they skip it; the later of the two
    instants when they show it twice, so that nobody comes too late."""
    local = datetime.strptime(wall, "%Y-%m-%dT%H:%M").replace(tzinfo=ZoneInfo(zone), fold=1)
    utc = local.astimezone(UTC)
    if utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
