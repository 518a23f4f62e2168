"""Where a case goes from disagreement, and how it is raised to the body above (P-13..P-16)."""

from __future__ import annotations

from models import entries as e
from models.acts import (
    ChoosePath,
    Mark,
    MoveCase,
    MoveKind,
    PathAfterDisagreement,
    RaiseCase,
    RaiseTrigger,
    ReceivedAct,
)
from models.base import BodyId
from models.canonical import text_digest
from models.procedure import BodyDefinition
from models.rulebook import RefusalCode
from models.state import CaseStage, CaseState
from models.words import STANDS
from rules.case.context import DECIDED, Case, ended, is_secretariat, leads, why_not_secretariat
from rules.case.opening import why_not_both_agreed
from rules.verdict import Verdict, accepted, refused

ENDING = (PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT, PathAfterDisagreement.NEMNDA)
"""Ways that lead to no new round here."""


def choose_path(case: Case, received: ReceivedAct, act: ChoosePath) -> Verdict:
    """The chair of the deciding body chooses the way on, with reasons (P-13)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    refusal = _why_not_choose(case, received) or _why_not_way(case, act) or _why_not_there(case, act)
    if refusal is not None:
        return refusal
    left = _leave_agenda(state, "the chair chose another path", "P-13")
    chosen = e.PathChosen(path=act.path, reason=act.reason, drofting_body=act.drofting_body)
    if act.path in ENDING:
        return accepted(*left, chosen)
    raised = (_raised_for_disagreement(case, received, act),) if act.path is PathAfterDisagreement.RAISE else ()
    return accepted(*left, chosen, *raised, *_amended(case, act))


def _why_not_choose(case: Case, received: ReceivedAct) -> Verdict | None:
    state = case.state
    if not state.path_asked or state.classification is None or state.item is not None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-13",
            f"the case is {STANDS[state.stage]}; there is no path to choose",
            "a path is chosen after no consensus, or after the rounds of drøfting the procedure allows",
        )
    if not leads(received.actor, state.classification.decision_body):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-13",
            f"the chair of {state.classification.decision_body} chooses the path",
            "ask the chair, or let the secretariat enter the chair's choice",
        )
    return None


def _why_not_way(case: Case, act: ChoosePath) -> Verdict | None:
    """Only the ways that the procedure leaves open from that body; raising needs a body above (P-13, P-14, P-15)."""
    assert case.state.classification is not None
    body = case.procedure.body(case.state.classification.decision_body)
    ways = ways_from(body)
    if act.path is PathAfterDisagreement.RAISE and body.raises_to is None:
        return _nothing_above(body.body, ", ".join(ways))
    if act.path is PathAfterDisagreement.NEMNDA and case.state.nemnda:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-13",
            "the nemnda is chosen already; a party brings its dispute, or nobody does",
            "let a party bring it (`dispute bring`), or choose another way",
        )
    if act.path.value in ways:
        return None
    return refused(
        RefusalCode.WRONG_BODY,
        "P-13",
        f"the procedure leaves no way {act.path.value} open from {body.body}",
        f"choose one of {', '.join(ways)}",
    )


def ways_from(body: BodyDefinition) -> tuple[str, ...]:
    """The ways out of disagreement that the chair of a body chooses among, the proposed one first (P-13, P-14)."""
    named = body.escalation.ways if body.escalation else tuple(way.value for way in PathAfterDisagreement)
    proposed = body.escalation.default if body.escalation else None
    there = [way for way in named if way != PathAfterDisagreement.RAISE or body.raises_to is not None]
    return tuple(sorted(there, key=lambda way: way != proposed))


def _nothing_above(body: BodyId, instead: str) -> Verdict:
    return refused(
        RefusalCode.WRONG_BODY,
        "P-14",
        f"{body} raises cases to no other body",
        f"choose one of {instead}" if instead else "decide the case where it is",
    )


def _why_not_there(case: Case, act: ChoosePath) -> Verdict | None:
    assert case.state.classification is not None
    decides = case.state.classification.decision_body
    if act.path is PathAfterDisagreement.RAISE:
        decides = case.procedure.body(decides).raises_to or decides
    return _why_not_deliberate(case, act.drofting_body, decides)


def _why_not_deliberate(case: Case, body: BodyId | None, decides: BodyId) -> Verdict | None:
    levels = {b.body: b.level for b in case.procedure.bodies if b.deliberates}
    if body is None or levels.get(body, 99) <= case.procedure.body(decides).level:
        return None
    fitting = [b for b, level in levels.items() if level <= case.procedure.body(decides).level]
    return refused(
        RefusalCode.UNKNOWN_BODY if body not in levels else RefusalCode.WRONG_BODY,
        "P-05",
        f"drøfting of this case cannot be in {body!r}",
        f"name one of {', '.join(fitting)}",
    )


def _raised_for_disagreement(case: Case, received: ReceivedAct, act: ChoosePath) -> e.CaseRaised:
    """No consensus below: a new drøfting in the higher body, unless the procedure lets the one held count (P-14)."""
    sorts = case.state.classification
    assert sorts is not None
    higher = case.procedure.body(sorts.decision_body).raises_to
    assert higher is not None
    anew = case.procedure.choice("raise_after_no_consensus", received.facts.day) == "new_drofting"
    anew = anew or act.amended_proposal is not None or case.state.drofting is None
    return e.CaseRaised(
        trigger=RaiseTrigger.NO_CONSENSUS,
        from_body=sorts.decision_body,
        decision_body=higher,
        new_drofting=anew,
        drofting_body=(act.drofting_body or higher) if anew else sorts.drofting_body,
        reason=act.reason,
    )


def _amended(case: Case, act: ChoosePath) -> tuple[e.TextAmended, ...]:
    if act.amended_proposal is None:
        return ()
    return (
        e.TextAmended(
            version=case.state.text.version + 1,
            proposal=act.amended_proposal,
            text_digest=text_digest(act.amended_proposal),
            replaces=case.state.text.digest,
            substantial=True,
            reason=act.reason,
        ),
    )


def _leave_agenda(state: CaseState, reason: str, rule: str) -> tuple[e.LeftAgenda, ...]:
    if state.placement is None:
        return ()
    return (e.LeftAgenda(meeting=state.placement.meeting, reason=reason, rule=rule),)


# --- before a decision ------------------------------------------------------------------------------------------


def raise_case(case: Case, received: ReceivedAct, act: RaiseCase) -> Verdict:
    """Before it is decided: the type has changed, the chair decides so, or it is one of principle (P-14, P-15).

    With the text unchanged the drøfting held counts; after a change of substance a new one is held.
    """
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    if state.classification is None or state.item is not None or state.stage is CaseStage.TRUKKET or state.path_asked:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-14",
            f"the case is {STANDS[state.stage]}" + (" and being dealt with now" if state.item else ""),
            "let the chair choose the way on" if state.path_asked else "raise it when it is classified and free",
        )
    decides = state.classification.decision_body
    higher = _above(case, act, decides)
    if higher is None:
        return _nothing_above(decides, "")
    refusal = _why_not_raise(case, received, act, decides) or _why_not_deliberate(case, act.drofting_body, higher)
    if refusal is not None:
        return refusal
    deliberates = act.drofting_body or state.classification.drofting_body
    raised = e.CaseRaised(
        trigger=act.trigger,
        from_body=decides,
        decision_body=higher,
        new_drofting=act.changed and state.drofting is not None,  # where none is held yet, the first is still to come
        drofting_body=deliberates,
        reason=act.reason,
        agreed_by=act.agreed_by,
    )
    left = _leave_agenda(state, f"the case is raised to {higher}", "P-14") if _leaves(state, raised) else ()
    return accepted(*left, raised)


def _leaves(state: CaseState, raised: e.CaseRaised) -> bool:
    """It is decided elsewhere, or deliberated elsewhere or anew; what is planned for information stays."""
    at = state.placement
    if at is None or at.mark is Mark.BESLUTNING or raised.new_drofting:
        return True
    return at.mark is Mark.DROFTING and at.body != raised.drofting_body


def _above(case: Case, act: RaiseCase, decides: BodyId) -> BodyId | None:
    """The body above; a case that has changed its type goes where such cases are decided (P-04)."""
    levels = {b.body: b.level for b in case.procedure.bodies}
    larger = case.procedure.routing.larger_consequences
    if act.trigger is not RaiseTrigger.TYPE_CHANGED:
        return case.procedure.body(decides).raises_to
    return larger if levels[larger] > levels[decides] else None


def _why_not_raise(case: Case, received: ReceivedAct, act: RaiseCase, decides: BodyId) -> Verdict | None:
    match act.trigger:
        case RaiseTrigger.TYPE_CHANGED:
            return why_not_secretariat(received.actor, "enter that the type has changed") or why_not_both_agreed(
                case, received, act.agreed_by
            )
        case RaiseTrigger.CHAIR | RaiseTrigger.PRINCIPLE:
            if leads(received.actor, decides):
                return None
            return refused(
                RefusalCode.NOT_YOUR_OFFICE,
                "P-14",
                f"the chair of {decides} raises the case",
                "ask the chair, or demand the higher body for a counted seat",
            )
        case RaiseTrigger.DEMAND | RaiseTrigger.NO_CONSENSUS:
            return refused(
                RefusalCode.NOT_MARKED,
                "P-14",
                f"a case is not raised here for {act.trigger.value}",
                "a counted seat demands the higher body; after no consensus the chair chooses the path",
            )


# --- into other cases -------------------------------------------------------------------------------------------


def move(case: Case, received: ReceivedAct, act: MoveCase) -> Verdict:
    """Merged, split or sent down: closed here with a pointer; the new cases refer to this one (P-16)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    if state.item is not None or state.stage is CaseStage.TRUKKET or state.record in act.into:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-16",
            "a case does not go on in itself" if state.record in act.into else f"the case is {STANDS[state.stage]}",
            "name the cases it goes on in" if state.record in act.into else "wait until it is free",
        )
    body = state.classification.decision_body if state.classification else None
    if not (is_secretariat(received.actor) or (body is not None and leads(received.actor, body))):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-16",
            "the chair of the deciding body or the secretariat moves a case into others",
            "ask the chair",
        )
    nowhere = _why_not_into(received, act)
    if nowhere is not None:
        return nowhere
    left = _leave_agenda(state, f"the case goes on in {', '.join(act.into)}", "P-16")
    return accepted(*left, e.CaseMoved(how=act.how, into=act.into, reason=act.reason))


def _why_not_into(received: ReceivedAct, act: MoveCase) -> Verdict | None:
    """A case goes on in cases that are under way; split means several, each once (P-16)."""
    going_on = received.facts.undecided or ()
    closed = [case for case in act.into if case not in going_on]
    if closed:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-16",
            f"{', '.join(closed)}: no case of this community that is under way",
            "name cases that are neither decided nor over; bring up a new one first where there is none",
        )
    several = len(set(act.into))
    if several < len(act.into) or (several < 2) is (act.how is MoveKind.SPLIT):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-16",
            f"{act.how.value} into {several} case{'s' if several > 1 else ''}, named {len(act.into)} times",
            "a case is split into several cases, and merged with or sent down as one; name each once",
        )
    return None
