"""A decision that is held because its record is not what the rules say (P-19)."""

from __future__ import annotations

from typing import Literal

from models.base import Count, Frozen, RecordId, RuleId, Text


class DecisionHeld(Frozen):
    """The checker does not come to what the record says: binding effect and announcement wait (P-19)."""

    kind: Literal["decision_held"] = "decision_held"
    record: RecordId  # where the first difference is
    entry: Count | None = None
    broken_rule: RuleId
    what: Text


class DecisionCheckAsked(Frozen):
    """The secretariat asks for another look (P-19)."""

    kind: Literal["decision_check_asked"] = "decision_check_asked"
    reason: Text


class DecisionProved(Frozen):
    """The checker comes to what the record says after all: the decision goes its way (P-19)."""

    kind: Literal["decision_proved"] = "decision_proved"
