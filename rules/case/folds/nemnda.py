"""A case on hold for the nemnda, and what it comes back to (N-04, N-13, N-14)."""

from __future__ import annotations

from enum import StrEnum

from models import entries as e
from models.dispute import RelationStage
from models.entries import Entry
from models.state import CaseState, NemndaHold
from rules.case.folds.common import Changes, Folds
from rules.case.folds.moving import afresh


class WayBack(StrEnum):
    """How a case goes on after the nemnda."""

    NEW_ROUND = "new_round"  # two parties follow the advice: both stages again
    NEW_PATH = "new_path"  # no consent: the chair chooses another way (P-13)
    CLOSED = "closed"  # unsolved, or an agreement that its parties now approve


def way_back(hold: NemndaHold | None) -> WayBack | None:
    """Once it is over there and told here; None as long as something is outstanding (N-13)."""
    if hold is None or hold.returned is None or (hold.answered is not None and not hold.presented):
        return None
    stages = {r.stage for r in hold.returned}
    if RelationStage.FOLLOWED in stages:
        return WayBack.NEW_ROUND
    return WayBack.NEW_PATH if stages == {RelationStage.REJECTED} else WayBack.CLOSED


def informed_of(hold: NemndaHold | None) -> NemndaHold | None:
    """The hold once a meeting has been informed of what the nemnda gave (N-13)."""
    if hold is None or hold.answered is None:
        return hold
    return hold.model_copy(update={"presented": True})


def held(s: CaseState, hold: NemndaHold | None) -> Changes:
    """What follows for the case when its hold has come this far."""
    match way_back(hold):
        case WayBack.NEW_ROUND:
            return afresh(s) | {"hold": None}
        case WayBack.NEW_PATH:
            return {"hold": None, "path_asked": True}
        case WayBack.CLOSED:
            return {"hold": hold, "closing": True}
        case None:
            return {"hold": hold}


def _on_hold(_s: CaseState, _e: Entry, b: e.CaseOnHold) -> Changes:
    return {"hold": NemndaHold(dispute=b.dispute, title=b.title), "path_asked": False, "nemnda": None}


def _answered(s: CaseState, _e: Entry, b: e.NemndaAnswered) -> Changes:
    assert s.hold is not None, "only a case on hold is told"
    return held(s, s.hold.model_copy(update={"answered": b.reference}))


def _returned(s: CaseState, _e: Entry, b: e.CaseReturned) -> Changes:
    return held(s, come_back(s.hold, b))


def come_back(hold: NemndaHold | None, b: e.CaseReturned) -> NemndaHold:
    """The hold once the dispute is over."""
    assert hold is not None, "only a case on hold comes back"
    return hold.model_copy(update={"returned": b.relations})


FOLDS: Folds = {
    e.CaseOnHold: _on_hold,
    e.NemndaAnswered: _answered,
    e.CaseReturned: _returned,
}
