"""Legal dates and how they came about (P-06, P-11, P-27, P-30, P-35, T-01, T-06, T-09).

Local dates in the procedure's zone, counted in calendar days or working days, with every step said. Used where acts
are received, never inside a workflow: a workflow holds the computed date and does not know a calendar.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.acts import Derivation
from models.procedure import Procedure

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase

HORIZON_YEARS = 100


def local_day(moment: datetime, timezone: str) -> date:
    """The local date of a moment (T-01)."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def start_of(day: date, timezone: str, *, hour: int = 0) -> datetime:
    """The moment a local day, or an hour of it, begins; in UTC. The first day there is began with it."""
    moment = datetime.combine(day, time(hour), ZoneInfo(timezone))
    return moment.astimezone(UTC) if day > date.min else datetime.min.replace(tzinfo=UTC)


@lru_cache(maxsize=1)
def _calendar() -> type[HolidayBase]:
    # With Norway comes every country: a tenth of what a command takes to begin, and few count working days.
    from holidays.countries.norway import Norway  # noqa: PLC0415

    class Calendar(Norway):
        # The days of hol.fred § 2, and 1 and 17 May (T-09). The library stops at 2100; those days go on by the same
        # laws.
        start_year = 1900
        end_year = date.max.year

    return Calendar


@lru_cache(maxsize=8)
def _red_days(year: int) -> dict[date, str]:
    return dict(_calendar()(years=year, language="en_US"))


def load_calendar() -> None:
    """Load the holidays now: it takes half a second, which nobody should spend while a gate is held."""
    _red_days(2018)


def is_working_day(day: date) -> bool:
    """Neither Saturday, Sunday nor a holiday (T-09)."""
    return why_no_working_day(day) is None


def why_no_working_day(day: date) -> str | None:
    """What stands in the way of a working day: a holiday's name, Saturday or Sunday; None for a working day (T-09).

    Saturdays are named in domstolloven § 149.
    """
    holiday = _red_days(day.year).get(day)
    if holiday is not None:
        return holiday
    return {5: "Saturday", 6: "Sunday"}.get(day.weekday())


def notice_due(meeting: date, procedure: Procedure, *, extraordinary: bool = False) -> Derivation:
    """The last day for notice and papers: calendar days before the meeting, day of sending not counted (P-06).

    An extraordinary meeting has the shortest notice the procedure allows, by consent of all counted seats (P-31).
    """
    days = procedure.number("notice_floor_days" if extraordinary else "notice_days", meeting)
    hour = procedure.number("notice_hour", meeting)
    day = meeting - timedelta(days=days)
    return Derivation(
        name="notice-due",
        rule="P-06",
        anchor=f"the meeting is on {meeting}",
        steps=(
            f"{days} days before, the day of sending not counted: {day}",
            f"sent at {hour:02d}:00 {procedure.timezone}",
        ),
        day=day,
        at=start_of(day, procedure.timezone, hour=hour),
    )


def forankring_dates(meeting: date, procedure: Procedure, *, extraordinary: bool = False) -> tuple[Derivation, ...]:
    """When forankring closes, and the reminders before: all of it before the papers for stage 2 leave (P-11)."""
    papers = notice_due(meeting, procedure, extraordinary=extraordinary)
    last = papers.day - timedelta(days=1)
    due = Derivation(
        name="forankring-due",
        rule="P-11",
        anchor=f"papers for the meeting on {meeting} leave on {papers.day}",
        steps=(f"answers count through the day before: {last}, to 24:00 {procedure.timezone}",),
        day=last,
        at=start_of(papers.day, procedure.timezone),
    )
    reminders = (
        _reminder(last, procedure.number(f"forankring_reminder_days_{which}", meeting), procedure)
        for which in ("first", "second")
    )
    return (*reminders, due)


def _reminder(last: date, days: int, procedure: Procedure) -> Derivation:
    return _reminder_of("forankring", "P-11", "forankring closes", last, days, procedure)


def _reminder_of(what: str, rule: str, ends: str, last: date, days: int, procedure: Procedure) -> Derivation:
    day = last - timedelta(days=days)
    return Derivation(
        name=f"{what}-reminder-{days}",
        rule=rule,
        anchor=f"{ends} at the end of {last}",
        steps=(f"{days} days before: {day}",),
        day=day,
        at=start_of(day, procedure.timezone, hour=procedure.number("notice_hour", day)),
    )


def statements_due(closed: date, procedure: Procedure) -> Derivation:
    """The end of the last working day on which an announced statement's text can come (P-27)."""
    anchor = f"the item closed on {closed}"
    return _working_days("statements-due", "P-27", "statement_working_days", anchor, closed, procedure)


def minutes_due(closed: date, procedure: Procedure) -> Derivation:
    """The end of the last working day on which the draft minutes come in time (P-33)."""
    return _working_days(
        "minutes-due", "P-33", "minutes_draft_working_days", f"the meeting closed on {closed}", closed, procedure
    )


def minutes_comments_due(drafted: date, procedure: Procedure) -> Derivation:
    """The end of the last working day on which a comment on the draft minutes can come (P-33)."""
    anchor = f"the draft was sent on {drafted}"
    return _working_days("minutes-comments-due", "P-33", "minutes_comment_working_days", anchor, drafted, procedure)


def answers_due(closed: date, procedure: Procedure) -> Derivation:
    """The end of the last day on which a seat that was absent can answer, where the procedure lets it (P-22)."""
    days = procedure.number("quorum_answer_days", closed)
    return _days("answers-due", "P-22", days, f"the item closed on {closed}", closed, procedure)


