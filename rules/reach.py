"""Dates that somebody gives, and whether they can be meant (T-01).

A slip in a year is caught where it is made: nothing later has to count with the year 1 or 9999, and what an act
starts is never computed from such a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from models.acts import ReceivedAct
from models.acts.union import Act
from models.base import EARLIEST_YEAR, LATEST_YEAR
from models.rulebook import Refusal, RefusalCode
from rules.findings import Finding, Place
from rules.verdict import refused

REACH_YEARS = 50


def days_in(value: Any, place: Place = ()) -> Iterator[tuple[Place, date]]:
    """Every date or moment in a value, however deep, and the way to it."""
    if isinstance(value, date):  # a moment is one, too
        yield place, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from days_in(getattr(value, name), (*place, name))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from days_in(one, (*place, index))


def out_of_reach(act: Act, day: date) -> tuple[str, date] | None:
    """The first date in an act that is more than a working life away from the day, and where it stands; or None."""
    found = ((place, given) for place, given in days_in(act) if abs(given.year - day.year) > REACH_YEARS)
    return next((("".join(_words(place)), given) for place, given in found), None)


def _words(place: Place) -> Iterator[str]:
    for index, step in enumerate(place):
        if isinstance(step, int):
            yield f" {step + 1}"
        else:
            yield f"{', ' if index else ''}{step.replace('_', ' ')}"


def why_not_in_reach(received: ReceivedAct) -> Refusal | None:
    """A person gives no date that nobody can mean; what one record says to another was asked of before (T-01)."""
    found = None if received.actor.record is not None else out_of_reach(received.act, received.facts.day)
    if found is None:
        return None
    where, given = found
    return refused(
        RefusalCode.BEYOND_CALENDAR,
        "T-01",
        f"{where}: {given.isoformat()} is more than {REACH_YEARS} years from today ({received.facts.day})",
        "look at the year again; leave the date out where there is none, such as the end of what has no end",
    ).refusal


def check_days(value: BaseModel, place: Place) -> Iterator[Finding]:
    """A finding for every date of a file that lies where no calendar of ours goes."""
    for where, given in days_in(value, place):
        if not EARLIEST_YEAR <= given.year <= LATEST_YEAR:
            yield Finding(
                place=where,
                what=f"{given.isoformat()} lies outside {EARLIEST_YEAR} to {LATEST_YEAR}",
                rule="T-01",
                remedy="look at the year again; leave the date out where there is no end",
            )
