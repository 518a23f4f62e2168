"""The dates of an agreement that is made and kept up to date: reviews, reports, the ministry's day (A-06..A-08)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models.acts import Derivation
from models.agreement_state import AgreementState
from models.periods import Moment, Period
from models.procedure import Procedure
from rules.agreement.clocks import ENTERING_DUE, REPORT_DUE, REVIEW_OVERDUE, REVIEW_REMINDER
from rules.agreement.context import in_force
from rules.agreement.opening import ASKED_FOR
from rules.derivations import plain_day
from rules.legal_dates import local_day, start_of
from rules.periods import end_instant, last_day_of, month_act_due

NINE_MONTHS = Period(count=9, unit="months")
YEAR = Period(count=1, unit="years")


def review_dates(state: AgreementState, procedure: Procedure) -> Iterator[Derivation]:
    """The reminder nine months after the last review, and the end of a year without one (A-08)."""
    if not any(in_force(r) for r in state.relations):
        return
    last, why = _last_review(state, procedure)
    day = max(last, procedure.valid_from)
    year, over = _review_year(last, procedure.choice("review_period", day), state)
    reminder = last_day_of(last, NINE_MONTHS)
    hour = procedure.number("notice_hour", day)
    yield Derivation(
        name=f"{REVIEW_REMINDER}:{year}",
        rule="A-08",
        anchor=why,
        steps=(f"nine months after: {plain_day(reminder)}", f"due by the end of {plain_day(over)}"),
        day=over,
        at=start_of(reminder, procedure.timezone, hour=hour),
    )
    yield Derivation(
        name=f"{REVIEW_OVERDUE}:{year}",
        rule="A-08",
        anchor=why,
        steps=(f"none by the end of {plain_day(over)}",),
        day=over,
        at=end_instant(over, procedure.timezone),
    )


def _last_review(state: AgreementState, procedure: Procedure) -> tuple[date, str]:
    """What a year is counted from: the last review, else when the agreement came to bind."""
    known = [review.on for review in state.reviews] + ([state.reviewed_to] if state.reviewed_to else [])
    if known and max(known) == state.reviewed_to:
        return state.reviewed_to, f"the year to {plain_day(state.reviewed_to)} passed without a review"
    if known:
        return max(known), f"reviewed on {plain_day(max(known))}"
    if state.imported:
        here = local_day(state.since, procedure.timezone)
        return here, f"brought in on {plain_day(here)}; no earlier review is entered"
    entered = min(r.entered_on for r in state.relations if r.entered_on is not None)
    return entered, f"entered on {plain_day(entered)}"


def _review_year(last: date, mode: str, state: AgreementState) -> tuple[int, date]:
    """The year the next review is counted to, and its last day, by the way the procedure counts years.

    What was brought in without a review has none in that year, but time to be reminded of one (A-08).
    """
    if mode == "calendar_year":
        never = state.imported and not state.reviews and state.reviewed_to is None
        year = last_day_of(last, NINE_MONTHS).year if never else last.year + 1
        return year, date(year, 12, 31)
    if mode == "since_last_review":
        over = last_day_of(last, YEAR)
        return over.year, over
    entered = min(r.entered_on for r in state.relations if r.entered_on is not None)
    years = 1
    while (over := last_day_of(entered, Period(count=years, unit="years")) - timedelta(days=1)) <= last:
        years += 1
    return over.year, over


def report_dates(state: AgreementState, procedure: Procedure) -> Iterator[Derivation]:
    """A month from the last signature; what is entered here, and not brought in, is to be sent (A-07)."""
    if state.agreement.kind not in ASKED_FOR:
        return
    for relation in state.relations:
        if relation.signed_on is None or relation.sent is not None or not in_force(relation):
            continue
        day = max(relation.signed_on, procedure.valid_from)
        due = month_act_due(
            Moment(day=relation.signed_on),
            procedure.timezone,
            months=procedure.number("helsedir_send_months", day),
            extends=procedure.switch("extend_acts_to_working_day", day),
        )
        yield Derivation(
            name=f"{REPORT_DUE}:{relation.relation}:{relation.version}",
            rule="A-07",
            anchor=due.derivation[0],
            steps=due.derivation[1:],
            day=due.last_day,
            at=due.act_until or due.ends_at,
        )


def entering_date(state: AgreementState, procedure: Procedure) -> Iterator[Derivation]:
    """The ministry's day, where it has set one and not all have entered the agreement (A-06)."""
    deadline = state.latest.agreement.ministry_deadline
    if deadline is None or all(r.entered_on is not None for r in state.relations):
        return
    yield Derivation(
        name=ENTERING_DUE,
        rule="A-06",
        anchor=f"the ministry has set {plain_day(deadline)}",
        steps=(f"to {plain_day(deadline)} 24:00",),
        day=deadline,
        at=end_instant(deadline, procedure.timezone),
    )
