"""New holders and what they inherit, parties that came or left (P-25)."""

from __future__ import annotations

from models import entries as e
from models.acts import Cleared, Recusal
from models.base import PartyId
from models.entries import Entry
from models.state import CaseStage, CaseState, PartyChange, PartyForankring
from rules.case.folds.common import RESERVATION_DUE, Changes, Folds, nothing, without, without_consensus


def _confirmed(s: CaseState, _e: Entry, b: e.InheritanceConfirmed) -> Changes:
    return {"unconfirmed": tuple(seat for seat in s.unconfirmed if seat != b.seat)}


def _holder_replaced(s: CaseState, _e: Entry, b: e.SeatHolderReplaced) -> Changes:
    if b.seat in s.unconfirmed or not has_spoken(s, b.seat):
        return {}
    return {"unconfirmed": (*s.unconfirmed, b.seat)}


def has_spoken(s: CaseState, seat: str) -> bool:
    """Whether anything has been said in the seat's name: what a new holder inherits (P-25)."""
    return (
        any(c.seat == seat for c in s.contributions)
        or any(o.seat == seat for o in s.objections)
        or any(p.seat == seat for p in s.positions)
    )


def _left(s: CaseState, _e: Entry, b: e.HolderLeftSeat) -> Changes:
    """What somebody who had left said towards a decision does not stand; the seat is empty (P-24)."""
    said = unsaid(s, b.seat, b.person)
    if s.item is None:
        return said
    sitting = tuple(a for a in s.item.attendance if (a.seat, a.person) != (b.seat, b.person))
    return said | {"item": s.item.model_copy(update={"attendance": sitting})}


def unsaid(s: CaseState, seat: str, person: str) -> Changes:
    """Without a person's position in a roll call or a written procedure that is open, and one given beforehand."""
    ahead = s.item is not None or s.written is not None
    return {
        name: tuple(p for p in before if (p.seat, p.person) != (seat, person))
        for name, before in (("positions", s.positions if ahead else ()), ("written_positions", s.written_positions))
        if before
    }


def _let_in(s: CaseState, _e: Entry, b: e.PartyLetIn) -> Changes:
    """It is represented from here on; while forankring is open, it is asked with the others (P-11)."""
    came = PartyChange(party=b.party.party, joined=b.party, group=b.group)
    forankring = s.forankring
    if forankring is not None and forankring.open:
        asked = (*forankring.parties, PartyForankring(party=b.party.party))
        forankring = forankring.model_copy(update={"parties": asked})
    others = tuple(p for p in s.affected if p != b.party.party)
    changes = (*(s.party_changes or ()), came)
    return {"party_changes": changes, "affected": (*others, b.party.party), "forankring": forankring}


def _party_left(s: CaseState, _e: Entry, b: e.PartyLeftCase) -> Changes:
    """Nobody waits for it any more; a decision of a later day does not bind it (P-25)."""
    left = PartyChange(party=b.party, last_day=b.last_day)
    changes: Changes = {
        "party_changes": (*(s.party_changes or ()), left),
        "affected": tuple(p for p in s.affected if p != b.party),
    }
    if s.forankring is not None:
        asked = tuple(p for p in s.forankring.parties if p.party != b.party or p.answer is not None)
        changes["forankring"] = s.forankring.model_copy(update={"parties": asked})
    if s.involvement is not None:
        heard = tuple(p for p in s.involvement.parties if p != b.party or p in s.involvement.heard)
        changes["involvement"] = s.involvement.model_copy(update={"parties": heard})
    return changes | (_unbound(s, b.party) if b.unbound else {})


def _unbound(s: CaseState, party: PartyId) -> Changes:
    bindings = tuple(p for p in s.bindings if p.party != party)
    items = tuple(i for i in s.follow_ups if i.party != party)
    waiting = any(p.effect_at is None and not p.refused for p in bindings)
    only = s.stage is CaseStage.BESLUTTET_MED_FORBEHOLD and not waiting  # it alone was waited for
    stage = (CaseStage.UNDER_OPPFOLGING if items else CaseStage.BESLUTTET) if only else s.stage
    clocks = without(s.clocks, f"{RESERVATION_DUE}:{party}")
    return {"bindings": bindings, "follow_ups": items, "stage": stage, "clocks": clocks}


def _ratified(s: CaseState, _e: Entry, b: e.ConsentRatified) -> Changes:
    if b.approved:
        return {}
    return without_consensus(s)


def _recusal(s: CaseState, _e: Entry, b: e.RecusalDecided) -> Changes:
    others = tuple(r for r in s.recusals or () if (r.seat, r.person) != (b.seat, b.person))
    cleared = tuple(c for c in s.cleared or () if (c.seat, c.person) != (b.seat, b.person))
    if not b.disqualified:
        found = Cleared(seat=b.seat, person=b.person, ground=b.ground)
        return {"recusals": others or None, "cleared": (*cleared, found)}
    recused = Recusal(
        seat=b.seat, person=b.person, ground=b.ground, reason=b.reason, decided_by=b.decided_by, deputy=b.deputy
    )
    return {"recusals": (*others, recused), "cleared": cleared or None} | unsaid(s, b.seat, b.person)


FOLDS: Folds = {
    e.InheritanceConfirmed: _confirmed,
    e.SeatHolderReplaced: _holder_replaced,
    e.HolderLeftSeat: _left,
    e.PartyLetIn: _let_in,
    e.PartyLeftCase: _party_left,
    e.ConsentRatified: _ratified,
    e.MandateCovered: nothing,
    e.RecusalNotified: nothing,
    e.RecusalDecided: _recusal,
}
