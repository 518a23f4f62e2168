"""The letter about a slip: to the seats or the party whom it concerns, and the secretariat."""

from __future__ import annotations

from models import entries as e
from models.messages import MessageFacts, MessageKind, Recipient
from rules.effects.addressees import Addressees, Letter


def letter_of_slip(slip: e.EntryCorrected, facts: MessageFacts, to: Addressees) -> Letter:
    """What was entered, what was meant, and why."""
    secretariat: tuple[Recipient, ...] = to.secretariat()
    match slip.correction:
        case e.SeatCorrected(old=old, new=new):
            told = facts.model_copy(update={"seat": old, "meant": new, "reason": slip.reason, "number": slip.seq})
            return Letter(
                kind=MessageKind.ENTRY_CORRECTED, facts=told, to=(*to.holder(old), *to.holder(new), *secretariat)
            )
        case e.DayCorrected(party=party, new=day):
            told = facts.model_copy(
                update={"party": party, "treated_on": day, "reason": slip.reason, "number": slip.seq}
            )
            return Letter(kind=MessageKind.ENTRY_CORRECTED, facts=told, to=(*to.parties((party,)), *secretariat))
