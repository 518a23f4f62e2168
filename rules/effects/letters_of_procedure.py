"""The letter of a case that is taken to another version of its procedure (P-38). Pure."""

from __future__ import annotations

from models import entries as e
from models.messages import MessageFacts, MessageKind, Recipient
from models.state import CaseState
from rules.effects.addressees import Addressees, Letter, once


def letter_of_procedure(changed: e.ProcedureChanged, case: CaseState, facts: MessageFacts, to: Addressees) -> Letter:
    """To the members of the case's bodies, the parties it concerns, and whoever proposed it: other rules hold now."""
    sorts = case.classification
    bodies = () if sorts is None else dict.fromkeys((sorts.drofting_body, sorts.decision_body))
    proposer: tuple[Recipient, ...] = () if case.proposer_seat is None else to.holder(case.proposer_seat)
    if case.proposer_party is not None:
        proposer = to.parties((case.proposer_party,))
    members: tuple[Recipient, ...] = tuple(member for body in bodies for member in to.members(body))
    told = facts.model_copy(
        update={"reason": changed.reason, "version": changed.procedure, "former_version": changed.replaces}
    )
    everyone = (*members, *to.parties(case.affected), *proposer)
    return Letter(kind=MessageKind.PROCEDURE_CHANGED, facts=told, to=once(everyone))
