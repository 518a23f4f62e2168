"""Every kind of act on a dispute, and the rule that judges it (N-01..N-15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import acts as a
from models.acts import ReceivedAct
from models.dispute import DisputeStage
from models.dispute_state import DisputeState
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from models.words import DISPUTE_STANDS
from rules.case.context import why_not_between_records, why_not_enter
from rules.dispute import consent, opening, outcome, papers, submission
from rules.dispute.clocks import CONSENT_DUE, CONSENT_REMINDER, Ring, deadline_reached, remind
from rules.dispute.context import Disputed
from rules.verdict import NOTHING_LEFT, Verdict, refused

Judgement = Callable[[Disputed, ReceivedAct, Any], Verdict]

RINGS: dict[str, Ring] = {CONSENT_REMINDER: remind, CONSENT_DUE: consent.close}
JUDGEMENTS: dict[type, Judgement] = {
    a.AnswerConsent: consent.answer,
    a.WithdrawConsent: consent.withdraw,
    a.RecordWithdrawalAnswer: consent.nemnda_answers,
    a.SetConsentRule: consent.set_rule,
    a.WaiveLocalSteps: consent.waive,
    a.RecordLocalTreatment: consent.treated,
    a.AddDisputeDocument: papers.add,
    a.RemoveDisputeDocument: papers.remove,
    a.CheckDisputeDocument: papers.check,
    a.ConfirmAnonymised: papers.confirm,
    a.SubmitDispute: submission.submit,
    a.SubmissionLeft: submission.left,
    a.RecordNemndaReceipt: submission.receipt,
    a.RecordReply: submission.reply,
    a.RecordOutcome: outcome.enter,
    a.FollowAdvice: outcome.follow,
    a.SettleMediation: outcome.settle,
    a.DeadlineReached: lambda disputed, _received, act: deadline_reached(disputed, act, RINGS),
}


def judge_dispute(state: DisputeState | None, received: ReceivedAct, procedure: Procedure, roster: Roster) -> Verdict:
    """What an act on a dispute comes to."""
    act = received.act
    refusal = why_not_enter(received.actor) or why_not_between_records(received)
    if refusal is not None:
        return Verdict(refusal=refusal)
    if state is None and isinstance(act, a.BringDispute):
        return opening.bring(received, act, procedure, roster)
    judgement = JUDGEMENTS.get(type(act))
    if state is None or judgement is None:
        return refused(
            RefusalCode.WRONG_STAGE, "ENGINE", f"{act.kind} cannot be done here", "look at the dispute first"
        )
    if state.ended and not isinstance(act, a.SubmissionLeft):
        return _over(state) if received.actor.record is None else NOTHING_LEFT
    return judgement(Disputed(state, procedure, roster), received, act)


def _over(state: DisputeState) -> Verdict:
    rejected = state.stage is DisputeStage.AVVIST
    return refused(
        RefusalCode.ENDED,
        "N-04" if rejected else "N-13",
        f"{state.record} is {DISPUTE_STANDS[state.stage]}",
        "solve it in the local bodies, or bring it anew when the parties consent"
        if rejected
        else "what is agreed goes both stages as a case; a new dispute is brought anew: `dispute bring`",
    )
