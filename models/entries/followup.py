"""What bound parties do at home (P-35)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from models.base import Count, Frozen, PartyId


class FollowUpOpened(Frozen):
    """What a bound party now has to do at home (P-35)."""

    kind: Literal["follow_up_opened"] = "follow_up_opened"
    party: PartyId
    budget_year: Count
    due: date
