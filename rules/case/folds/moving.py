"""Other paths, withdrawal, the end (P-13..P-15, P-30)."""

from __future__ import annotations

from models import entries as e
from models.acts import PathAfterDisagreement
from models.entries import Entry
from models.state import CaseStage, CaseState
from rules.case.folds.common import (
    FORANKRING_DUE,
    FORANKRING_REMINDER,
    OF_A_DECISION,
    TAKEOVER_DUE,
    WRITTEN_DUE,
    Changes,
    Folds,
    back_to_drofting,
    clock_of,
    in_another_body,
    without,
)


def _path_chosen(s: CaseState, _e: Entry, b: e.PathChosen) -> Changes:
    if b.path is PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT:
        return {"closing": True, "path_asked": False}
    if b.path is PathAfterDisagreement.NEMNDA:
        # Until a party brings its dispute the chair may still choose otherwise (N-01, P-13).
        kept = without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER, WRITTEN_DUE)
        return {"nemnda": True, "stage": CaseStage.IKKE_KONSENSUS, "placement": None, "clocks": kept}
    assert s.classification is not None
    body = b.drofting_body or s.classification.drofting_body
    back = afresh(s)
    if b.path is PathAfterDisagreement.RAISE:
        # Whether the drøfting held counts is for the raising to say; it is the next entry (P-14).
        running = without(s.clocks, WRITTEN_DUE, *OF_A_DECISION)
        back = back | {"drofting": s.drofting, "forankring": s.forankring, "clocks": running}
    return back | {"classification": s.classification.model_copy(update={"drofting_body": body})}


def afresh(s: CaseState) -> Changes:
    """Back before drøfting, with nothing left of a decision or of none (P-13)."""
    return back_to_drofting(s) | {"path_asked": False, "nemnda": None}


def _raised(s: CaseState, _e: Entry, b: e.CaseRaised) -> Changes:
    assert s.classification is not None
    sorts = s.classification.model_copy(
        update={"decision_body": b.decision_body, "drofting_body": b.drofting_body, "larger": True}
    )
    if b.new_drofting:
        return back_to_drofting(s) | {"classification": sorts}
    waits = s.drofting is not None and s.placement is None
    return in_another_body(s) | {"classification": sorts, "stage": CaseStage.LOFTET if waits else s.stage}


def _moved(_s: CaseState, _e: Entry, _b: e.CaseMoved) -> Changes:
    return {"closing": True, "path_asked": False}


def _procedure_changed(_s: CaseState, _e: Entry, b: e.ProcedureChanged) -> Changes:
    return {"procedure": b.procedure}


def _withdrawn(s: CaseState, _e: Entry, b: e.CaseWithdrawn) -> Changes:
    due = clock_of(b.takeover_due, "the case ends as withdrawn", "P-30")
    return {"stage": CaseStage.TRUKKET, "stage_before_withdrawal": s.stage, "clocks": (*s.clocks, due)}


def _taken_over(s: CaseState, _e: Entry, b: e.CaseTakenOver) -> Changes:
    asked = s.forankring is not None and s.forankring.open
    stage = s.stage_before_withdrawal
    if stage is CaseStage.UNDER_FORANKRING and not asked:  # it was closed meanwhile
        stage = CaseStage.TIL_BESLUTNING
    return {
        "stage": stage,
        "stage_before_withdrawal": None,
        "proposer_party": b.party,
        "proposer_seat": None,
        "clocks": without(s.clocks, TAKEOVER_DUE),
    }


def _closed(s: CaseState, _e: Entry, _b: e.CaseClosed) -> Changes:
    stage = s.stage if s.stage is CaseStage.TRUKKET else CaseStage.AVSLUTTET
    return {"ended": True, "clocks": (), "stage": stage}


FOLDS: Folds = {
    e.PathChosen: _path_chosen,
    e.CaseRaised: _raised,
    e.CaseMoved: _moved,
    e.ProcedureChanged: _procedure_changed,
    e.CaseWithdrawn: _withdrawn,
    e.CaseTakenOver: _taken_over,
    e.CaseClosed: _closed,
}
