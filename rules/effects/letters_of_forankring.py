"""What each party is asked to take home, and reminded of: who decides and when, and what it means for that party.

The letter stands on its own (P-03, P-11): the case in short, the party's own consequences, the proposal, the papers.
"""

from __future__ import annotations

from models import entries as e
from models.base import PartyId
from models.messages import MessageFacts, MessageKind, ToParty
from models.state import CaseState
from rules.effects.addressees import Letter


def letters_of_forankring(
    said: e.ForankringAsked | e.ForankringReminded, case: CaseState, facts: MessageFacts
) -> tuple[Letter, ...]:
    """One letter a party that is asked, or that has not answered (P-11)."""
    told = _facts(case, facts)
    if isinstance(said, e.ForankringReminded):
        return tuple(_to(party, MessageKind.FORANKRING_REMINDER, told) for party in said.parties)
    told = told.model_copy(update={"due_at": said.due.at})
    return tuple(_asked(party, told, case) for party in said.parties)


def letters_to_newcomer(
    entered: e.PartyLetIn | e.PartyLeftCase, case: CaseState, facts: MessageFacts
) -> tuple[Letter, ...]:
    """Whoever is let in while forankring is open is asked as the others were (P-11, P-25)."""
    asking = case.forankring is not None and case.forankring.open and case.placement is not None
    if not asking or not isinstance(entered, e.PartyLetIn):
        return ()
    return (_asked(entered.party.party, _facts(case, facts), case),)


def _facts(case: CaseState, facts: MessageFacts) -> MessageFacts:
    placed, due = case.placement, case.forankring.due.at if case.forankring else None
    told = facts.model_copy(update={"due_at": due})
    if placed is None:
        return told
    return told.model_copy(update={"meeting": placed.meeting, "body": placed.body, "starts_at": placed.starts_at})


def _asked(party: PartyId, facts: MessageFacts, case: CaseState) -> Letter:
    told = facts.model_copy(
        update={
            "consequences": tuple(c for c in case.consequences if c.party == party),
            "summary": case.summary,
            "papers": tuple(paper.document for paper in case.papers),
        }
    )
    return _to(party, MessageKind.FORANKRING_ASKED, told)


def _to(party: PartyId, kind: MessageKind, facts: MessageFacts) -> Letter:
    return Letter(kind=kind, facts=facts.model_copy(update={"party": party}), to=(ToParty(party=party),))
