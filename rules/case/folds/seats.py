"""New holders and what they inherit (P-25)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseState
from rules.case.folds.common import Changes, Folds


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


FOLDS: Folds = {
    e.InheritanceConfirmed: _confirmed,
    e.SeatHolderReplaced: _holder_replaced,
}
