"""What the law asks of a case, and what is given of it (P-03, A-04)."""

from __future__ import annotations

from models import entries as e
from models.acts import IntakeForm, JointAnswers
from models.entries import Entry
from models.state import CaseState
from rules.case.folds.common import Changes, Folds


def _kind_set(s: CaseState, _e: Entry, b: e.CaseKindSet) -> Changes:
    form = s.form or IntakeForm()
    return {"form": form.model_copy(update={"case_kind": b.case_kind, "kind_reason": b.reason})}


def _answered(s: CaseState, _e: Entry, b: e.JointMeasureAnswered) -> Changes:
    form = s.form or IntakeForm()
    given = {name: value for name in JointAnswers.model_fields if (value := getattr(b.answers, name)) is not None}
    return {"form": form.model_copy(update={"joint": form.joint.model_copy(update=given)})}


def _took_part(s: CaseState, _e: Entry, b: e.ParticipationRecorded) -> Changes:
    form = s.form or IntakeForm()
    return {"form": form.model_copy(update={"participation": (*form.participation, b.participation)})}


FOLDS: Folds = {
    e.CaseKindSet: _kind_set,
    e.JointMeasureAnswered: _answered,
    e.ParticipationRecorded: _took_part,
}
