"""Contested minutes of a decision (P-29, P-33)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseStage, CaseState, DecisionFlag
from rules.case.folds.common import (
    FOLLOWUP_DUE,
    FOLLOWUP_REMINDER,
    RESERVATION_DUE,
    STATEMENTS_DUE,
    Changes,
    Folds,
    without,
)


def _flagged(s: CaseState, _e: Entry, b: e.DecisionFlagged) -> Changes:
    flag = DecisionFlag(meeting=b.meeting, contest=b.contest, seat=b.seat, objected=b.objected)
    return {"flags": (*s.flags, flag)}


def _lifted(s: CaseState, _e: Entry, b: e.DecisionFlagLifted) -> Changes:
    here = (b.meeting, b.contest)
    flags = tuple(
        f.model_copy(update={"settled": b.corrected}) if (f.meeting, f.contest) == here else f for f in s.flags
    )
    if not b.falls:
        return {"flags": flags}
    # There was no consensus, so nobody is bound (P-19).
    unbound = tuple(p.model_copy(update={"effect_at": None, "refused": True}) for p in s.bindings)
    fallen: Changes = {"flags": flags, "bindings": unbound, "statements_awaited": ()}
    if s.ended:
        return fallen
    clocks = without(s.clocks, STATEMENTS_DUE, RESERVATION_DUE, FOLLOWUP_DUE, FOLLOWUP_REMINDER)
    fallen |= {"follow_ups": (), "follow_up_due": None}
    return fallen | {"stage": CaseStage.IKKE_KONSENSUS, "path_asked": True, "clocks": clocks}


FOLDS: Folds = {
    e.DecisionFlagged: _flagged,
    e.DecisionFlagLifted: _lifted,
}
