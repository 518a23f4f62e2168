"""A notice computed from what somebody says of it; the register is not asked, and nothing is written (T-01..T-09)."""

from __future__ import annotations

from datetime import date, datetime

from models.base import RuleId
from models.periods import Computation, Moment, Period, Terms
from rules.periods import compute, moment


def computed_notice(
    period: Period,
    rule: RuleId,
    received: date | datetime,
    timezone: str,
    *,
    sent: date | datetime | None = None,
    fixed_end: date | None = None,
    act: bool = False,
) -> Computation:
    """The last day by the rules' own defaults: by receipt, and extended only for an act (T-02, T-03, T-09).

    Raises:
        NotComputable: it came before it was sent, or there is no such day.
    """
    return compute(
        evidence(received, timezone),
        Terms(period=period),
        rule=rule,
        timezone=timezone,
        sent=None if sent is None else evidence(sent, timezone),
        fixed_end=fixed_end,
        act=act,
    )


def evidence(given: date | datetime, timezone: str) -> Moment:
    """When something was sent or came: the local day, with the instant where one is known (T-01)."""
    return moment(given, timezone) if isinstance(given, datetime) else Moment(day=given)
