"""The letters of early involvement: asked, reminded, and what came in (P-36)."""

from __future__ import annotations

from models import entries as e
from models.messages import MessageFacts, MessageKind
from models.state import CaseState
from rules.effects.addressees import Addressees, Letter

Involving = e.InvolvementAsked | e.InvolvementReminded | e.InvolvementSummarised


def letters_of_involvement(
    said: Involving, case: CaseState, facts: MessageFacts, to: Addressees
) -> tuple[Letter, ...]:
    """To those who are asked; a reminder only to those of them who have said nothing."""
    it = case.involvement
    assert it is not None, "the first of these entries asks the others"
    told = facts.model_copy(
        update={"due_at": it.due.at, "party": case.proposer_party, "own_decision_on": it.own_decision_on}
    )
    match said:
        case e.InvolvementAsked(parties=parties):
            return (Letter(kind=MessageKind.INVOLVEMENT_ASKED, facts=told, to=to.parties(parties)),)
        case e.InvolvementReminded(parties=parties):
            return (Letter(kind=MessageKind.INVOLVEMENT_REMINDER, facts=told, to=to.parties(parties)),)
        case e.InvolvementSummarised(summary=summary):
            summed = facts.model_copy(update={"reason": summary, "party": case.proposer_party})
            return (Letter(kind=MessageKind.INVOLVEMENT_SUMMARISED, facts=summed, to=to.parties(it.parties)),)
