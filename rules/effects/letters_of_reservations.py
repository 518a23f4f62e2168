"""The letters about what a decision waited for: a reservation (P-20), a mandate for a consent given (P-24)."""

from __future__ import annotations

from models import entries as e
from models.base import BodyId
from models.messages import MessageFacts, MessageKind, Recipient
from rules.effects.addressees import Addressees, Letter


def letters_of_reservation(
    said: e.ReservationOverdue | e.ReservationAnswered, facts: MessageFacts, body: BodyId, to: Addressees
) -> tuple[Letter, ...]:
    """A reminder to the party and the secretariat; an answer to everyone, and after a no to the chair (P-13)."""
    match said:
        case e.ReservationOverdue():
            told = facts.model_copy(
                update={"party": said.party, "treated_by": said.waits_for, "treated_on": said.treated_on}
            )
            recipients: tuple[Recipient, ...] = (*to.parties((said.party,)), *to.secretariat())
            return (Letter(kind=MessageKind.RESERVATION_OVERDUE, facts=told, to=recipients),)
        case e.ReservationAnswered(approved=approved):
            told = facts.model_copy(
                update={
                    "party": said.party,
                    "treated_by": said.treated_by,
                    "treated_on": said.treated_on,
                    "reason": said.reference,
                    "step": "approved" if approved else "rejected",
                }
            )
            answered = Letter(kind=MessageKind.RESERVATION_ANSWERED, facts=told, to=to.everyone(body))
            return (answered,) if approved else (answered, _chooses(facts, body, to))


def letters_of_ratification(
    said: e.ConsentRatified | e.MandateCovered, facts: MessageFacts, body: BodyId, to: Addressees
) -> tuple[Letter, ...]:
    """What became of a consent given without a mandate, to everyone; after a no to the chair as well (P-13, P-24)."""
    told = facts.model_copy(update={"body": body})
    match said:
        case e.MandateCovered(parties=parties):
            told = told.model_copy(update={"parties": parties, "step": "covered"})
            return (Letter(kind=MessageKind.CONSENT_RATIFIED, facts=told, to=to.everyone(body)),)
        case e.ConsentRatified(approved=approved):
            told = told.model_copy(
                update={
                    "parties": (said.party,),
                    "treated_by": said.organ,
                    "treated_on": said.dated,
                    "reason": said.reference,
                    "step": "ratified" if approved else "refused",
                }
            )
            ratified = Letter(kind=MessageKind.CONSENT_RATIFIED, facts=told, to=to.everyone(body))
            return (ratified,) if approved else (ratified, _chooses(facts, body, to))


def _chooses(facts: MessageFacts, body: BodyId, to: Addressees) -> Letter:
    return Letter(kind=MessageKind.CHOOSE_PATH, facts=facts.model_copy(update={"body": body}), to=to.chair(body))
