"""Letters about who may speak for whom: recusals and mandates (P-24, P-26)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.messages import MessageFacts, MessageKind, Recipient, ToPerson
from rules.effects.addressees import Addressees, Letter
from rules.seats import holdings_of, parties_of, rank_in_seat


def letter_of_recusal(recusal: e.RecusalDecided, facts: MessageFacts, to: Addressees) -> Letter:
    """To the principals whose holder takes no part, to the seat's holders, and to the secretariat (P-26)."""
    told = facts.model_copy(
        update={
            "seat": recusal.seat,
            "body": recusal.decided_by,
            "ground": recusal.ground.value,
            "reason": recusal.reason,
            "step": "deputy" if recusal.deputy else "absent",
        }
    )
    holders = (
        ToPerson(person=h.person, capacity="deputy" if h.rank else "member", seat=recusal.seat)
        for h in holdings_of(recusal.seat, to.roster, to.day)
    )
    recipients: tuple[Recipient, ...] = (
        *to.parties(parties_of(recusal.seat, to.procedure, to.roster)),
        *{one.key: one for one in (*holders, *to.secretariat())}.values(),
    )
    return Letter(kind=MessageKind.RECUSAL_DECIDED, facts=told, to=recipients)


def letters_of_community_entry(entry: Entry, to: Addressees) -> tuple[Letter, ...]:
    """What an entry of the community makes owed: a mandate that runs out is told to all whom it concerns (P-24)."""
    if not isinstance(entry.body, e.MandateExpiring):
        return ()
    expiring = entry.body
    rank = rank_in_seat(expiring.person, expiring.seat, to.roster, to.day)
    facts = MessageFacts(
        seat=expiring.seat,
        body=to.procedure.body_of(expiring.seat).body,
        parties=expiring.parties,
        last_day=expiring.last_day,
        step="deputy" if rank else "member",
    )
    holder = ToPerson(person=expiring.person, capacity="deputy" if rank else "member", seat=expiring.seat)
    people = {one.key: one for one in (holder, *to.secretariat())}
    recipients: tuple[Recipient, ...] = (*people.values(), *to.parties(expiring.parties))
    return (Letter(kind=MessageKind.MANDATE_EXPIRING, facts=facts, to=recipients),)
