"""What bound parties do at home, and what the deciding body is told of it (P-35)."""

from datetime import date
from typing import Literal

from models.acts import Derivation, FollowUpStatus
from models.base import BodyId, Count, Frozen, Instant, Line, PartyId, Text


class FollowUpDue(Frozen):
    """Until when a binding decision shall be in the parties' budgets and plans, and when they are reminded (P-35)."""

    kind: Literal["follow_up_due"] = "follow_up_due"
    budget_year: Count
    due: Derivation
    reminders: tuple[Derivation, ...]


class FollowUpOpened(Frozen):
    """What a bound party now has to do at home (P-35)."""

    kind: Literal["follow_up_opened"] = "follow_up_opened"
    party: PartyId
    budget_year: Count
    due: date
    costs: bool = False  # the case names an economic consequence for the party


class FollowUpReported(Frozen):
    """What a party said of its follow-up; the decision itself stands unchanged (P-35)."""

    kind: Literal["follow_up_reported"] = "follow_up_reported"
    party: PartyId
    status: FollowUpStatus | None = None
    unit: Line | None = None
    budget_year: Count | None = None
    due: date | None = None
    goal: Text | None = None
    risk: Text | None = None
    reference: Line | None = None
    costs: bool | None = None
    reason: Text | None = None


class FollowUpReminded(Frozen):
    """Only those who have not reported were reminded (P-35)."""

    kind: Literal["follow_up_reminded"] = "follow_up_reminded"
    parties: tuple[PartyId, ...]
    due_at: Instant


class FollowUpYearEnded(Frozen):
    """31 December is past: costs in no budget are flagged to the deciding body; the decision stands (P-35)."""

    kind: Literal["follow_up_year_ended"] = "follow_up_year_ended"
    body: BodyId
    budget_year: Count
    unbudgeted: tuple[PartyId, ...]
