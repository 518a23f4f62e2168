"""Letters about who may speak for whom: recusals, mandates, parties that come and go (P-24..P-26)."""

from __future__ import annotations

from models import entries as e
from models.base import BodyId, PartyId
from models.entries import Entry
from models.messages import MessageFacts, MessageKind, Recipient, ToPerson
from rules.effects.addressees import Addressees, Letter, once
from rules.parties import present_parties
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
            "uncovered": recusal.uncovered or (),
        }
    )
    holders = (
        ToPerson(person=h.person, capacity="deputy" if h.rank else "member", seat=recusal.seat)
        for h in holdings_of(recusal.seat, to.roster, to.day)
    )
    recipients: tuple[Recipient, ...] = (
        *to.parties(parties_of(recusal.seat, to.procedure, to.roster)),
        *once((*(to.chair(recusal.decided_by) if recusal.uncovered else ()), *holders, *to.secretariat())),
    )
    return Letter(kind=MessageKind.RECUSAL_DECIDED, facts=told, to=recipients)


def letters_of_community_entry(entry: Entry, to: Addressees) -> tuple[Letter, ...]:
    """What an entry of the community makes owed: a mandate that runs out, a party that comes or goes (P-24, P-25)."""
    match entry.happened:
        case e.MandateExpiring() as expiring:
            return (_mandate_expiring(expiring, to),)
        case e.PartyJoined(party=party, since=since):
            facts = MessageFacts(party=party, on_day=since)
            return (Letter(kind=MessageKind.PARTY_JOINED, facts=facts, to=_everybody(party, to)),)
        case e.PartyDeparted(party=party, last_day=last_day):
            facts = MessageFacts(party=party, last_day=last_day)
            return (Letter(kind=MessageKind.PARTY_DEPARTED, facts=facts, to=_everybody(party, to)),)
        case _:
            return ()


def _everybody(party: PartyId, to: Addressees) -> tuple[Recipient, ...]:
    """The party itself, every other party, every member, and the secretariat."""
    members = tuple(one for body in to.procedure.bodies for one in to.members(body.body))
    others = tuple(p for p in present_parties(to.roster) if p != party)
    return once((*to.parties((party, *others)), *members, *to.secretariat()))


def letter_of_party(
    entered: e.PartyLetIn | e.PartyLeftCase, facts: MessageFacts, body: BodyId, to: Addressees
) -> Letter:
    """To the party and everybody round the case: who is represented in it now, or is not bound by it (P-25)."""
    if isinstance(entered, e.PartyLetIn):
        told = facts.model_copy(update={"party": entered.party.party, "reason": entered.reason, "body": body})
        kind, party = MessageKind.PARTY_JOINED, entered.party.party
    else:
        step = None if entered.agreement is None else "agreement_ended"  # it is a party of the community still
        said = {"party": entered.party, "last_day": entered.last_day, "body": body, "step": step}
        told = facts.model_copy(update=said)
        kind, party = MessageKind.PARTY_DEPARTED, entered.party
    return Letter(kind=kind, facts=told, to=once((*to.parties((party,)), *to.circle(body))))


def _mandate_expiring(expiring: e.MandateExpiring, to: Addressees) -> Letter:
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
    return Letter(kind=MessageKind.MANDATE_EXPIRING, facts=facts, to=recipients)
