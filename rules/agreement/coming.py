"""What is reminded of on the way to an end, and when: milestones, councils, Helsedirektoratet, the term (A-11..A-18).

Pure dates from the facts. What has been said is in the facts and does not come again; what would have been said
before the last facts came is past, and is not said any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from models.acts import Derivation
from models.agreement import NoticeEnd
from models.agreement_state import AgreementState, Notice, NoticeStage
from models.periods import Period
from models.procedure import Procedure
from rules.agreement.context import reported_to_state
from rules.agreement.reminding import COUNCIL, LAST_REPORT, MILESTONE, RENEWAL, REPORT
from rules.derivations import plain_day, told
from rules.legal_dates import local_day, start_of
from rules.periods import end_instant, extended_day, months_before

MILESTONES = (9, 6, 3, 1)
RENEWALS = (12, 9, 6, 3)


def reminders(
    state: AgreementState, procedure: Procedure, ends: tuple[NoticeEnd, ...], terms: tuple[date, ...]
) -> Iterator[Derivation]:
    """Everything that is reminded of after the facts came.

    Args:
        ends: When running notices end what.
        terms: The last days that texts in force name.
    """
    taking_effect = tuple(end for end in ends if end.computation.effective)
    coming = (
        *_milestones(state, procedure, taking_effect),
        *_councils(state, procedure, taking_effect),
        *_reports(state, procedure),
        *_renewals(state, procedure, terms),
    )
    since = state.changed_at or state.since
    yield from (due for due in coming if due.at > since)


def _milestones(state: AgreementState, procedure: Procedure, ends: tuple[NoticeEnd, ...]) -> Iterator[Derivation]:
    said = {(m.notice, m.months, m.last_day) for m in state.milestones}
    for number, last in sorted({(end.notice, end.computation.in_force_to) for end in ends}):
        for months in MILESTONES:
            if (number, months, last) not in said:
                name = f"{MILESTONE}:{number}:{months}:{last}"
                yield _before(name, "A-12", months, last, procedure)


def _renewals(state: AgreementState, procedure: Procedure, terms: tuple[date, ...]) -> Iterator[Derivation]:
    said = {(r.months, r.last_day) for r in state.renewals}
    for term in terms:
        for months in RENEWALS:
            if (months, term) not in said:
                yield _before(f"{RENEWAL}:{months}:{term}", "A-18", months, term, procedure)


def _before(name: str, rule: str, months: int, last: date, procedure: Procedure) -> Derivation:
    """So many months before a last day, as the day begins."""
    day, period = months_before(last, months), Period(count=months, unit="months")
    return Derivation(
        name=name,
        rule=rule,
        anchor=f"in force to {plain_day(last)} 24:00",
        steps=(f"{told(period)} before: {plain_day(day)}",),
        day=day,
        at=start_of(day, procedure.timezone),
    )


def _councils(state: AgreementState, procedure: Procedure, ends: tuple[NoticeEnd, ...]) -> Iterator[Derivation]:
    """When the last known meeting of a council that is bound has been held, none is left before the end (A-12)."""
    said = {(t.notice, t.party, t.last_day) for t in state.too_late}
    bound = {(e.notice, p, e.computation.in_force_to) for e in ends for p in state.relation(e.relation).parties}
    known = {c.party: c.dates for c in state.councils}
    for number, party, last in sorted(bound - said):
        days = [day for day in known.get(party, ()) if day <= last]
        if days:
            yield Derivation(
                name=f"{COUNCIL}:{number}:{last}:{max(days)}:{party}",
                rule="A-12",
                anchor=f"in force to {plain_day(last)} 24:00",
                steps=(f"{party} meets for the last time before that on {plain_day(max(days))}, as far as is known",),
                day=max(days),
                at=end_instant(max(days), procedure.timezone),
            )


def _reports(state: AgreementState, procedure: Procedure) -> Iterator[Derivation]:
    if reported_to_state(state.agreement):
        for notice in state.notices:
            due = _report(state, notice, procedure)
            if due is not None:
                yield due


def _report(state: AgreementState, notice: Notice, procedure: Procedure) -> Derivation | None:
    """The next reminder that Helsedirektoratet has not been told: half-way, on the target day, some after it."""
    owed = owed_since(notice)
    done = reminded(notice)
    if owed is None or done >= LAST_REPORT:
        return None
    first = local_day(owed, procedure.timezone)
    days = _target_days(first, procedure)
    target, why = report_target(first, procedure)
    since, number = state.changed_at or state.since, done + 1
    while (at := end_instant(_reminded_on(first, target, number, days), procedure.timezone)) <= since:
        number += 1
    day = _reminded_on(first, target, number, days)
    return Derivation(
        name=f"{REPORT}:{notice.notice}:{number}:{target}",
        rule="A-11",
        anchor=f"the regional health authority was told on {plain_day(first)}",
        steps=(
            f"our target is {days} days: {plain_day(first + timedelta(days=days))}",
            *why,
            f"reminder {number} at the end of {plain_day(day)}",
        ),
        day=day,
        at=at,
    )


def owed_since(notice: Notice) -> datetime | None:
    """Since when Helsedirektoratet is to be told of a notice, or that it is withdrawn; None where nothing is owed."""
    if notice.reported is None:
        return None if notice.stage is NoticeStage.WITHDRAWN else notice.given_at
    back = notice.withdrawal_after_report
    return back.granted_at if back is not None and back.reported is None else None


def reminded(notice: Notice) -> int:
    """How often the duty that stands now has been reminded of."""
    back = notice.withdrawal_after_report
    return notice.reminders if back is None else back.reminders


def report_target(first: date, procedure: Procedure) -> tuple[date, tuple[str, ...]]:
    """The day by which Helsedirektoratet is told, our target; and what moved it (A-11, T-09)."""
    return extended_day(first + timedelta(days=_target_days(first, procedure)))


def _target_days(first: date, procedure: Procedure) -> int:
    return max(procedure.number("rhf_notify_target_days", max(first, procedure.valid_from)), 1)


def _reminded_on(first: date, target: date, number: int, days: int) -> date:
    return first + timedelta(days=days // 2) if number == 1 else target + timedelta(days=days * (number - 2))
