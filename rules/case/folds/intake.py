"""Classified and demanded up (P-04)."""

from __future__ import annotations

from models import entries as e
from models.acts import Mark
from models.entries import Entry
from models.state import CaseStage, CaseState, Classification
from rules.case.folds.common import Changes, Folds, in_another_body


def _classified(_s: CaseState, _e: Entry, b: e.CaseClassified) -> Changes:
    larger = b.larger_economic or b.larger_administrative or b.in_doubt
    placed = Classification(drofting_body=b.drofting_body, decision_body=b.decision_body, larger=larger)
    return {"classification": placed, "stage": CaseStage.KLASSIFISERT}


def _demanded(s: CaseState, _e: Entry, b: e.HigherBodyDemanded) -> Changes:
    assert s.classification is not None
    sorts = s.classification.model_copy(update={"decision_body": b.decision_body, "larger": True})
    waits = s.drofting is not None and (s.placement is None or s.placement.mark is Mark.BESLUTNING)
    return in_another_body(s) | {"classification": sorts, "stage": CaseStage.LOFTET if waits else s.stage}


FOLDS: Folds = {
    e.CaseClassified: _classified,
    e.HigherBodyDemanded: _demanded,
}
