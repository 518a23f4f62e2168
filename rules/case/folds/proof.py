"""A decision held, looked at again, proved; waiting for witnesses, and seen by them (P-19)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import AwaitedWitnesses, CaseState, HeldDecision
from rules.case.folds.common import Changes, Folds


def _held(s: CaseState, entry: Entry, b: e.DecisionHeld) -> Changes:
    asked = 0 if s.held is None else s.held.asked
    since = entry.at if s.held is None else s.held.since
    held = HeldDecision(record=b.record, entry=b.entry, broken_rule=b.broken_rule, what=b.what, since=since)
    return {"held": held.model_copy(update={"asked": asked, "looked": asked})}


def _asked(s: CaseState, _e: Entry, _b: e.DecisionCheckAsked) -> Changes:
    return {} if s.held is None else {"held": s.held.model_copy(update={"asked": s.held.asked + 1})}


def _proved(_s: CaseState, _e: Entry, _b: e.DecisionProved) -> Changes:
    return {"held": None}


def _awaited(_s: CaseState, entry: Entry, b: e.WitnessesAwaited) -> Changes:
    return {
        "witnesses": AwaitedWitnesses(needed=b.needed, entry=entry.seq, digest=entry.hash, since=entry.at),
    }


def _seen(s: CaseState, _e: Entry, b: e.WitnessesSeen) -> Changes:
    assert s.witnesses is not None, "they are awaited before they are seen"
    return {"witnesses": s.witnesses.model_copy(update={"seen": len({w.key_id for w in b.witnesses})})}


FOLDS: Folds = {
    e.DecisionHeld: _held,
    e.DecisionCheckAsked: _asked,
    e.DecisionProved: _proved,
    e.WitnessesAwaited: _awaited,
    e.WitnessesSeen: _seen,
}
