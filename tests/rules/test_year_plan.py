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
    ("which", "day"), [("first", 3), ("second", 10), ("third", 17), ("fourth", 24), ("last", 31)]
)
def test_which_of_the_months_days(which: str, day: int) -> None:
    plan = by_rule(f"{which} friday of each month except may and june at 09:00-12:00", 2031, OSLO)

    assert date(2031, 1, day) in days(plan)
    assert {d.weekday() for d in days(plan)} == {4}


def test_every_month_is_planned_but_for_those_left_out() -> None:
    plan = by_rule("second wednesday of every month at 09:00-12:00", 2031, OSLO)

    assert [d.month for d in (*days(plan), *plan.skipped)] == list(range(1, 13))
    assert [(m.starts_at.hour, m.ends_at.hour) for m in plan.meetings[:4]] == [(8, 11), (8, 11), (8, 11), (7, 10)]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("fifth thursday of each month at 09:00-12:00", "first to fourth or last, a weekday, hours"),
        ("first torsdag of each month at 09:00-12:00", "first to fourth or last, a weekday, hours"),
        ("first thursday of each month except juli and may and bay at 09:00-12:00", "^juli, bay is no month$"),
        ("first thursday of each month at 12:00-12:00", "^the meetings would end before they start$"),
        ("first thursday of each month at 24:00-25:00", "^24:00 is no hour of the day$"),
    ],
)
def test_why_a_rule_cannot_be_read(rule: str, said: str) -> None:
    with pytest.raises(CannotPlan, match=said):
        by_rule(rule, 2031, OSLO)


@pytest.mark.parametrize(
    "rule",
    [
        "first thursday of each month at 12:00-12:01",
        "  FIRST  Thursday of each month except July, August at 9:00-10:00 ",
    ],
)
def test_what_can_be_read(rule: str) -> None:
    assert by_rule(rule, 2031, OSLO).meetings


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


def test_one_may_begin_as_another_ends_and_they_are_put_in_order() -> None:
    plan = by_list("2031-03-05 12:00-13:00\n2031-03-05 09:00-12:00\n2031-01-08 09:00-10:00\n", OSLO)

    assert [f"{m.starts_at:%m-%d %H}" for m in plan.meetings] == ["01-08 08", "03-05 08", "03-05 11"]
    assert by_list("", OSLO) == YearPlan(meetings=())


def test_one_that_ends_as_it_starts_is_none() -> None:
    with pytest.raises(CannotPlan, match="ends before it starts"):
        by_list("2031-03-05 09:00-09:00\n", OSLO)


def test_an_hour_that_is_none_is_named_in_a_list_too() -> None:
    with pytest.raises(CannotPlan, match=r"^9.5 is no hour of the day$"):
        by_list("2031-03-05 9.5-10:00\n", OSLO)


def test_one_among_them_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(CannotPlan, match="ends before it starts"):
        by_list("2027-01-14 09:00-12:00\n2027-02-11 12:00-09:00\n", OSLO)


def test_a_time_that_summer_time_skips_is_refused_and_not_moved() -> None:
    with pytest.raises(CannotPlan, match=r"2027-03-28 02:30 does not exist.*03:30"):
        by_list("2027-03-28 02:30-04:00\n", OSLO)


@pytest.mark.parametrize("line", ["2027-03-28 01:00-02:30", "2027-10-31 01:00-02:30"])
def test_nor_may_a_meeting_end_at_such_a_time(line: str) -> None:
    with pytest.raises(CannotPlan, match="summer time"):
        by_list(line, OSLO)


def test_a_time_that_happens_twice_is_not_guessed() -> None:
    with pytest.raises(CannotPlan, match=r"2027-10-31 02:30 happens twice.*`meeting plan`"):
        by_list("2027-10-31 02:30-04:00\n", OSLO)
