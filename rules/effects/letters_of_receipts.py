"""The receipt of an act: to whoever did it for a seat or a party, or had it entered for them (P-20, P-24). Pure.

What is done in office, for no seat and no party, has no letter: docs/adr/0009.
"""

from __future__ import annotations

from collections.abc import Iterable

from models import entries as e
from models.acts import Actor
from models.entries import Entry
from models.messages import AboutAgreement, MessageFacts, MessageKind, RollCallLine, ToParty, ToPerson
from models.roster import Office
from rules.effects.addressees import Letter
from rules.effects.letters import line_of
from rules.effects.letters_of_disputes import step_of


def with_receipts(
    letters: Iterable[tuple[Entry, tuple[Letter, ...]]], before: Entry | None
) -> list[tuple[Entry, tuple[Letter, ...]]]:
    """Beside what entries make owed: one receipt an act, with the first entry that tells of it.

    Args:
        letters: Entries of one record in their order, and what else each makes owed.
        before: The entry before them. What an act leads to stands together in a record, after the count of refused
            acts that may be entered with it (ENGINE).
    """
    owed: list[tuple[Entry, tuple[Letter, ...]]] = []
    for entry, others in letters:
        receipt = receipt_letter(entry)
        same = before is not None and before.act == entry.act and not isinstance(before.body, e.RefusalsSummarised)
        owed.append((entry, others if receipt is None or same else (*others, receipt)))
        before = entry
    return owed


def receipt_letter(entry: Entry) -> Letter | None:
    """The receipt of an act, accepted or refused; None for what nobody did, or did in office."""
    actor = entry.actor
    if actor is None or entry.act is None or isinstance(entry.body, e.RefusalsSummarised):
        return None
    to = receipt_to(actor)
    if to is None:
        return None
    refusal = entry.body.refusal if isinstance(entry.body, e.ActRefused) else None
    kind = entry.record.partition("-")[0]
    step = step_of(entry)
    facts = MessageFacts(
        case=entry.record if kind == "case" else None,
        meeting=entry.record if kind == "meeting" else None,
        about=AboutAgreement(agreement=entry.record) if kind == "agreement" else None,
        seat=actor.seat,
        party=actor.party,
        act_kind=entry.body.act_kind if isinstance(entry.body, e.ActRefused) else entry.body.kind,
        refusal=refusal,
        step=None if step is None else step[0],
        received_at=entry.at,
        number=entry.act.number,
        roll_call=_as_entered(entry),
        reason=_words_entered(entry),
        would_be_removed_by=entry.body.would_be_removed_by if isinstance(entry.body, e.ObjectionLodged) else None,
        own=True if isinstance(to, ToPerson) and actor.entered_by in (None, actor.person) else None,
    )
    return Letter(kind=MessageKind.RECEIPT, facts=facts, to=(to,))


def receipt_to(actor: Actor) -> ToPerson | ToParty | None:
    """Who gets the receipt of an act: whoever speaks for a seat or a party; nobody for what is done in office.

    Nobody acts for a party behind its back: where the secretariat does, and names none of its contacts, the party
    itself is told.
    """
    by_itself = actor.person in (None, actor.entered_by) or (
        actor.entered_by is None and Office.SECRETARIAT in actor.offices and Office.PARTY_CONTACT not in actor.offices
    )
    if actor.party is not None and by_itself:
        return ToParty(party=actor.party)
    entered = actor.entered_by not in (None, actor.person)
    if actor.person is None or not (entered or actor.seat or actor.party):
        return None
    if actor.rank is not None:
        return ToPerson(person=actor.person, capacity="deputy" if actor.rank else "member", seat=actor.seat)
    contact = actor.party is not None and Office.PARTY_CONTACT in actor.offices
    return ToPerson(person=actor.person, capacity="contact" if contact else "sender")


def _as_entered(entry: Entry) -> tuple[RollCallLine, ...]:
    """The position that was entered in the seat's name, word for word."""
    if not isinstance(entry.body, e.PositionTaken):
        return ()
    taken = entry.body
    return (line_of(taken.seat, taken.stance, counted=taken.counted),)


def _words_entered(entry: Entry) -> str | None:
    """The words of what else was entered: a contribution, an objection, an answer, a statement."""
    match entry.happened:
        case (
            e.InputGiven(text=words)
            | e.Contributed(text=words)
            | e.StatementDelivered(text=words)
            | e.ObjectionLodged(grounds=words)
        ):
            return words
        case (
            e.DisputeOpened(question=words)
            | e.ConsentAnswered(reason=words)
            | e.ConsentWithdrawn(reason=words)
            | e.LocalStepsWaived(reason=words)
            | e.AdviceAnswered(reason=words)
        ):
            return words
        case e.ObjectionAnswered(answer=words) | e.ObjectionKept(reason=words):
            return words
        case e.ForankringAnswered(comment=comment):
            return comment
        case _:
            return None
