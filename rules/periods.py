"""The last day of a period, computed with its derivation (T-01..T-09, A-07, A-10, A-16, A-17).

Local dates, calendar months and years, in one step from the first day. Used where acts are received, never inside a
workflow: a workflow holds the computed day and instant and does not know a calendar. Whoever changes what these rules
demand gives them another `RULE_VERSION` (P-38).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from models.base import RuleId
from models.periods import Anchor, ClauseTerms, Computation, Moment, NotComputable, Period, Terms
from models.procedure import Procedure
from models.rulebook import Refusal, RefusalCode
from rules.derivations import derivation_of, exactly, plain_day, skipped, told
from rules.legal_dates import is_working_day, local_day, start_of

RULE_VERSION: Final = "periods-1"


def moment(at: datetime, timezone: str) -> Moment:
    """An instant with its local date (T-01, T-02)."""
    return Moment(day=local_day(at, timezone), at=at)


def last_day_of(day: date, period: Period) -> date:
    """The day of the same number that many months or years later, or the last of that month (T-03)."""
    year, number, last = _target(day, period)
    return date(year, number, min(day.day, last))


def last_day_from_month_end(day: date, period: Period) -> date:
    """The last day of that month: counted from the end of the month of the first day ("løpende måned")."""
    year, number, last = _target(day, period)
    return date(year, number, last)


def counted(day: date, terms: Terms) -> date:
    """The last day of a period that begins on a day, as its terms count (T-03)."""
    return (last_day_from_month_end if terms.month_end else last_day_of)(day, terms.period)


def _target(day: date, period: Period) -> tuple[int, int, int]:
    year, before = divmod(day.year * 12 + day.month - 1 + period.months, 12)
    if year > date.max.year:
        raise _beyond(f"{told(period)} from {plain_day(day)} goes past the year {date.max.year}")
    return year, before + 1, monthrange(year, before + 1)[1]


def months_before(day: date, months: int) -> date:
    """The day of the same number so many months earlier; where the month has none, its last (T-03, backwards)."""
    year, before = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, before + 1, min(day.day, monthrange(year, before + 1)[1]))


def end_instant(day: date, timezone: str) -> datetime:
    """The end of a local day: midnight after it, in UTC (T-04)."""
    if day == date.max:
        raise _beyond(f"{plain_day(day)} has no day after it")
    return start_of(day + timedelta(days=1), timezone)


def extended_day(day: date) -> tuple[date, tuple[str, ...]]:
    """The first working day from a day on, itself included; what was skipped and why (T-09)."""
    moved = day
    while not is_working_day(moved):  # the last day there is, a Friday, is one
        moved += timedelta(days=1)
    return moved, skipped(day, moved)


def compute(
    received: Moment,
    terms: Terms,
    *,
    rule: RuleId,
    timezone: str,
    sent: Moment | None = None,
    named_end: date | None = None,
    agreed_end: date | None = None,
    fixed_end: date | None = None,
    act: bool = False,
    may_contest: tuple[str, ...] | None = None,
) -> Computation:
    """The last day of an agreement by a notice, or of the time for an act; both readings and why (T-02..T-09).

    Args:
        received: When the notice came, or what else the period is counted from.
        terms: The period and how it is counted; an agreement's clause goes before the rules' defaults.
        rule: Which rule the period is of.
        timezone: Where dates are local.
        sent: When the notice was dispatched, where that is known.
        named_end: The last day that the notice names; earlier than the period allows, it is the earliest (A-17).
        agreed_end: A last day that both parties have confirmed in writing; it goes before all of these (T-08).
        fixed_end: The last day of the agreement's own term; where it is first, the notice changes nothing (A-16).
        act: It is a deadline for something to be done, so it is extended to a working day (T-09).
        may_contest: Which parties may contest it; None where nobody is named (T-06).

    Raises:
        NotComputable: it came before it was sent, it counts from a dispatch nobody knows, or there is no such day.
    """
    _hold_in_order(received, sent, terms)
    by_receipt = counted(received.day, terms)
    by_dispatch = None if sent is None else counted(sent.day, terms)
    anchored = sent if terms.anchor == "dispatch" and sent is not None else received
    shortest = counted(anchored.day, terms)
    last = _chosen(shortest, named_end, agreed_end)
    extends = act if terms.extends is None else terms.extends
    moved = extended_day(last)[0] if extends and last == shortest else None
    counts = last if act or moved is None else moved
    effective = fixed_end is None or counts <= fixed_end
    in_force_to = counts if fixed_end is None else min(counts, fixed_end)
    computed = Computation(
        rule_version=RULE_VERSION,
        rule=rule,
        timezone=timezone,
        terms=terms,
        received=received,
        sent=sent,
        by_receipt=by_receipt,
        by_dispatch=by_dispatch,
        last_day=last,
        extended_day=moved,
        named_end=named_end,
        agreed_end=agreed_end,
        fixed_end=fixed_end,
        effective=effective,
        in_force_to=in_force_to,
        ends_at=end_instant(in_force_to, timezone),
        act=act or None,
        act_until=end_instant(moved or last, timezone) if act else None,
        derivation=(),
        may_contest=may_contest,
    )
    return computed.model_copy(update={"derivation": derivation_of(computed, "en")})


def statutory_terms(procedure: Procedure, day: date, clause: ClauseTerms | None = None) -> Terms:
    """How notice of a local agreement is counted on a day: by the procedure's numbers, and its own clause (A-10)."""
    years = Period(count=procedure.number("statutory_notice_years", day), unit="years")
    return _by_clause(_defaults(procedure, day, years), clause)


