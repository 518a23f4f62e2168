"""Every due time from its day: which day, which instant, and why (P-06, P-11, P-20, P-27, P-30..P-36, N-04, T-09)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.acts import Derivation
from rules import legal_dates as dates
from rules.legal_dates import is_working_day, local_day, start_of, why_no_working_day, working_days_after
from tests.house import with_numbers
from tests.rules.world import FILES, PROCEDURE

OSLO = "Europe/Oslo"
THURSDAY = date(2031, 3, 27)


def _said(*due: Derivation) -> list[tuple[str, str, date, str]]:
    """Name, rule, day, and the instant in UTC."""
    return [(d.name, d.rule, d.day, f"{d.at:%m-%d %H}") for d in due]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2031, 3, 27, 22, 59, tzinfo=UTC), THURSDAY),
        (datetime(2031, 3, 27, 23, tzinfo=UTC), THURSDAY + timedelta(days=1)),
        (datetime(2031, 6, 27, 21, 59, tzinfo=UTC), date(2031, 6, 27)),
        (datetime(2031, 6, 27, 22, tzinfo=UTC), date(2031, 6, 28)),
    ],
)
def test_a_day_is_the_day_there(at: datetime, day: date) -> None:
    assert local_day(at, OSLO) == day


def test_a_day_begins_at_its_midnight_or_at_its_hour() -> None:
    assert start_of(THURSDAY, OSLO) == datetime(2031, 3, 26, 23, tzinfo=UTC)
    assert start_of(THURSDAY, OSLO, hour=8) == datetime(2031, 3, 27, 7, tzinfo=UTC)
    assert start_of(date(1, 1, 2), OSLO) == datetime(1, 1, 1, 23, 17, tzinfo=UTC)
    assert start_of(date.min, OSLO) == datetime(1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2031, 4, 9), None),
        (date(2031, 4, 10), "Maundy Thursday"),
        (date(2031, 4, 12), "Saturday"),
        (date(2031, 4, 13), "Easter Sunday"),
        (date(2031, 4, 14), "Easter Monday"),
        (date(2031, 5, 1), "Labor Day"),
        (date(2031, 5, 17), "Constitution Day"),
        (date(2031, 4, 6), "Sunday"),
        (date(1900, 1, 1), "New Year's Day"),
        (date(2199, 12, 25), "Christmas Day"),
    ],
)
def test_a_working_day_is_none_of_the_holidays_nor_saturday(day: date, why: str | None) -> None:
    assert why_no_working_day(day) == why
    assert is_working_day(day) is (why is None)


@pytest.mark.parametrize(
    ("day", "count", "reached", "skipped"),
    [
        (date(2031, 4, 7), 0, date(2031, 4, 7), []),
        (date(2031, 4, 7), 1, date(2031, 4, 8), []),
        (date(2031, 4, 9), 1, date(2031, 4, 15), [10, 11, 12, 13, 14]),
        (date(2031, 4, 9), 2, date(2031, 4, 16), [10, 11, 12, 13, 14]),
        (date(2031, 4, 4), 2, date(2031, 4, 8), [5, 6]),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    day: date, count: int, reached: date, skipped: list[int]
) -> None:
    told = tuple(f"{date(2031, 4, n)} is no working day" for n in skipped)

    assert working_days_after(day, count) == (reached, told)


class TestDueTimes:
    """Days are counted in the procedure's zone; what ends with a day ends at its 24:00 there."""

    def test_the_notice_so_many_days_before_the_meeting_at_its_hour(self) -> None:
        usual = dates.notice_due(THURSDAY, PROCEDURE)
        short = dates.notice_due(THURSDAY, PROCEDURE, extraordinary=True)

        assert _said(usual, short) == [
            ("notice-due", "P-06", date(2031, 3, 13), "03-13 07"),
            ("notice-due", "P-06", date(2031, 3, 20), "03-20 07"),
        ]  # fmt: skip
        assert usual.anchor == "the meeting is on 2031-03-27"
        assert usual.steps[0] == "14 days before, the day of sending not counted: 2031-03-13"

    @pytest.mark.parametrize(("extraordinary", "leave"), [(False, 13), (True, 20)])
    def test_forankring_ends_the_day_before_the_papers_leave(self, extraordinary: bool, leave: int) -> None:
        last = date(2031, 3, leave - 1)
        found = dates.forankring_dates(THURSDAY, PROCEDURE, extraordinary=extraordinary)

        assert _said(*found) == [
            ("forankring-reminder-7", "P-11", last - timedelta(days=7), f"03-{leave - 8:02} 07"),
            ("forankring-reminder-2", "P-11", last - timedelta(days=2), f"03-{leave - 3:02} 07"),
            ("forankring-due", "P-11", last, f"03-{leave - 1:02} 23"),
        ]

    def test_working_days_end_with_the_last(self) -> None:
        wednesday = date(2031, 4, 9)  # before Easter

        found = (
            dates.statements_due(wednesday, PROCEDURE),
            dates.minutes_due(wednesday, PROCEDURE),
            dates.minutes_comments_due(wednesday, PROCEDURE),
        )

        assert _said(*found) == [
            ("statements-due", "P-27", date(2031, 4, 16), "04-16 22"),
            ("minutes-due", "P-33", date(2031, 4, 21), "04-21 22"),
            ("minutes-comments-due", "P-33", date(2031, 4, 28), "04-28 22"),
        ]
        assert found[0].steps == (
            "2 working days after: 2031-04-16, to 24:00 Europe/Oslo",
            *(f"2031-04-{n} is no working day" for n in (10, 11, 12, 13, 14)),
        )

    def test_days_end_with_the_last(self) -> None:
        found = (
            dates.answers_due(THURSDAY, PROCEDURE), dates.written_due(THURSDAY, PROCEDURE),
            dates.takeover_due(THURSDAY, PROCEDURE), dates.reservation_due(THURSDAY, PROCEDURE),
            *dates.consent_dates(THURSDAY, PROCEDURE),
        )  # fmt: skip

        assert _said(*found) == [
            ("answers-due", "P-22", date(2031, 4, 10), "04-10 22"),
            ("written-due", "P-31", date(2031, 4, 3), "04-03 22"),
            ("takeover-due", "P-30", date(2031, 4, 10), "04-10 22"),
            ("reservation-due", "P-20", date(2031, 3, 28), "03-28 07"),
            ("consent-reminder", "N-04", date(2031, 4, 10), "04-10 06"),
            ("consent-due", "N-04", date(2031, 4, 26), "04-26 22"),
        ]

    @pytest.mark.parametrize(
        ("own_decision", "due", "reminded", "steps"),
        [
            pytest.param(date(2031, 6, 1), date(2031, 4, 17), date(2031, 4, 12), 2, id="long after"),
            pytest.param(date(2031, 4, 18), date(2031, 4, 17), date(2031, 4, 12), 2, id="the day after"),
            pytest.param(date(2031, 4, 17), date(2031, 4, 16), date(2031, 4, 11), 3, id="on the usual last day"),
            pytest.param(
                date(2031, 4, 3), date(2031, 4, 2), date(2031, 3, 28), 3, id="with a day before the reminder"
            ),
            pytest.param(date(2031, 4, 2), date(2031, 4, 1), None, 3, id="without room for a reminder"),
        ],
    )
    def test_input_ends_before_the_party_decides_by_itself(
        self, own_decision: date, due: date, reminded: date | None, steps: int
    ) -> None:
        found = dates.involvement_dates(THURSDAY, own_decision, PROCEDURE)

        assert (found[-1].name, found[-1].rule, found[-1].day) == ("involvement-due", "P-36", due)
        assert found[-1].at == start_of(due + timedelta(days=1), OSLO)
        assert len(found[-1].steps) == steps
        assert [(d.name, d.day) for d in found[:-1]] == ([("involvement-reminder-5", reminded)] if reminded else [])

    @pytest.mark.parametrize(
        ("month", "decided", "last"),
        [
            (12, date(2031, 12, 31), date(2031, 12, 31)),
            (10, date(2031, 10, 1), date(2031, 10, 31)),
            (10, date(2031, 11, 1), date(2032, 10, 31)),
            (2, date(2031, 3, 1), date(2032, 2, 29)),
        ],
    )
    def test_follow_up_is_due_with_the_next_budget(self, month: int, decided: date, last: date) -> None:
        procedure = with_numbers(FILES, budget_month=month).procedure

        *reminders, due = dates.followup_dates(decided, procedure)

        assert (due.name, due.rule, due.day, due.at) == (
            "followup-due", "P-35", last, start_of(last + timedelta(days=1), OSLO),
        )  # fmt: skip
        assert [(d.name, d.day) for d in reminders] == [
            ("followup-reminder-60", last - timedelta(days=60)), ("followup-reminder-14", last - timedelta(days=14)),
        ]  # fmt: skip
