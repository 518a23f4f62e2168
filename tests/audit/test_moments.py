"""Moments as people read them: Norwegian time, midnight as hour 24 of the day that ends, the double hour said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from audit.moments import due, exact, hours, local, reckoned, wall
from models.acts import Derivation

WINTER, SUMMER = datetime(2027, 1, 21, 11, 0, 7, tzinfo=UTC), datetime(2027, 7, 21, 10, tzinfo=UTC)
FIRST, SECOND = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
MIDNIGHT = datetime(2027, 1, 20, 23, tzinfo=UTC)


def test_with_their_zone() -> None:
    assert wall(SUMMER) == "2027-07-21 12:00"
    assert local(SUMMER) == "2027-07-21 12:00 Norwegian time"
    assert exact(WINTER) == "2027-01-21 12:00:07 Norwegian time"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (FIRST, "2026-10-25 02:30+02:00"),
        (SECOND, "2026-10-25 02:30+01:00"),
        (datetime(2026, 10, 24, 23, 59, tzinfo=UTC), "2026-10-25 01:59"),
        (datetime(2026, 10, 25, 2, tzinfo=UTC), "2026-10-25 03:00"),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), "2027-03-28 03:00"),
    ],
)
def test_the_hour_that_comes_twice_says_which_it_is(moment: datetime, words: str) -> None:
    assert wall(moment) == words
    assert exact(moment) == f"{words[:16]}:00{words[16:]} Norwegian time"


def test_from_the_one_half_past_two_to_the_other() -> None:
    assert hours(FIRST, SECOND) == "02:30+02:00-02:30+01:00 Norwegian time"
    assert hours(WINTER, WINTER.replace(hour=14)) == "12:00-15:00 Norwegian time"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (MIDNIGHT, "2027-01-20 24:00 Norwegian time"),
        (MIDNIGHT.replace(second=1), "2027-01-21 00:00 Norwegian time"),
        (MIDNIGHT.replace(minute=1), "2027-01-21 00:01 Norwegian time"),
        (MIDNIGHT.replace(hour=22), "2027-01-20 23:00 Norwegian time"),
        (datetime(2027, 2, 28, 23, tzinfo=UTC), "2027-02-28 24:00 Norwegian time"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "2026-12-31 24:00 Norwegian time"),
        (FIRST, "2026-10-25 02:30+02:00 Norwegian time"),
    ],
)
def test_a_deadline_at_midnight_belongs_to_the_day_that_ends(moment: datetime, words: str) -> None:
    assert due(moment) == words


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), "2027-01-20 24:00 Norwegian time"),
        (("14 days after",), "2027-01-20 24:00 Norwegian time (14 days after)"),
        (("14 days after", "skipped a Sunday"), "2027-01-20 24:00 Norwegian time (14 days after; skipped a Sunday)"),
        (("14 days after: 2027-01-20",), "2027-01-20 24:00 Norwegian time (14 days after)"),
        (("14 days after: 2027-01-19",), "2027-01-20 24:00 Norwegian time (14 days after: 2027-01-19)"),
        (("the day, to 24:00 Europe/Oslo",), "2027-01-20 24:00 Norwegian time (the day)"),
        (("at 12:00 Europe/Oslo",), "2027-01-20 24:00 Norwegian time"),
        (("x", "sent at 12:00 Europe/Oslo"), "2027-01-20 24:00 Norwegian time (x)"),
    ],
)
def test_a_legal_date_with_how_it_was_counted(steps: tuple[str, ...], words: str) -> None:
    date_ = Derivation(name="x", rule="T-01", anchor="a", steps=steps, day=date(2027, 1, 20), at=MIDNIGHT)

    assert reckoned(date_) == words
