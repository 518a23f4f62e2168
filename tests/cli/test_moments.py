"""Days and moments as people write them: refused with the remedy where they do not exist or happen twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cli.moments import parse_day, parse_instant
from cli.output import Failed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("2027-01-21T12:00", datetime(2027, 1, 21, 11, tzinfo=UTC), id="winter"),
        pytest.param("2027-07-21T12:00", datetime(2027, 7, 21, 10, tzinfo=UTC), id="summer"),
        pytest.param("2027-01-21 12:00:30", datetime(2027, 1, 21, 11, 0, 30, tzinfo=UTC), id="a blank and seconds"),
        pytest.param(
            "2026-10-25T02:30+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="the first half past two"
        ),
        pytest.param("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), id="the second"),
        pytest.param("2027-01-21T12:00Z", datetime(2027, 1, 21, 12, tzinfo=UTC), id="UTC, said so"),
        pytest.param("2027-03-28T03:00", datetime(2027, 3, 28, 1, tzinfo=UTC), id="the first moment of summer time"),
    ],
)
def test_a_moment_is_local_or_has_its_offset(written: str, meant: datetime) -> None:
    assert parse_instant(written) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        pytest.param(
            "2027-03-28T02:30", "does not exist: summer time begins then; say 01:59 or 03:30", id="D29 the gap"
        ),
        pytest.param("2026-10-25T02:30", "2026-10-25T02:30+02:00 (the first)", id="D30 the double hour"),
        pytest.param("2027-01-21", "YYYY-MM-DDTHH:MM", id="a day only"),
        pytest.param("2027-01-21T24:00", "midnight is 00:00 of the next day", id="D31 hour 24"),
        pytest.param("2027-01-21T12:00+25:00", "no place on earth", id="D31 an offset of 25 hours"),
        pytest.param("2027-W03-4T12:00", "YYYY-MM-DDTHH:MM", id="D31 a week date"),
        pytest.param("2027-02-29T12:00", "the nearest is 2027-02-28", id="D27 no leap year"),
        pytest.param("٢٠٢٧-01-21T12:00", "YYYY-MM-DDTHH:MM", id="D41 other digits"),
    ],
)
def test_a_moment_that_will_not_do(written: str, why: str) -> None:
    with pytest.raises(Failed) as refused:
        parse_instant(written)

    assert why in refused.value.problem.detail
    assert refused.value.problem.status == 2


@pytest.mark.parametrize(
    ("written", "why"),
    [
        pytest.param("2026-04-31", "the nearest is 2026-04-30", id="D27 31 April"),
        pytest.param("2026-13-01", "twelve months", id="D27 month 13"),
        pytest.param("0000-01-01", "between 1900 and 2199", id="D27 year 0"),
        pytest.param("9999-12-31", "between 1900 and 2199", id="D27 year 9999"),
        pytest.param("2026-04-00", "the nearest is 2026-04-01", id="day 0"),
        pytest.param("21.01.2027", "YYYY-MM-DD", id="as it is written in Norway"),
    ],
)
def test_a_day_that_will_not_do(written: str, why: str) -> None:
    with pytest.raises(Failed) as refused:
        parse_day(written)

    assert why in refused.value.problem.detail


def test_a_leap_day_is_a_day() -> None:
    assert parse_day("2028-02-29") == date(2028, 2, 29)
