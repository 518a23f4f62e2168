"""What bound parties report of their follow-up (P-35)."""

from datetime import date
from enum import StrEnum
from typing import Literal

from models.base import Count, Frozen, Line, PartyId, Text


class FollowUpStatus(StrEnum):
    """How far a party has come with what it is bound to (P-35)."""

    OPEN = "open"
    PLANNED = "planned"
    IN_BUDGET = "in_budget"  # in the party's own budget or plan, by a decision of its own
    DONE = "done"
    DROPPED = "dropped"  # with a reason; the decision stands


class ReportFollowUp(Frozen):
    """A bound party says how its follow-up stands; what is not given stays as it is (P-35)."""

    kind: Literal["report_follow_up"] = "report_follow_up"
    party: PartyId
    status: FollowUpStatus | None = None
    unit: Line | None = None  # the responsible unit at home, never a name
    budget_year: Count | None = None
    due: date | None = None
    goal: Text | None = None
    risk: Text | None = None
    reference: Line | None = None  # the party's own budget or plan decision
    costs: bool | None = None  # whether it costs the party anything
    reason: Text | None = None  # needed when it is dropped