def national_terms(procedure: Procedure, day: date, clause: ClauseTerms | None = None) -> Terms:
    """How notice of the national agreement is counted on a day (A-16)."""
    months = Period(count=procedure.number("national_notice_months", day), unit="months")
    return _by_clause(_defaults(procedure, day, months), clause)


def _defaults(procedure: Procedure, day: date, period: Period) -> Terms:
    moved = procedure.switch("extend_end_of_agreement_to_working_day", day)
    anchor: Anchor = "dispatch" if procedure.choice("notice_anchor", day) == "dispatch" else "receipt"
    return Terms(period=period, anchor=anchor, extends=moved or None)


def _by_clause(terms: Terms, clause: ClauseTerms | None) -> Terms:
    if clause is None:
        return terms
    said = {
        name: value
        for name in ("period", "anchor", "month_end", "extends")
        if (value := getattr(clause, name)) is not None
    }
    return terms.model_copy(update={**said, "clause": clause.reference})


def month_act_due(entered: Moment, timezone: str, *, months: int = 1, extends: bool | None = None) -> Computation:
    """When an agreement is to be sent to Helsedirektoratet: the last day, and the day it is extended to (A-07)."""
    terms = Terms(period=Period(count=months, unit="months"), anchor="entering", extends=extends)
    return compute(entered, terms, rule="A-07", timezone=timezone, act=True)


def recompute(known: Computation, *, received: Moment | None = None, sent: Moment | None = None) -> Computation:
    """The same again from its stored facts; with a corrected receipt or dispatch, where one is given (T-05)."""
    return compute(
        received or known.received,
        known.terms,
        rule=known.rule,
        timezone=known.timezone,
        sent=sent or known.sent,
        named_end=known.named_end,
        agreed_end=known.agreed_end,
        fixed_end=known.fixed_end,
        act=known.act is True,
        may_contest=known.may_contest,
    )


def _hold_in_order(received: Moment, sent: Moment | None, terms: Terms) -> None:
    if sent is None:
        if terms.anchor == "dispatch":
            raise _no(
                RefusalCode.DISPATCH_UNKNOWN,
                "A-10",
                f"the period is counted from dispatch ({_clause(terms)}), and when the notice was sent is not known",
                "say when it was sent",
            )
        return
    if received.at is not None and sent.at is not None:
        in_order, came, went = received.at >= sent.at, exactly(received.at), exactly(sent.at)
    else:
        in_order, came, went = received.day >= sent.day, plain_day(received.day), plain_day(sent.day)
    if in_order:
        return
    raise _no(
        RefusalCode.RECEIPT_BEFORE_DISPATCH,
        "T-07",
        f"the notice was sent {went}, and is said to have come before that, {came}",
        "correct the one that is wrong; a notice comes when it is sent, or later",
    )


def _clause(terms: Terms) -> str:
    return f"by {terms.clause}" if terms.clause is not None else "as the procedure says"


def _chosen(shortest: date, named: date | None, agreed: date | None) -> date:
    """What the parties agreed on; else what the notice names, where the period allows it (A-17, T-08)."""
    if agreed is not None:
        return agreed
    return shortest if named is None else max(shortest, named)


def _beyond(detail: str) -> NotComputable:
    return _no(RefusalCode.BEYOND_CALENDAR, "T-03", detail, "give an earlier day or a shorter period")


def _no(code: RefusalCode, rule: RuleId, detail: str, remedy: str) -> NotComputable:
    return NotComputable(Refusal(code=code, rule=rule, detail=detail, remedy=remedy))
