"""Days and ends of days as the rules compute them, and as PostgreSQL does with arithmetic and zones of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import LiteralString
from zoneinfo import ZoneInfo

import psycopg
import pytest

from local.postgres import OWNER
from models.periods import Period
from rules.periods import end_instant, last_day_of
from tests.house import House

OSLO = "Europe/Oslo"
FIRST = date(1950, 1, 1)
TWO_HUNDRED_YEARS = 73_048

LAST_DAYS: LiteralString = """
    SELECT array_agg((day + %s::interval)::date - day ORDER BY day)
    FROM (SELECT %s::date + n AS day FROM generate_series(0, %s) AS n) AS days
"""
ENDS: LiteralString = """
    SELECT array_agg(extract(epoch FROM (day + 1)::timestamp AT TIME ZONE 'Europe/Oslo')::bigint ORDER BY day)
    FROM (SELECT %s::date + n AS day FROM generate_series(0, %s) AS n) AS days
"""


def asked(house: House, statement: LiteralString, *parameters: object) -> list[int]:
    """What PostgreSQL answers: one list of whole numbers, by one statement."""
    with psycopg.connect(house.postgres.conninfo("postgres", OWNER)) as connection:
        [numbers] = connection.execute(statement, parameters).fetchone() or ([],)
    return list(numbers)


@pytest.mark.parametrize(
    "period",
    [
        Period(count=1, unit="months"),
        Period(count=3, unit="months"),
        Period(count=1, unit="years"),
        Period(count=25, unit="months"),
        Period(count=30, unit="years"),
    ],
    ids=lambda period: f"{period.count} {period.unit}",
)
def test_last_days_over_200_years(house: House, period: Period) -> None:
    theirs = asked(house, LAST_DAYS, f"{period.count} {period.unit}", FIRST, TWO_HUNDRED_YEARS)

    days = (FIRST + timedelta(days=n) for n in range(TWO_HUNDRED_YEARS + 1))
    ours = [(last_day_of(day, period) - day).days for day in days]

    assert len(ours) == TWO_HUNDRED_YEARS + 1
    assert ours == theirs


def test_ends_of_days_at_every_change_of_summer_time() -> None:
    """From UTC to local time and back: the other way than they are computed."""
    zone = ZoneInfo(OSLO)

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    begins = datetime(1979, 12, 31, 12, tzinfo=UTC)
    noons = [begins + timedelta(days=n) for n in range((date(2201, 1, 1) - begins.date()).days + 1)]
    offsets = [local(noon).utcoffset() for noon in noons]
    changes = [noon.date() for noon, one, other in zip(noons[1:], offsets, offsets[1:], strict=False) if one != other]

    assert len(changes) == 2 * 221  # two a year, 1980 to 2200
    for change in changes:
        for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
            ends = end_instant(day, OSLO)
            after = local(ends)
            assert (after.date(), after.time()) == (day + timedelta(days=1), datetime.min.time())
            assert local(ends - timedelta(microseconds=1)).date() == day
        hours = (end_instant(change, OSLO) - end_instant(change - timedelta(days=1), OSLO)) / timedelta(hours=1)
        assert hours == (23 if change.month < 7 else 25)


def test_ends_of_days_are_postgresqls(house: House) -> None:
    """Every day of 1980 to 2200, by a tz database and a reading of it that are not Python's."""
    first, last = date(1980, 1, 1), date(2200, 12, 31)
    theirs = asked(house, ENDS, first, (last - first).days)

    days = (first + timedelta(days=n) for n in range((last - first).days + 1))

    assert [int(end_instant(day, OSLO).timestamp()) for day in days] == theirs
