"""Wall clocks and time zones: what is written, and the instant that it means."""

import pytest

from server.domain import commands as c
from server.domain.times import NoSuchTime, fit_day, fit_wall_time, fit_zone, instant
from server.errors import Malformed
from tests.a_retreat import EMPTY_SESSION, FACILITATOR, RETREAT, SESSION, STEWARD, ARetreat, an_id


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2027-03-27T09:30", "Europe/London", "2027-03-27T09:30:00.000Z"),
        ("2027-03-28T09:30", "Europe/London", "2027-03-28T08:30:00.000Z"),
        ("2027-03-28T00:30", "Europe/London", "2027-03-28T00:30:00.000Z"),
        ("2027-03-28T02:30", "Europe/London", "2027-03-28T01:30:00.000Z"),
        ("2027-10-31T01:30", "Europe/London", "2027-10-31T01:30:00.000Z"),  # shown twice: the later one
        ("2027-03-28T09:30", "America/New_York", "2027-03-28T13:30:00.000Z"),
    ],
)
def test_a_time_is_the_instant_at_which_the_retreats_clocks_show_it(wall: str, zone: str, utc: str) -> None:
    assert instant(wall, zone) == utc


def test_a_time_that_the_clocks_skip_does_not_exist() -> None:
    with pytest.raises(NoSuchTime):
        instant("2027-03-28T01:30", "Europe/London")
    assert instant("2027-03-28T01:30", "Europe/Paris")


@pytest.mark.parametrize("day", ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31"])
def test_a_day_that_is_in_no_calendar_is_unfit(day: str) -> None:
    with pytest.raises(ValueError, match="no such day"):
        fit_day(day)


@pytest.mark.parametrize("time", ["2026-02-28T24:00", "2026-02-30T09:00", "2026-02-28T09:60"])
def test_a_time_that_no_clock_shows_is_unfit(time: str) -> None:
    with pytest.raises(ValueError, match="no such day and time"):
        fit_wall_time(time)


@pytest.mark.parametrize("zone", ["Europe/Birnam", "../etc/passwd", "Europe", " ", "Europe/London\0"])
def test_a_zone_that_nobody_knows_is_unfit(zone: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        fit_zone(zone)


def test_a_session_in_the_night_when_the_clocks_change_lasts_as_long_as_it_does(retreat: ARetreat) -> None:
    change = {"session": SESSION, "starts": "2027-03-28T00:30", "ends": "2027-03-28T02:30"}
    retreat.ask(FACILITATOR, c.ChangeSession, **change)
    [session] = [it for it in retreat.frame().sessions if it.id == SESSION]
    assert (session.starts, session.ends) == ("2027-03-28T00:30", "2027-03-28T02:30")
    with pytest.raises(NoSuchTime):
        retreat.ask(FACILITATOR, c.ChangeSession, session=EMPTY_SESSION, starts="2027-03-28T01:30")


def test_a_session_ends_after_it_starts_by_the_retreats_clocks(retreat: ARetreat) -> None:
    with pytest.raises(Malformed):
        retreat.ask(FACILITATOR, c.ChangeSession, session=SESSION, starts="2026-05-12T12:00", ends="2026-05-12T11:00")


def test_m4_an_invitation_until_an_hour_that_does_not_exist_is_said_so(retreat: ARetreat) -> None:
    open_it = {"invitation": an_id("at night"), "retreat": RETREAT}
    with pytest.raises(NoSuchTime):
        retreat.ask(FACILITATOR, c.OpenInvitation, **open_it, until="2099-03-29T01:30")
    retreat.ask(FACILITATOR, c.OpenInvitation, **open_it, until="2099-03-29T02:00")
    [opened] = [it for it in retreat.frame().invitations if it.id == an_id("at night")]
    assert (opened.until, opened.until_local) == ("2099-03-29T01:00:00.000Z", "2099-03-29T02:00")


def test_a_retreat_that_moves_keeps_what_its_clocks_show(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.ChangeSession, session=SESSION, starts="2026-05-12T09:30")
    retreat.ask(STEWARD, c.ChangeRetreat, retreat=RETREAT, time_zone="America/New_York")
    assert {it.starts for it in retreat.frame().sessions if it.id == SESSION} == {"2026-05-12T09:30"}
