"""What the law asks of a case before it can be decided (P-03, A-04).

A joint measure needs its four answers, a cooperation agreement that users' organisations took part. Nothing here
weighs an answer; it only says which are missing.
"""

from __future__ import annotations

from models import entries as e
from models.acts import (
    AnswerJointMeasure,
    CaseKind,
    IntakeForm,
    Mark,
    ReceivedAct,
    RecordParticipation,
    SetCaseKind,
)
from models.rulebook import RefusalCode
from models.state import CaseState
from rules.case.aftermath import proposes
from rules.case.context import DECIDED, Case, ended, is_secretariat, why_not_secretariat, why_not_treated
from rules.case.missing import missing_answers, users_missing
from rules.verdict import Verdict, accepted, refused


def why_not_complete(state: CaseState) -> Verdict | None:
    """Why the case cannot be put up for decision: the list of what the law asks and it lacks (S-30)."""
    missing = missing_answers(state)
    if missing:
        return refused(
            RefusalCode.INCOMPLETE,
            "A-04",
            f"the case sets up a joint measure and does not say: {', '.join(missing)} "
            "(helse- og omsorgstjenesteloven § 6-2 second paragraph)",
            "give the answers: `case joint-measure`",
        )
    if users_missing(state):
        return refused(
            RefusalCode.INCOMPLETE,
            "P-03",
            "the case is about the cooperation agreement, and no user organisation has taken part "
            "(helse- og omsorgstjenesteloven § 6-1)",
            "let them take part, and record it: `case participation`",
        )
    return None


def set_kind(case: Case, received: ReceivedAct, act: SetCaseKind) -> Verdict:
    """The secretariat says that the case is of another kind; the law then asks accordingly (P-03)."""
    if case.state.ended or case.state.stage in DECIDED:
        return ended(case)
    refusal = why_not_secretariat(received.actor, "set the kind of a case")
    if refusal is not None:
        return refusal
    if act.case_kind is CaseKind.EARLY_INVOLVEMENT:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-36",
            "a case does not become one of early involvement: it is opened as one, before the party's own decision",
            "register a case of that kind: `case open --form`",
        )
    form = case.state.form or IntakeForm()
    if form.case_kind is act.case_kind or case.state.item is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE if case.state.item is None else RefusalCode.WRONG_STAGE,
            "P-03",
            f"the case is {form.case_kind.value.replace('_', ' ')} already"
            if case.state.item is None
            else "the case is being dealt with now",
            "nothing more is needed" if case.state.item is None else "wait until the item is closed",
        )
    kind_set = e.CaseKindSet(case_kind=act.case_kind, reason=act.reason)
    placement = case.state.placement
    changed = case.state.model_copy(update={"form": form.model_copy(update={"case_kind": act.case_kind})})
    if placement is None or placement.mark is not Mark.BESLUTNING or why_not_complete(changed) is None:
        return accepted(kind_set)
    reason = "what the law asks of such a case is not given yet"
    return accepted(e.LeftAgenda(meeting=placement.meeting, reason=reason, rule="P-03"), kind_set)


def answer(case: Case, received: ReceivedAct, act: AnswerJointMeasure) -> Verdict:
    """The proposer or the secretariat gives or changes answers of the four (A-04)."""
    refusal = _why_not_give(case, received, "A-04")
    if refusal is not None:
        return refusal
    form = case.state.form or IntakeForm()
    if form.case_kind is not CaseKind.JOINT_MEASURE:
        return refused(
            RefusalCode.WRONG_STAGE,
            "A-04",
            "the case sets up no joint measure",
            "let the secretariat say that it does: `case kind`",
        )
    given = {name: getattr(act.answers, name) for name in type(act.answers).model_fields}
    if all(value is None or value == getattr(form.joint, name) for name, value in given.items()):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "A-04", "nothing new is answered", "name an answer that differs"
        )
    return accepted(e.JointMeasureAnswered(answers=act.answers))


def record_participation(case: Case, received: ReceivedAct, act: RecordParticipation) -> Verdict:
    """The proposer or the secretariat records who took part in preparing the case (P-03)."""
    return (
        _why_not_give(case, received, "P-03")
        or why_not_treated(received, act.participation.on, "P-03")
        or accepted(e.ParticipationRecorded(participation=act.participation))
    )


def _why_not_give(case: Case, received: ReceivedAct, rule: str) -> Verdict | None:
    if case.state.ended or case.state.stage in DECIDED:
        return ended(case)
    if proposes(case, received) or is_secretariat(received.actor):
        return None
    return refused(
        RefusalCode.NOT_YOURS,
        rule,
        "the case's proposer or the secretariat gives this",
        "tell the secretariat",
    )
