"""Periods and the days they give: what is counted, from when, by whose word, and how it came out (T-01..T-09).

Values only; `rules/periods.py` computes them. A computation keeps everything it rests on, so that it can be made
again from itself (T-05).
"""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.base import Frozen, Instant, Line, RuleId
from models.rulebook import Refusal

Unit = Literal["months", "years"]
Anchor = Literal["receipt", "dispatch", "entering"]
"""From what a period runs: receipt or dispatch of a notice (A-10), or the entering of an agreement (A-07)."""

MOST: dict[Unit, int] = {"months": 1200, "years": 100}
_KIND = re.compile(r"(months|years):([0-9]{1,9})", re.ASCII)


class Period(Frozen):
    """A number of calendar months or years (T-03)."""

    count: Annotated[int, Field(ge=1)]
    unit: Unit

    @model_validator(mode="after")
    def _in_reach(self) -> Self:
        if self.count > MOST[self.unit]:
            raise ValueError(f"a period has at most {MOST[self.unit]} {self.unit}")
        return self

    @property
    def months(self) -> int:
        """The same in months."""
        return self.count * (12 if self.unit == "years" else 1)


STATUTORY = Period(count=1, unit="years")
"""The notice of the statutory cooperation agreement (A-10)."""
NATIONAL = Period(count=3, unit="months")
"""The shortest notice of the national agreement (A-16)."""
_NAMED: dict[str, tuple[Period, RuleId]] = {"statutory": (STATUTORY, "A-10"), "national": (NATIONAL, "A-16")}


def read_kind(text: str) -> tuple[Period, RuleId]:
    """A period as people name it: `statutory`, `national`, `months:N` or `years:N`; and the rule it is of.

    Raises:
        ValueError: it is written otherwise, or is no period.
    """
    if text in _NAMED:
        return _NAMED[text]
    found = _KIND.fullmatch(text)
    if found is None:
        raise ValueError("a period is statutory, national, months:N or years:N, with N a whole number")
    unit: Unit = "months" if found[1] == "months" else "years"
    if not 1 <= int(found[2]) <= MOST[unit]:
        raise ValueError(f"a period has 1 to {MOST[unit]} {unit}")
    return Period(count=int(found[2]), unit=unit), "T-03"


class Moment(Frozen):
    """A local date; and the instant that is its evidence, where one is known (T-01, T-02)."""

    day: date
    at: Instant | None = None


class Terms(Frozen):
    """How a period is counted: by the defaults of the rules, or by a clause of the agreement (A-10, A-16)."""

    period: Period
    anchor: Anchor = "receipt"
    month_end: bool | None = None  # counted from the end of the month ("løpende måned"); in no law
    extends: bool | None = None  # to a working day (T-09); None: acts to be done are, the end of an agreement is not
    clause: Line | None = None  # the reference of the clause that says so, where one does


class ClauseTerms(Frozen):
    """What a clause of an agreement says of counting; None: nothing, so the defaults hold (A-10)."""

    reference: Line
    period: Period | None = None
    anchor: Literal["receipt", "dispatch"] | None = None
    month_end: bool | None = None
    extends: bool | None = None


class Computation(Frozen):
    """How a last day came about: rule, terms, evidence, both readings, and what stood in the way (T-06)."""

    rule_version: str
    rule: RuleId
    timezone: str
    terms: Terms
    received: Moment  # what the period is counted from, unless from dispatch; of A-07: the last signature
    sent: Moment | None = None
    by_receipt: date  # the last day counted from receipt
    by_dispatch: date | None = None  # and from dispatch, where that is known (T-07)
    last_day: date  # the last day by this notice: agreed, named or computed
    extended_day: date | None = None  # the working day it is moved to, where it is moved (T-09); may be the same
    named_end: date | None = None  # the day that the notice names
    agreed_end: date | None = None  # the day that both parties have confirmed in writing (T-08)
    fixed_end: date | None = None  # the last day of the agreement's own term
    effective: bool  # false: the fixed end comes first, and the notice changes nothing
    in_force_to: date  # the last day that counts, for an agreement; for an act to be done the last day unextended
    ends_at: Instant  # the end of that day (T-04)
    act: bool | None = None  # a deadline for something to be done, not the end of an agreement
    act_until: Instant | None = None  # until when the act is in time: the end of the extended day
    derivation: tuple[str, ...]
    may_contest: tuple[Line, ...] | None = None  # by id or official name; None: whoever is a party to the agreement

    @property
    def period(self) -> Period:
        """What was counted."""
        return self.terms.period

    @property
    def anchor(self) -> Anchor:
        """What it was counted from."""
        return self.terms.anchor


class NotComputable(ValueError):
    """No last day can be computed; the refusal says by which rule, why, and what to do."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal
