"""Proposals from outside, which come through the secretariat: received, declined, taken up by a case (P-02)."""

from __future__ import annotations

import re

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import Count
from models.entries import Entry
from models.rulebook import RefusalCode
from models.state import CommunityState, Proposal
from rules.case.context import why_not_secretariat
from rules.verdict import Verdict, accepted, refused

_CONTACT = re.compile(r"@|\d{5}|(?:\d ?){8}")


def receive_proposal(state: CommunityState | None, received: ReceivedAct, act: a.ReceiveProposal) -> Verdict:
    """The secretariat enters it; it names a function or an organisation, not a person (P-02)."""
    refusal = why_not_secretariat(received.actor, "enter a proposal from outside")
    if refusal is not None:
        return refusal
    if _CONTACT.search(act.from_whom):
        return refused(
            RefusalCode.INCOMPLETE,
            "P-02",
            "whom the proposal is from is told by an address or a number",
            "name the function or the organisation; the secretariat keeps names and addresses elsewhere",
        )
    number = 1 + max((p.number for p in _known(state)), default=0)
    return accepted(e.ProposalReceived(number=number, title=act.title, from_whom=act.from_whom, summary=act.summary))


def decline_proposal(state: CommunityState | None, received: ReceivedAct, act: a.DeclineProposal) -> Verdict:
    """Nothing comes of it, and the secretariat says why (P-02)."""
    return (
        why_not_secretariat(received.actor, "decline a proposal")
        or _why_not_open(state, act.number)
        or accepted(e.ProposalDeclined(number=act.number, reason=act.reason))
    )


def take_up_proposal(state: CommunityState | None, _received: ReceivedAct, act: a.TakeUpProposal) -> Verdict:
    """A case is registered from it; one proposal gives one case (P-02)."""
    return _why_not_open(state, act.number) or accepted(e.ProposalTakenUp(number=act.number, case=act.case))


def _known(state: CommunityState | None) -> tuple[Proposal, ...]:
    return () if state is None else state.proposals or ()


def _why_not_open(state: CommunityState | None, number: Count) -> Verdict | None:
    known = {p.number: p for p in _known(state)}
    proposal = known.get(number)
    if proposal is None:
        waiting = ", ".join(str(p.number) for p in known.values() if p.waits)
        return refused(
            RefusalCode.UNKNOWN_ITEM,
            "P-02",
            f"there is no proposal {number} here",
            f"name one that waits: {waiting}" if waiting else "enter it first: `proposal receive`",
        )
    if proposal.waits:
        return None
    if proposal.case is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-02",
            f"proposal {number} is taken up already, in {proposal.case}",
            f"go on with {proposal.case}",
        )
    return refused(
        RefusalCode.ENDED,
        "P-02",
        f"proposal {number} was declined",
        "enter it anew if it is brought again, or register the case for a seat or a party",
    )


def fold_proposals(
    state: CommunityState, entry: Entry, body: e.ProposalReceived | e.ProposalDeclined | e.ProposalTakenUp
) -> CommunityState:
    """The community's proposals after one more entry."""
    if isinstance(body, e.ProposalReceived):
        fresh = Proposal(
            number=body.number,
            title=body.title,
            from_whom=body.from_whom,
            summary=body.summary,
            received_at=entry.at,
        )
        return state.model_copy(update={"proposals": (*_known(state), fresh)})
    change = {"case": body.case} if isinstance(body, e.ProposalTakenUp) else {"declined": body.reason}
    changed = tuple(p.model_copy(update=change) if p.number == body.number else p for p in _known(state))
    return state.model_copy(update={"proposals": changed})
