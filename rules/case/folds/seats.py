"""New holders and what they inherit (P-25)."""

from __future__ import annotations

from models import entries as e
from models.acts import Recusal
from models.entries import Entry
from models.state import CaseStage, CaseState
from rules.case.folds.common import Changes, Folds, nothing


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
    """What was said in the open roll call by somebody who had left does not stand; the seat is empty (P-24)."""
    if s.item is None:
        return {}
    sitting = tuple(a for a in s.item.attendance if (a.seat, a.person) != (b.seat, b.person))
    positions = tuple(p for p in s.positions if (p.seat, p.person) != (b.seat, b.person))
    return {"item": s.item.model_copy(update={"attendance": sitting}), "positions": positions}


def _ratified(s: CaseState, _e: Entry, b: e.ConsentRatified) -> Changes:
    if b.approved:
        return {}
    bindings = tuple(p.model_copy(update={"refused": True}) if p.party == b.party else p for p in s.bindings)
    return {"bindings": bindings, "stage": CaseStage.IKKE_KONSENSUS, "path_asked": True}


def _recusal(s: CaseState, _e: Entry, b: e.RecusalDecided) -> Changes:
    others = tuple(r for r in s.recusals or () if (r.seat, r.person) != (b.seat, b.person))
    if not b.disqualified:
        return {"recusals": others or None}
    recused = Recusal(
        seat=b.seat, person=b.person, ground=b.ground, reason=b.reason, decided_by=b.decided_by, deputy=b.deputy
    )
    positions = s.positions
    if s.item is not None:
        positions = tuple(p for p in s.positions if (p.seat, p.person) != (b.seat, b.person))
    return {"recusals": (*others, recused), "positions": positions}


FOLDS: Folds = {
    e.InheritanceConfirmed: _confirmed,
    e.SeatHolderReplaced: _holder_replaced,
    e.HolderLeftSeat: _left,
    e.ConsentRatified: _ratified,
    e.MandateCovered: nothing,
    e.RecusalNotified: nothing,
    e.RecusalDecided: _recusal,
}
