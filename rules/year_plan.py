"""A year's meetings from one rule, such as "first Thursday of each month except July at 09:00-12:00" (P-06). Pure.

A day that is a holiday is left out and named, never moved in silence: who plans says what takes its place.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.base import Frozen, Instant
from rules.legal_dates import is_working_day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
MONTHS = tuple(name.lower() for name in calendar.month_name)[1:]
RULE = re.compile(
    r"(?P<which>\w+) (?P<weekday>\w+) of (?:each|every) (?P<second>second )?month"
    r"(?: except (?P<but>[\w, ]+?))? at (?P<starts>\d{1,2}:\d{2})-(?P<ends>\d{1,2}:\d{2})"
)
EXAMPLE = "first Thursday of each month except July at 09:00-12:00"


class CannotPlan(ValueError):
    """The rule or the line cannot be read; the message says what can."""


class PlannedTime(Frozen):
    """When one meeting begins and ends."""

    starts_at: Instant
    ends_at: Instant


class YearPlan(Frozen):
    """The meetings of a rule or a list, and what about their days is not as usual."""

    meetings: tuple[PlannedTime, ...]
    skipped: tuple[date, ...] = ()  # days of the rule that are no working days, and have no meeting
    listed: tuple[date, ...] = ()  # days of the list that are none, and have one, since somebody wrote them


def by_rule(rule: str, year: int, timezone: str) -> YearPlan:
    """The year's meetings by a rule.

    Raises:
        CannotPlan: the rule cannot be read.
    """
    read = RULE.fullmatch(" ".join(rule.lower().split()))
    if read is None or read["which"] not in ORDINALS or read["weekday"] not in WEEKDAYS:
        raise CannotPlan(f"write it as {EXAMPLE!r}: first to fourth or last, a weekday, hours")
    left_out = _months(read["but"] or "")
    starts, ends = _hour(read["starts"]), _hour(read["ends"])
    if ends <= starts:
        raise CannotPlan("the meetings would end before they start")
    months = [m for m in range(1, 13, 2 if read["second"] else 1) if m not in left_out]
    days = [_nth(year, month, WEEKDAYS.index(read["weekday"]), ORDINALS[read["which"]]) for month in months]
    held = [day for day in days if is_working_day(day)]
    return YearPlan(
        meetings=tuple(_on(day, starts, ends, timezone) for day in held),
        skipped=tuple(day for day in days if day not in held),
    )


def by_list(text: str, timezone: str) -> YearPlan:
    """The meetings of a list: a day and hours a line, as `2027-01-14 09:00-12:00`; empty lines and # are left out.

    Raises:
        CannotPlan: a line cannot be read, or two meetings overlap.
    """
    found: list[PlannedTime] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            day, hours = date.fromisoformat(words[0]), words[1].split("-")
            found.append(_on(day, _hour(hours[0]), _hour(hours[1]), timezone))
        except CannotPlan:
            raise
        except (ValueError, IndexError) as error:
            raise CannotPlan(f"line {number}, {line.strip()[:60]!r}: write it as 2027-01-14 09:00-12:00") from error
    plan = tuple(sorted(found, key=lambda m: m.starts_at))
    for before, after in pairwise(plan):
        if after.starts_at < before.ends_at:
            raise CannotPlan(f"two meetings are at the same time, {after.starts_at.isoformat()}")
    if any(m.ends_at <= m.starts_at for m in plan):
        raise CannotPlan("a meeting ends before it starts")
    days = (m.starts_at.astimezone(ZoneInfo(timezone)).date() for m in plan)
    return YearPlan(meetings=plan, listed=tuple(day for day in days if not is_working_day(day)))


def _months(words: str) -> frozenset[int]:
    names = re.findall(r"\w+", words.replace(" and ", " "))
    unknown = [name for name in names if name not in MONTHS]
    if unknown:
        raise CannotPlan(f"{', '.join(unknown)} is no month")
    return frozenset(MONTHS.index(name) + 1 for name in names)


def _hour(words: str) -> time:
    try:
        return time.fromisoformat(words.zfill(5))
    except ValueError as error:
        raise CannotPlan(f"{words} is no hour of the day") from error


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    days = [d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday]
    return days[which]


def _on(day: date, starts: time, ends: time, timezone: str) -> PlannedTime:
    zone = ZoneInfo(timezone)
    for hour in (starts, ends):
        there = datetime.combine(day, hour, zone).astimezone(UTC).astimezone(zone)
        if there.time() != hour:
            raise CannotPlan(f"{day} {hour:%H:%M} does not exist: summer time begins then; say {there:%H:%M}")
        first, second = (datetime.combine(day, hour.replace(fold=fold), zone).utcoffset() for fold in (0, 1))
        if first != second:
            raise CannotPlan(f"{day} {hour:%H:%M} happens twice: summer time ends then; plan it with `meeting plan`")
    return PlannedTime(starts_at=datetime.combine(day, starts, zone), ends_at=datetime.combine(day, ends, zone))
