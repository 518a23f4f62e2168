"""The activity that computes legal dates for a workflow that may not read a calendar (T-01, T-05)."""

from __future__ import annotations

from temporalio import activity

from models.entries import DatesComputed
from models.work import ComputeDates
from rules.agreement.calendar import calendar_of


@activity.defn(name="compute_dates")
async def compute_dates(ask: ComputeDates) -> DatesComputed:
    """What comes in an agreement's life and when, from the facts as they stand."""
    calendar = calendar_of(ask.state, ask.procedure)
    return DatesComputed(dates=calendar.dates, ends=calendar.ends)
