"""A year's meetings from a rule or a list (P-06)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from rules.year_plan import EXAMPLE, CannotPlan, YearPlan, by_list, by_rule

OSLO = "Europe/Oslo"


def days(plan: YearPlan) -> list[date]:
    return [m.starts_at.astimezone(ZoneInfo(OSLO)).date() for m in plan.meetings]


def test_the_first_thursdays_but_for_july_and_a_holiday() -> None:
    plan = by_rule(EXAMPLE, 2027, OSLO)

    assert days(plan)[:4] == [date(2027, 1, 7), date(2027, 2, 4), date(2027, 3, 4), date(2027, 4, 1)]
    assert plan.skipped == (date(2027, 5, 6),)  # Ascension Day
    assert len(plan.meetings) == 10
    assert not any(day.month == 7 for day in days(plan))


def test_hours_are_those_of_the_zone_in_winter_and_in_summer() -> None:
    plan = by_rule("last wednesday of every month except july and december at 8:30-10:00", 2027, OSLO)

    hours = {m.starts_at.astimezone(ZoneInfo(OSLO)).strftime("%H:%M") for m in plan.meetings}

    assert hours == {"08:30"}
    assert {m.starts_at.hour for m in plan.meetings} == {6, 7}


def test_every_second_month() -> None:
    assert [d.month for d in days(by_rule("second tuesday of every second month at 09:00-11:00", 2028, OSLO))] == [
        1, 3, 5, 7, 9, 11,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        "now and then",
        "fifth thursday of each month at 09:00-12:00",
        "first torsdag of each month at 09:00-12:00",
        "first thursday of each month except juli at 09:00-12:00",
        "first thursday of each month at 12:00-09:00",
        "first thursday of each month at 25:00-26:00",
    ],
)
def test_what_cannot_be_read_is_refused(rule: str) -> None:
    with pytest.raises(CannotPlan):
        by_rule(rule, 2027, OSLO)


def test_a_list_is_a_line_a_meeting() -> None:
    plan = by_list("# høsten\n2027-09-02 09:00-12:00\n\n2027-10-07 9:00-11:30  # kort\n", OSLO)

    assert days(plan) == [date(2027, 9, 2), date(2027, 10, 7)]


@pytest.mark.parametrize("line", ["2027-02-30 09:00-12:00", "2027-02-03", "2027-02-03 09:00"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(CannotPlan, match="line 2"):
        by_list(f"2027-01-14 09:00-12:00\n{line}\n", OSLO)


def test_a_listed_day_that_is_no_working_day_is_planned_and_named() -> None:
    plan = by_list("2027-12-25 09:00-12:00\n2027-12-27 09:00-12:00\n2028-01-01 00:00-01:00\n", OSLO)

    assert days(plan) == [date(2027, 12, 25), date(2027, 12, 27), date(2028, 1, 1)]
    assert plan.listed == (date(2027, 12, 25), date(2028, 1, 1))


def test_two_at_the_same_time_are_refused() -> None:
    with pytest.raises(CannotPlan, match="same time"):
        by_list("2027-01-14 09:00-12:00\n2027-01-14 11:00-13:00\n", OSLO)


def test_one_among_them_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(CannotPlan, match="ends before it starts"):
        by_list("2027-01-14 09:00-12:00\n2027-02-11 12:00-09:00\n", OSLO)


def test_a_time_that_summer_time_skips_is_refused_and_not_moved() -> None:
    with pytest.raises(CannotPlan, match=r"2027-03-28 02:30 does not exist.*03:30"):
        by_list("2027-03-28 02:30-04:00\n", OSLO)


def test_a_time_that_happens_twice_is_not_guessed() -> None:
    with pytest.raises(CannotPlan, match=r"2027-10-31 02:30 happens twice.*`meeting plan`"):
        by_list("2027-10-31 02:30-04:00\n", OSLO)
