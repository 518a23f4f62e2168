"""Slips corrected: the entry stays, what was folded from it is mended."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseState, ObjectionStep, PartyBinding
from rules.case.folds.common import Changes, Folds, clock_of, without
from rules.case.folds.decision import clock_name
from rules.case.folds.objections import stepped

UNDONE = (ObjectionStep.WITHDRAWN, ObjectionStep.RESOLVED)


def _corrected(s: CaseState, entry: Entry, b: e.EntryCorrected) -> Changes:
    match b.correction:
        case e.SeatCorrected(old=seat):
            return _unsaid(s, entry, b.seq, seat)
        case e.DayCorrected() as day:
            return _forankring(s, b.seq, day) or _reservation(s, b.seq, day)


def _unsaid(s: CaseState, entry: Entry, seq: int, seat: str) -> Changes:
    """The seat has not answered; an objection that the slip made it give up stands again."""
    objections = s.objections
    for o in s.objections:
        if o.steps[-1].seq == seq and o.last in UNDONE:
            objections = stepped(objections, entry, ObjectionStep.LODGED, o.objection)
    return {"positions": tuple(p for p in s.positions if p.seat != seat), "objections": objections}


def _forankring(s: CaseState, seq: int, day: e.DayCorrected) -> Changes:
    if s.forankring is None or all(p.entry is None or p.entry.seq != seq for p in s.forankring.parties):
        return {}
    parties = tuple(
        p.model_copy(update={"treated_on": day.new}) if p.entry and p.entry.seq == seq else p
        for p in s.forankring.parties
    )
    return {"forankring": s.forankring.model_copy(update={"parties": parties})}


def _reservation(s: CaseState, seq: int, day: e.DayCorrected) -> Changes:
    changes: Changes = {"bindings": tuple(_on(p, day) if p.entry and p.entry.seq == seq else p for p in s.bindings)}
    if day.due is not None:
        name = clock_name(day.party)
        clock = clock_of(day.due, f"{day.party} and the secretariat are reminded; silence is not approval", "P-20")
        changes["clocks"] = (*without(s.clocks, name), clock.model_copy(update={"name": name}))
    return changes


def _on(binding: PartyBinding, day: e.DayCorrected) -> PartyBinding:
    return binding.model_copy(update={"treated_on": day.new, "overdue_since": None})


FOLDS: Folds = {e.EntryCorrected: _corrected}
