"""Written objections (P-28)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseState, WrittenObjection
from rules.case.folds.common import Changes, Folds


def _objection_lodged(s: CaseState, entry: Entry, b: e.ObjectionLodged) -> Changes:
    lodged = WrittenObjection(
        objection=b.objection,
        seat=b.seat,
        party=b.party,
        grounds=b.grounds,
        would_be_removed_by=b.would_be_removed_by,
        at=entry.at,
    )
    return {"objections": (*s.objections, lodged), "version": s.version + 1}


def _objection_withdrawn(s: CaseState, _e: Entry, b: e.ObjectionWithdrawn) -> Changes:
    objections = tuple(
        o.model_copy(update={"standing": False}) if o.objection == b.objection else o for o in s.objections
    )
    return {"objections": objections}


FOLDS: Folds = {
    e.ObjectionLodged: _objection_lodged,
    e.ObjectionWithdrawn: _objection_withdrawn,
}
