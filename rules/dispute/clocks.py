"""What happens to a dispute when a due time comes: the unanswered are reminded, then not waited for (N-04)."""

from __future__ import annotations

from collections.abc import Callable

from models import entries as e
from models.acts import DeadlineReached
from models.base import PartyId
from models.dispute import ConsentAnswer
from models.dispute_state import DisputeState
from rules.dispute.context import Disputed
from rules.verdict import NOTHING_LEFT, Verdict, accepted

CONSENT_DUE = "consent-due"
CONSENT_REMINDER = "consent-reminder"
CONSEQUENCES = {
    CONSENT_REMINDER: "parties that have not answered are reminded",
    CONSENT_DUE: "whoever has not answered has not consented",
}


def unanswered(state: DisputeState) -> tuple[PartyId, ...]:
    """The parties that are asked and have said nothing."""
    return tuple(c.party for c in state.consents if c.answer is ConsentAnswer.ASKED)


def remind(disputed: Disputed, _act: DeadlineReached) -> Verdict:
    """A reminder, which binds nobody (N-04)."""
    due = next(c.due_at for c in disputed.state.clocks if c.name == CONSENT_DUE)
    return accepted(e.ConsentReminded(parties=unanswered(disputed.state), due_at=due))


Ring = Callable[[Disputed, DeadlineReached], Verdict]


def deadline_reached(disputed: Disputed, act: DeadlineReached, rings: dict[str, Ring]) -> Verdict:
    """The clock of that name rings; one that is gone rings for nothing."""
    clock = next((c for c in disputed.state.clocks if c.name == act.clock), None)
    if clock is None or clock.due_at != act.due_at:
        return NOTHING_LEFT
    return rings[act.clock](disputed, act)
