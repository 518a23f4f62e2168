"""A case's entries folded, one by one, into where the case stands.

Pure and total: every kind of entry has its line in the table, so that a new kind is missed by no one. It decides
nothing; what an entry means was decided when it was written.
"""

from __future__ import annotations

from collections.abc import Iterable

from models import entries as e
from models.entries import Entry
from models.state import CaseStage, CaseState, TextVersion
from rules.case.folds import (
    agenda,
    apart,
    contested,
    decision,
    documents,
    followup,
    imports,
    intake,
    involvement,
    late,
    moving,
    nemnda,
    objections,
    proof,
    requirements,
    seats,
    slips,
    stages,
    texts,
)
from rules.case.folds.common import Changes, Folds, nothing
from rules.recording import still_running


def _clock_stopped(s: CaseState, _e: Entry, b: e.ClockStopped) -> Changes:
    return {"clocks": still_running(s.clocks, b)}


_FOLDS: Folds = {
    e.ActRefused: nothing,
    e.RefusalsSummarised: nothing,
    e.RestartedFromRecord: nothing,
    e.ClockStopped: _clock_stopped,
    **imports.FOLDS,
    **intake.FOLDS,
    **agenda.FOLDS,
    **texts.FOLDS,
    **documents.FOLDS,
    **requirements.FOLDS,
    **stages.FOLDS,
    **objections.FOLDS,
    **decision.FOLDS,
    **proof.FOLDS,
    **late.FOLDS,
    **apart.FOLDS,
    **slips.FOLDS,
    **contested.FOLDS,
    **followup.FOLDS,
    **moving.FOLDS,
    **nemnda.FOLDS,
    **involvement.FOLDS,
    **seats.FOLDS,
}


def open_case(entry: Entry, community: str) -> CaseState:
    """The state after the first entry of a case."""
    body = entry.body
    if isinstance(body, e.CaseImported):
        return imports.opened(entry, body, community)
    assert isinstance(body, e.CaseRegistered), "the first entry of a case registers it"
    return CaseState(
        record=entry.record,
        community=community,
        stage=CaseStage.MELDT,
        procedure=body.procedure,
        title=body.title,
        summary=body.summary,
        proposer_party=body.proposer_party,
        proposer_seat=body.proposer_seat,
        affected=body.affected,
        consequences=body.consequences,
        form=body.form,
        parents=body.parents,
        registered_at=entry.at,
        arises_from=body.arises_from,
        text=TextVersion(version=1, text=body.proposal, digest=body.text_digest),
    )


def fold_case(state: CaseState | None, entry: Entry, community: str) -> CaseState:
    """The state after one more entry."""
    if state is None:
        return open_case(entry, community)
    changes = _FOLDS[type(entry.body)](state, entry, entry.body)
    return state.model_copy(update=changes) if changes else state


def fold_all(entries: Iterable[Entry], community: str) -> CaseState:
    """The state after all of a case's entries, first to last.

    Raises:
        ValueError: there are no entries.
    """
    state: CaseState | None = None
    for entry in entries:
        state = fold_case(state, entry, community)
    if state is None:
        raise ValueError("a record without entries has no state")
    return state
