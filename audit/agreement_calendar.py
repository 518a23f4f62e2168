"""An agreement's dates as a calendar file (RFC 5545): whole days, named so that a date that moves is replaced.

Nothing here is random and nothing reads a clock: the same dates give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from models.agreement import RelationId
from models.base import RecordId
from models.periods import Computation
from rules.derivations import Language, derivation_of


@dataclass(frozen=True)
class CalendarDay:
    """A day of an agreement: what it is for, and how it came about."""

    name: str  # the clock's name: the same for the same date however often it moves
    day: date
    summary: str
    description: str


def end_day(notice: int, relation: str, computed: Computation, summary: str, language: Language) -> CalendarDay:
    """The last day that a notice leaves, under the name of its clock, with how it was counted (T-04)."""
    how = "\n".join(derivation_of(computed, language))
    return CalendarDay(f"end:{notice}:{relation}", computed.in_force_to, summary, how)


def agreed_day(relation: RelationId, last_day: date, summary: str, description: str) -> CalendarDay:
    """The last day that parties fixed together, under the name of its clock (T-08)."""
    return CalendarDay(f"agreed:{relation}", last_day, summary, description)


def calendar_file(
    record: RecordId, days: Iterable[CalendarDay], *, sequence: int, stamp: datetime, domain: str
) -> bytes:
    """The days as one file.

    Args:
        record: The agreement's record; with a day's name it makes the name of the event.
        days: What to put in it.
        sequence: The number of the record's last entry, so that later dates replace earlier.
        stamp: When it is made.
        domain: Right of the @ in the events' names.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//saksgang//NO")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in days:
        event = Event()
        event.add("uid", f"{record}/{one.name}@{domain}")
        event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
        event.add("sequence", sequence)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.summary)
        event.add("description", one.description)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
