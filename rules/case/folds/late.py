"""Objections after the decision (P-29)."""

from __future__ import annotations

from models import entries as e
from models.acts import AuthorityOutcome, LateGround
from models.entries import Entry
from models.state import CaseState, LateObjection
from rules.case.folds.common import RESERVATION_DUE, Changes, Folds, stage_of, without


def _lodged(s: CaseState, entry: Entry, b: e.LateObjectionLodged) -> Changes:
    late = LateObjection(
        objection=b.objection,
        about=b.about,
        by_seat=b.by_seat,
        by_party=b.by_party,
        grounds=b.grounds,
        party=b.party,
        route=b.route,
        at=entry.at,
    )
    changes: Changes = {"late_objections": (*s.late_objections, late)}
    if b.about is LateGround.NO_AUTHORITY:
        changes["bindings"] = tuple(
            p.model_copy(update={"disputed": True}) if p.party == b.party else p for p in s.bindings
        )
    return changes


def _settled(s: CaseState, _e: Entry, b: e.AuthoritySettled) -> Changes:
    """There was authority or the principal ratifies: bound as before. Else the party is not bound; the others are."""
    late = tuple(
        o.model_copy(update={"settled": b.outcome}) if o.objection == b.objection else o for o in s.late_objections
    )
    still = any(o.party == b.party and o.settled is None and o.about is LateGround.NO_AUTHORITY for o in late)
    lacking = b.outcome is AuthorityOutcome.LACKING
    settled = {"disputed": still} | ({"refused": True, "effect_at": None} if lacking else {})
    changes: Changes = {
        "late_objections": late,
        "bindings": tuple(p.model_copy(update=settled) if p.party == b.party else p for p in s.bindings),
    }
    if lacking:
        changes["follow_ups"] = tuple(f for f in s.follow_ups if f.party != b.party)
        changes["clocks"] = without(s.clocks, f"{RESERVATION_DUE}:{b.party}")
        changes["stage"] = stage_of(s, changes["bindings"])
    return changes


FOLDS: Folds = {
    e.LateObjectionLodged: _lodged,
    e.AuthoritySettled: _settled,
}