def written_due(proposed: date, procedure: Procedure) -> Derivation:
    """The end of the last day on which a counted seat answers in a written procedure (P-31)."""
    days = procedure.number("written_reply_days", proposed)
    return _days("written-due", "P-31", days, f"proposed in writing on {proposed}", proposed, procedure)


def consent_dates(asked: date, procedure: Procedure) -> tuple[Derivation, ...]:
    """When parties that have not answered whether a dispute may go to the nemnda are reminded, and closed (N-04)."""
    anchor = f"the parties were asked on {asked}"
    days = procedure.number("nemnda_reminder_days", asked)
    hour = procedure.number("notice_hour", asked)
    day = asked + timedelta(days=days)
    reminder = Derivation(
        name="consent-reminder",
        rule="N-04",
        anchor=anchor,
        steps=(f"{days} days after: {day}", f"at {hour:02d}:00 {procedure.timezone}"),
        day=day,
        at=start_of(day, procedure.timezone, hour=hour),
    )
    last = procedure.number("nemnda_consent_days", asked)
    return reminder, _days("consent-due", "N-04", last, anchor, asked, procedure)


def _days(name: str, rule: str, days: int, anchor: str, start: date, procedure: Procedure) -> Derivation:
    day = start + timedelta(days=days)
    return Derivation(
        name=name,
        rule=rule,
        anchor=anchor,
        steps=(f"{days} days after: {day}, to 24:00 {procedure.timezone}",),
        day=day,
        at=start_of(day + timedelta(days=1), procedure.timezone),
    )


def _working_days(name: str, rule: str, number: str, anchor: str, start: date, procedure: Procedure) -> Derivation:
    days = procedure.number(number, start)
    day, skipped = working_days_after(start, days)
    return Derivation(
        name=name,
        rule=rule,
        anchor=anchor,
        steps=(f"{days} working days after: {day}, to 24:00 {procedure.timezone}", *skipped),
        day=day,
        at=start_of(day + timedelta(days=1), procedure.timezone),
    )


def reservation_due(treated_on: date, procedure: Procedure) -> Derivation:
    """When a party that reserved is reminded: so many days after its council or board was to treat it (P-20)."""
    days = procedure.number("reservation_reminder_days", treated_on)
    hour = procedure.number("notice_hour", treated_on)
    day = treated_on + timedelta(days=days)
    return Derivation(
        name="reservation-due",
        rule="P-20",
        anchor=f"it was to be treated on {treated_on}",
        steps=(f"{days} days after: {day}", f"at {hour:02d}:00 {procedure.timezone}"),
        day=day,
        at=start_of(day, procedure.timezone, hour=hour),
    )


def takeover_due(withdrawn: date, procedure: Procedure) -> Derivation:
    """The end of the last day on which another party can take over a withdrawn case (P-30)."""
    days = procedure.number("takeover_days", withdrawn)
    day = withdrawn + timedelta(days=days)
    return Derivation(
        name="takeover-due",
        rule="P-30",
        anchor=f"the case was withdrawn on {withdrawn}",
        steps=(f"{days} days after: {day}, to 24:00 {procedure.timezone}",),
        day=day,
        at=start_of(day + timedelta(days=1), procedure.timezone),
    )


def involvement_dates(opened: date, own_decision: date, procedure: Procedure) -> tuple[Derivation, ...]:
    """The last day for input on a change, before the party decides by itself; a reminder where it has room (P-36)."""
    days = procedure.number("involvement_days", opened)
    usual, last = opened + timedelta(days=days), own_decision - timedelta(days=1)
    steps: tuple[str, ...] = (f"{days} days after: {usual}",)
    if last < usual:
        steps = (*steps, f"the party decides by itself on {own_decision}; so the day before: {last}")
    day = min(usual, last)
    before = procedure.number("involvement_reminder_days", opened)
    reminder = _reminder_of("involvement", "P-36", "input closes", day, before, procedure)
    due = Derivation(
        name="involvement-due",
        rule="P-36",
        anchor=f"the others were asked on {opened}",
        steps=(*steps, f"to 24:00 {procedure.timezone}"),
        day=day,
        at=start_of(day + timedelta(days=1), procedure.timezone),
    )
    return (reminder, due) if reminder.day > opened else (due,)


def followup_dates(decided: date, procedure: Procedure) -> tuple[Derivation, ...]:
    """By when a decision shall be in budgets and plans, settled before the year ends; reminders (P-35)."""
    month = procedure.number("budget_month", decided)
    year = decided.year if decided.month <= month else decided.year + 1
    last = date(year, month, monthrange(year, month)[1])
    due = Derivation(
        name="followup-due",
        rule="P-35",
        anchor=f"the decision binds from {decided}",
        steps=(f"next year's budget is made by the end of month {month}: {last}, to 24:00 {procedure.timezone}",),
        day=last,
        at=start_of(last + timedelta(days=1), procedure.timezone),
    )
    reminders = (
        _reminder_of("followup", "P-35", "follow-up is due", last, days, procedure)
        for which in ("first", "second")
        for days in (procedure.number(f"followup_reminder_days_{which}", decided),)
    )
    return (*reminders, due)


def working_days_after(day: date, count: int) -> tuple[date, tuple[str, ...]]:
    """The `count`-th working day after a day, and what was skipped on the way and why."""
    skipped: list[str] = []
    left = count
    while left > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            left -= 1
        else:
            skipped.append(f"{day} is no working day")
    return day, tuple(skipped)
