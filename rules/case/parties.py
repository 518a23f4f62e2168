"""Parties that join or leave the community while a case runs (P-18, P-22, P-25).

The roster is frozen when a case is opened. A party that joins later is let in by an act of its own; one that leaves
is out of every running case the moment that is entered.
"""

from __future__ import annotations

from models import entries as e
from models.acts import LetPartyIn, PartyLeft, ReceivedAct
from models.entries import LapseReason
from models.rulebook import RefusalCode
from rules.case.context import DECIDED, Case, decided_before, why_not_secretariat
from rules.parties import group_of
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def let_in(case: Case, received: ReceivedAct, act: LetPartyIn) -> Verdict:
    """A joined party is represented from here on; what is decided already stays among those who decided it (P-25)."""
    return why_not_secretariat(received.actor, "let a party into a case") or (
        _why_not_yet(case) or _why_not_party(case, received, act) or _let_in(received, act)
    )


def _let_in(received: ReceivedAct, act: LetPartyIn) -> Verdict:
    joined, group = received.facts.joined, received.facts.joined_group
    assert joined is not None and group is not None
    return accepted(e.PartyLetIn(party=joined, group=group, reason=act.reason))


def _why_not_yet(case: Case) -> Verdict | None:
    """Nothing decided reopens, and nobody comes to the table while it is being decided."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return refused(
            RefusalCode.ENDED,
            "P-25",
            f"the case is {state.stage.value}: it is decided among those who were parties then",
            "bring the matter up as a new case, in which the party is represented from the beginning",
        )
    if state.item is None and state.written is None:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-25",
        "the case is on the table now",
        "let the party in when the item is closed, or the written procedure over",
    )


def _why_not_party(case: Case, received: ReceivedAct, act: LetPartyIn) -> Verdict | None:
    group = received.facts.joined_group
    if received.facts.joined is None or group is None:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "P-25",
            f"no seat speaks for {act.party!r} in this community",
            "enter its accession first: `roster joined`",
        )
    if group_of(act.party, case.roster) is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-25",
            f"{act.party} is represented in the case already",
            "nothing more is needed",
        )
    if any(g.group == group for g in case.roster.groups):
        return None
    return refused(
        RefusalCode.UNKNOWN_PARTY,
        "P-25",
        f"the roster the case was opened with has no group {group}, whose seats speak for {act.party}",
        "bring the matter up as a new case, in which the party is represented from the beginning",
    )


def party_left(case: Case, _received: ReceivedAct, act: PartyLeft) -> Verdict:
    """A party has left: bound by nothing decided after its last day, and by all that was decided before (P-25).

    So it is too where no agreement binds it here any more (A-15). Nobody waits for it; an objection of its own no
    longer blocks. What its seat said stays, for the others.
    """
    if group_of(act.party, case.roster) is None:
        return NOTHING_LEFT
    state = case.state
    late = state.stage in DECIDED and not decided_before(state, act.last_day)
    unbound = late and any(b.party == act.party for b in state.bindings)
    lapsed = tuple(
        e.ObjectionLapsed(objection=o.objection, because=LapseReason.PARTY_LEFT)
        for o in state.objections
        if o.standing and o.party == act.party and state.stage not in DECIDED
    )
    left = e.PartyLeftCase(
        party=act.party, last_day=act.last_day, agreement=act.agreement, unbound=True if unbound else None
    )
    return accepted(left, *lapsed)
