"""Every kind of act on an agreement, and the rule that judges it (A-01..A-20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import acts as a
from models.acts import ReceivedAct
from models.agreement_state import AgreementState
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from rules.agreement import endings, making, notices, opening, reviews
from rules.agreement.clocks import deadline_reached
from rules.agreement.context import Agreed
from rules.case.context import why_not_come
from rules.verdict import NOTHING_LEFT, Verdict, refused

Judgement = Callable[[Agreed, ReceivedAct, Any], Verdict]

JUDGEMENTS: dict[type, Judgement] = {
    a.ReviseAgreement: making.revise,
    a.HearUsers: making.hear_users,
    a.SendForApproval: making.send,
    a.RecordApproval: making.approve,
    a.SignAgreement: making.sign,
    a.ReportSent: making.report,
    a.RecordReview: reviews.review,
    a.ReviewOpened: reviews.review_opened,
    a.SucceedParty: reviews.succeed,
    a.GiveNotice: notices.give,
    a.RecordReceipt: notices.receipt,
    a.RecordKnowledge: notices.knowledge,
    a.CorrectReceipt: notices.correct,
    a.WithdrawNotice: notices.withdraw,
    a.AnswerWithdrawal: notices.answer_withdrawal,
    a.AgreeEnd: endings.agree_end,
    a.ReportNotice: endings.report_notice,
    a.RecordCouncilDates: endings.record_council_dates,
    a.RenegotiationOpened: endings.renegotiation_opened,
    a.MainAgreementEnded: endings.main_ended,
    a.AnswerMainEnded: endings.answer_main_ended,
    a.DeadlineReached: lambda agreed, _received, act: deadline_reached(agreed, act),
}
AFTER_THE_END: tuple[type, ...] = (a.ReportNotice,)
"""What is still owed when nobody is bound any more."""


def judge_agreement(
    state: AgreementState | None, received: ReceivedAct, procedure: Procedure, roster: Roster
) -> Verdict:
    """What an act on an agreement comes to."""
    act = received.act
    refusal = why_not_come(received)
    if refusal is not None:
        return Verdict(refusal=refusal)
    if state is None and isinstance(act, a.ImportAgreement):
        return opening.import_agreement(received, act, roster)
    if state is None and isinstance(act, a.DraftAgreement):
        return opening.draft(received, act, roster)
    judgement = JUDGEMENTS.get(type(act))
    if state is None or judgement is None:
        return refused(
            RefusalCode.WRONG_STAGE, "ENGINE", f"{act.kind} cannot be done here", "look at the agreement first"
        )
    if state.ended and not isinstance(act, AFTER_THE_END):
        return _over(state) if received.actor.record is None else NOTHING_LEFT
    return judgement(Agreed(state, procedure, roster), received, act)


def _over(state: AgreementState) -> Verdict:
    last = max((r.ended_on for r in state.relations if r.ended_on is not None), default=None)
    return refused(
        RefusalCode.ENDED,
        "A-14",
        f"{state.agreement.agreement} has ended; it was in force through {last}",
        "a new agreement is made anew: `agreement draft`",
    )
