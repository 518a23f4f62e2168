"""Where an imported case stands when its record begins (P-01)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseStage, CaseState, Classification, Drofting, Imported, TextVersion
from rules.case.folds.common import Folds, nothing


def opened(entry: Entry, body: e.CaseImported, community: str) -> CaseState:
    """The state after the entry that imports the case; what it says of before stands apart, as imported."""
    held = body.drofting
    return CaseState(
        record=entry.record,
        community=community,
        stage=_stage(body),
        title=body.title,
        summary=body.summary,
        proposer_party=body.proposer_party,
        proposer_seat=body.proposer_seat,
        affected=body.affected,
        registered_at=entry.at,
        text=TextVersion(version=len(body.earlier_texts) + 1, text=body.proposal, digest=body.text_digest),
        classification=_classification(body),
        drofting=_drofting(body),
        rounds=0 if held is None else held.round,
        imported=Imported(
            reference=body.reference,
            brought_on=body.brought_on,
            drofting_meeting=None if held is None else held.meeting,
            vouched_by=None if held is None else held.vouched_by,
            positions=body.positions,
            earlier_texts=len(body.earlier_texts),
        ),
    )


def _stage(body: e.CaseImported) -> CaseStage:
    """Forankring is asked anew and the case stands on no agenda of ours yet: it is droftet until it does."""
    stage = CaseStage(body.stage)
    waits = stage in (CaseStage.UNDER_FORANKRING, CaseStage.TIL_BESLUTNING)
    return CaseStage.DROFTET if waits else stage


def _classification(body: e.CaseImported) -> Classification | None:
    if body.drofting_body is None or body.decision_body is None:
        return None
    return Classification(drofting_body=body.drofting_body, decision_body=body.decision_body, larger=body.larger)


def _drofting(body: e.CaseImported) -> Drofting | None:
    """The meeting is none of ours; its name here says where and when it was."""
    held = body.drofting
    if held is None or held.body is None or held.day is None:
        return None
    return Drofting(
        meeting=f"imported-{held.body}-{held.day}"[:80],
        body=held.body,
        day=held.day,
        round=held.round,
        ready=True,
        text_digest=body.text_digest,
    )


FOLDS: Folds = {e.CaseImported: nothing}
