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
    placed, due = case.placement, case.forankring.due.at if case.forankring else None
    told = facts.model_copy(update={"due_at": due})
    if placed is not None:
        decides = {"meeting": placed.meeting, "body": placed.body, "starts_at": placed.starts_at}
        told = told.model_copy(update=decides)
    if isinstance(said, e.ForankringReminded):
        return tuple(_to(party, MessageKind.FORANKRING_REMINDER, told) for party in said.parties)
    told = told.model_copy(
        update={
            "due_at": said.due.at,
            "summary": case.summary,
            "papers": tuple(paper.document for paper in case.papers),
        }
    )
    return tuple(_asked(party, told, case) for party in said.parties)


def _asked(party: PartyId, facts: MessageFacts, case: CaseState) -> Letter:
    own = tuple(c for c in case.consequences if c.party == party)
    return _to(party, MessageKind.FORANKRING_ASKED, facts.model_copy(update={"consequences": own}))


def _to(party: PartyId, kind: MessageKind, facts: MessageFacts) -> Letter:
    return Letter(kind=kind, facts=facts.model_copy(update={"party": party}), to=(ToParty(party=party),))
