"""Which of the things that the law asks a case does not have yet (P-03, A-04)."""

from __future__ import annotations

from models.acts import CaseKind, Participant
from models.state import CaseState


def missing_answers(state: CaseState) -> tuple[str, ...]:
    """The answers on a joint measure that are not given (A-04); none where the case sets up no such measure."""
    if state.form is None or state.form.case_kind is not CaseKind.JOINT_MEASURE:
        return ()
    return state.form.joint.missing


def users_missing(state: CaseState) -> bool:
    """Whether the case is about the cooperation agreement and no user organisation has taken part (P-03)."""
    form = state.form
    if form is None or form.case_kind is not CaseKind.COOPERATION_AGREEMENT:
        return False
    return all(p.who is not Participant.USERS for p in form.participation)


def complete(state: CaseState) -> bool:
    """Whether the case has what the law asks before it can be decided."""
    return not missing_answers(state) and not users_missing(state)
