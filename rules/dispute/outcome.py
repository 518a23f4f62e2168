"""What the nemnda gives is advice; what the parties make of it is theirs (N-12, N-13, N-15)."""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.dispute import DisputeKind, DisputeStage, Mediation, RelationStage
from models.dispute_state import DisputeState, Opposed
from models.rulebook import RefusalCode
from rules.case.context import why_not_secretariat
from rules.dispute.consent import SENT
from rules.dispute.context import Disputed, closed, why_not_past, why_not_since, why_not_speak, why_not_stage
from rules.verdict import Verdict, accepted, refused


def enter(disputed: Disputed, received: ReceivedAct, act: a.RecordOutcome) -> Verdict:
    """Mediation comes to an agreement or not; an opinion is advice that each party answers (N-12, N-13)."""
    state, outcome = disputed.state, act.outcome
    refusal = (
        why_not_secretariat(received.actor, "enter what the nemnda says")
        or why_not_stage(disputed, SENT, "N-12", "the nemnda speaks once, of what is submitted to it")
        or why_not_past(received, outcome.on, "the nemnda spoke", "N-12")
        or why_not_since(disputed, outcome.on, "the nemnda spoke", "N-12")
        or _why_not_of_kind(state, outcome.result.kind)
    )
    if refusal is not None:
        return refusal
    if outcome.document is not None and received.facts.document is None:
        return refused(
            RefusalCode.UNKNOWN_PAPER, "N-12", "no such document is kept here", "keep it first: `document add`"
        )
    said = e.OutcomeEntered(outcome=outcome)
    if not isinstance(outcome.result, Mediation):
        return accepted(said)
    if outcome.result.agreed:
        return accepted(said)
    return accepted(said, _settled(state, agreed=False))


def _settled(state: DisputeState, *, agreed: bool) -> e.DisputeClosed:
    stage = DisputeStage.AVTALE_TIL_GODKJENNING if agreed else DisputeStage.ULOST_TVIST
    between = RelationStage.AGREED if agreed else RelationStage.UNSOLVED
    return closed(stage, (_ends(r, between) for r in state.relations))


def settle(disputed: Disputed, received: ReceivedAct, act: a.SettleMediation) -> Verdict:
    """Which agreement was mediated, for each party to approve (A-09); with that the dispute is over (N-13)."""
    state = disputed.state
    refusal = why_not_secretariat(received.actor, "say what the mediation became") or why_not_stage(
        disputed, (DisputeStage.AVTALE_TIL_GODKJENNING,), "N-13", "it follows on mediation that led to an agreement"
    )
    if refusal is not None:
        return refusal
    if (act.agreement is None) == (act.reason is None):
        return refused(
            RefusalCode.INCOMPLETE,
            "N-13",
            "mediation becomes an agreement, or it is said why there is none",
            "name the agreement, or give the reason: --agreement, or --none --reason",
        )
    parties = received.facts.agreement
    missing = [party for party in state.disputing if party not in (parties or ())]
    if act.agreement is not None and missing:
        return refused(
            RefusalCode.UNKNOWN_ITEM if parties is None else RefusalCode.UNKNOWN_PARTY,
            "N-13",
            f"there is no agreement {act.agreement} here"
            if parties is None
            else f"{', '.join(missing)}: no party of {act.agreement}",
            "draw it up between the parties of the dispute first: `agreement draft`; `agreement list` shows them",
        )
    said = e.MediationSettled(agreement=act.agreement, reason=act.reason)
    return accepted(said, _settled(state, agreed=act.agreement is not None))


def _why_not_of_kind(state: DisputeState, kind: str) -> Verdict | None:
    """About entering an agreement the nemnda mediates; in all else it advises (N-12)."""
    wanted = "mediation" if state.kind is DisputeKind.ENTERING else "opinion"
    if kind == wanted:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "N-12",
        f"a dispute of kind {state.kind.value} ends in {wanted}, not in {kind}",
        "give --agreed or --not-agreed" if wanted == "mediation" else "give the advice: --recommendation",
    )


def follow(disputed: Disputed, received: ReceivedAct, act: a.FollowAdvice) -> Verdict:
    """Each party says whether it follows, with its reason; when the last has, the dispute is over (N-13)."""
    state = disputed.state
    refusal = why_not_speak(disputed, received, act.party, "N-13") or why_not_stage(
        disputed,
        (DisputeStage.UTTALELSE_MOTTATT,),
        "N-13",
        "the parties answer the advice when it has come",
    )
    if refusal is not None:
        return refusal
    said = {f.party: f.follows for f in state.followings}
    if act.party in said or act.party not in state.disputing:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "N-13",
            f"{act.party} has answered the advice"
            if act.party in said
            else f"the nemnda was not asked between {act.party} and anybody",
            "each party whose dispute went to the nemnda answers once",
        )
    said[act.party] = act.follows
    body = e.AdviceAnswered(party=act.party, follows=act.follows, reason=act.reason)
    if any(party not in said for party in state.disputing):
        return accepted(body)
    came_to = tuple(_ends(r, _together(r, said)) for r in state.relations)
    followed = any(r.stage is RelationStage.FOLLOWED for r in came_to)
    return accepted(body, closed(DisputeStage.FULGT if followed else DisputeStage.ULOST_TVIST, came_to))


def _together(relation: Opposed, said: dict[str, bool]) -> RelationStage:
    both = all(said.get(party, False) for party in relation.parties)
    return RelationStage.FOLLOWED if both else RelationStage.UNSOLVED


def _ends(relation: Opposed, stage: RelationStage) -> Opposed:
    """A relation that was still open comes to this; what ended before stays as it ended."""
    return relation.model_copy(update={"stage": stage}) if relation.stage is RelationStage.OPEN else relation
