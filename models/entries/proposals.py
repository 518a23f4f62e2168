"""What came of proposals from outside (P-02)."""

from typing import Literal

from models.base import Count, Frozen, Line, RecordId, Text


class ProposalReceived(Frozen):
    """A proposal came in through the secretariat, and has its number (P-02)."""

    kind: Literal["proposal_received"] = "proposal_received"
    number: Count
    title: Line
    from_whom: Line
    summary: Text


class ProposalDeclined(Frozen):
    """The secretariat makes no case of it, for a reason that stands here (P-02)."""

    kind: Literal["proposal_declined"] = "proposal_declined"
    number: Count
    reason: Text


class ProposalTakenUp(Frozen):
    """A case was registered from it (P-02)."""

    kind: Literal["proposal_taken_up"] = "proposal_taken_up"
    number: Count
    case: RecordId
