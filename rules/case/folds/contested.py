"""Contested minutes of a decision (P-29, P-33)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseState, DecisionFlag
from rules.case.folds.common import Changes, Folds, without_consensus


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
    fallen = without_consensus(s)
    return {"flags": flags} | ({"bindings": fallen["bindings"]} if s.ended else fallen)


FOLDS: Folds = {
    e.DecisionFlagged: _flagged,
    e.DecisionFlagLifted: _lifted,
}
