"""A decision binds when its record is proved; one that is held is looked at again when somebody asks (P-19)."""

from __future__ import annotations

from models import entries as e
from models.acts import CheckDecision, ReceivedAct
from models.rulebook import RefusalCode
from rules.case.context import Case, why_not_secretariat
from rules.verdict import Verdict, accepted, refused


def check_again(case: Case, received: ReceivedAct, act: CheckDecision) -> Verdict:
    """The secretariat asks, once what was wrong is mended (P-19)."""
    refusal = why_not_secretariat(received.actor, "have a held decision looked at again")
    if refusal is not None:
        return refusal
    if case.state.held is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-19",
            "the decision is not held",
            "a decision is looked at by itself, before it binds; `case record` tells what came of it",
        )
    return accepted(e.DecisionCheckAsked(reason=act.reason))
