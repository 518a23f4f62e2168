"""Objections, written and made in the roll call (P-20, P-28)."""

from __future__ import annotations

from typing import Any

from models import entries as e
from models.acts import Objection
from models.entries import Entry
from models.state import CaseObjection, CaseState, DatedStep, ObjectionStep
from rules.case.folds.common import Changes, Folds

CLOSED = (ObjectionStep.RESOLVED, ObjectionStep.WITHDRAWN, ObjectionStep.LAPSED)
"""After these an objection stands no more."""


def _lodged(s: CaseState, entry: Entry, b: e.ObjectionLodged) -> Changes:
    lodged = CaseObjection(
        objection=b.objection,
        written=True,
        seat=b.seat,
        party=b.party,
        grounds=b.grounds,
        would_be_removed_by=b.would_be_removed_by,
        text_digest=b.text_digest,
        at=entry.at,
        steps=(_dated(ObjectionStep.LODGED, entry),),
    )
    return {"objections": (*s.objections, lodged), "version": s.version + 1}


def _answered(s: CaseState, entry: Entry, b: e.ObjectionAnswered) -> Changes:
    said = {"answer": b.answer, "proposal": b.proposal}
    return {"objections": stepped(s.objections, entry, ObjectionStep.ANSWERED, b.objection, **said)}


def _kept(s: CaseState, entry: Entry, b: e.ObjectionKept) -> Changes:
    return {"objections": stepped(s.objections, entry, ObjectionStep.KEPT, b.objection)}


def _withdrawn(s: CaseState, entry: Entry, b: e.ObjectionWithdrawn) -> Changes:
    return _off(s, entry, ObjectionStep.WITHDRAWN, b.objection, withdrawn_by=b.by_lead)


def _resolved(s: CaseState, entry: Entry, b: e.ObjectionResolved) -> Changes:
    return _off(s, entry, ObjectionStep.RESOLVED, b.objection)


def _lapsed(s: CaseState, entry: Entry, b: e.ObjectionLapsed) -> Changes:
    return {"objections": stepped(s.objections, entry, ObjectionStep.LAPSED, b.objection)}


def _off(s: CaseState, entry: Entry, step: ObjectionStep, number: int, **said: Any) -> Changes:
    """It stands no more; a seat that made it in a roll call still open is asked anew."""
    changes: Changes = {"objections": stepped(s.objections, entry, step, number, **said)}
    if s.item is not None:
        changes["positions"] = tuple(p for p in s.positions if p.objection != number)
    return changes


def stepped(
    objections: tuple[CaseObjection, ...], entry: Entry, step: ObjectionStep, number: int, **said: Any
) -> tuple[CaseObjection, ...]:
    """The objections with one more step for the one of that number."""
    return tuple(
        o.model_copy(update={"steps": (*o.steps, _dated(step, entry)), "standing": step not in CLOSED, **said})
        if o.objection == number
        else o
        for o in objections
    )


def _dated(step: ObjectionStep, entry: Entry) -> DatedStep:
    return DatedStep(step=step, at=entry.at, seq=entry.seq)


def with_position(s: CaseState, entry: Entry, b: e.PositionTaken) -> tuple[CaseObjection, ...]:
    """What a seat's position does to the objection it made in the roll call: made, said anew, or given up."""
    before = standing_of(s, b.seat)
    if isinstance(b.stance, Objection) and b.objection is not None:
        return _made(s, entry, b, b.stance, before)
    if before is None:
        return s.objections
    gave_up = ObjectionStep.WITHDRAWN if before.text_digest == b.text_digest else ObjectionStep.RESOLVED
    return stepped(s.objections, entry, gave_up, before.objection)


def standing_of(s: CaseState, seat: str) -> CaseObjection | None:
    """The objection that the seat made in a roll call and that stands."""
    return next((o for o in s.objections if o.standing and not o.written and o.seat == seat), None)


def _made(
    s: CaseState, entry: Entry, b: e.PositionTaken, stance: Objection, before: CaseObjection | None
) -> tuple[CaseObjection, ...]:
    if before is not None:
        anew: dict[str, Any] = {
            "grounds": stance.grounds,
            "would_be_removed_by": stance.would_be_removed_by,
            "text_digest": b.text_digest,
            "answer": None,
            "proposal": None,
        }
        return stepped(s.objections, entry, ObjectionStep.LODGED, before.objection, **anew)
    assert b.objection is not None
    lodged = CaseObjection(
        objection=b.objection,
        written=False,
        seat=b.seat,
        grounds=stance.grounds,
        would_be_removed_by=stance.would_be_removed_by,
        text_digest=b.text_digest,
        at=entry.at,
        steps=(_dated(ObjectionStep.LODGED, entry),),
    )
    return (*s.objections, lodged)


def stood(s: CaseState, entry: Entry) -> tuple[CaseObjection, ...]:
    """The roll call closed without consensus: what stood then, stood."""
    objections = s.objections
    for o in s.objections:
        if o.standing:
            objections = stepped(objections, entry, ObjectionStep.STOOD, o.objection)
    return objections


FOLDS: Folds = {
    e.ObjectionLodged: _lodged,
    e.ObjectionAnswered: _answered,
    e.ObjectionResolved: _resolved,
    e.ObjectionKept: _kept,
    e.ObjectionWithdrawn: _withdrawn,
    e.ObjectionLapsed: _lapsed,
}
