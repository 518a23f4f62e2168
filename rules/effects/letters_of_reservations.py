"""The letters about a reservation: its day has passed, and what the council or board said (P-20)."""

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


def _chooses(facts: MessageFacts, body: BodyId, to: Addressees) -> Letter:
    return Letter(kind=MessageKind.CHOOSE_PATH, facts=facts.model_copy(update={"body": body}), to=to.chair(body))
