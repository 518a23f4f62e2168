"""Every kind of act on a case, and the rule that judges it. The table is the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import acts as a
from models.acts import ReceivedAct
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from models.state import CaseState
from rules.case import (
    aftermath,
    agenda,
    apart,
    contested,
    deadlines,
    decision,
    documents,
    drofting,
    followup,
    imports,
    involvement,
    late,
    mandates,
    moving,
    nemnda,
    objections,
    opening,
    parties,
    procedure_moves,
    proof,
    recusals,
    requirements,
    slips,
    stages,
    texts,
    writing,
)
from rules.case.context import Case, ended, why_not_come
from rules.verdict import NOTHING_LEFT, Verdict, refused

Judgement = Callable[[Case, ReceivedAct, Any], Verdict]

JUDGEMENTS: dict[type, Judgement] = {
    a.ClassifyCase: opening.classify,
    a.DemandHigherBody: opening.demand_higher_body,
    a.PlaceCase: agenda.place,
    a.AgendaRefused: agenda.agenda_refused,
    a.PapersSent: agenda.papers_sent,
    a.NoMeetingFound: agenda.no_meeting_found,
    a.MeetingRescheduled: agenda.meeting_rescheduled,
    a.MeetingFellAway: agenda.meeting_fell_away,
    a.ItemOpened: agenda.item_opened,
    a.AttendanceChanged: agenda.attendance_changed,
    a.AmendText: texts.amend,
    a.ContestEditorial: texts.contest,
    a.AskForTime: texts.ask_for_time,
    a.AddPaper: texts.add_paper,
    a.ObjectToLatePapers: texts.object_to_late_papers,
    a.WithholdPaper: documents.withhold,
    a.ReleasePaper: documents.release,
    a.ReadDocument: documents.read,
    a.Contribute: drofting.contribute,
    a.AnswerForankring: drofting.answer_forankring,
    a.TakePosition: decision.take_position,
    a.LodgeObjection: objections.lodge,
    a.AnswerObjection: objections.answer,
    a.ResolveObjection: objections.resolve,
    a.KeepObjection: objections.keep,
    a.WithdrawObjection: objections.withdraw,
    a.LodgeLateObjection: late.lodge,
    a.SettleAuthority: late.settle,
    a.CorrectEntry: slips.correct,
    a.CloseItem: decision.close_item,
    a.ChoosePath: moving.choose_path,
    a.RaiseCase: moving.raise_case,
    a.MoveCase: moving.move,
    a.SetCaseKind: requirements.set_kind,
    a.AnswerJointMeasure: requirements.answer,
    a.RecordParticipation: requirements.record_participation,
    a.DisputeBrought: nemnda.brought,
    a.DisputeAnswered: nemnda.answered,
    a.DisputeReturned: nemnda.returned,
    a.WithdrawCase: aftermath.withdraw,
    a.ReviewCaseDone: aftermath.review_done,
    a.TakeOverCase: aftermath.take_over,
    a.CheckDecision: proof.check_again,
    a.MoveToProcedure: procedure_moves.move_to_procedure,
    a.ReplaceSeatHolder: aftermath.replace_holder,
    a.SeatHolderLeft: mandates.holder_left,
    a.MandateGiven: mandates.mandate_given,
    a.RatifyConsent: mandates.ratify,
    a.LetPartyIn: parties.let_in,
    a.PartyLeft: parties.party_left,
    a.NotifyRecusal: recusals.notify,
    a.DecideRecusal: recusals.decide,
    a.DeliverStatement: aftermath.deliver_statement,
    a.AnswerReservation: aftermath.answer_reservation,
    a.TakeWrittenPosition: apart.take_written_position,
    a.AnswerAfterMeeting: apart.answer_after,
    a.ProposeInWriting: writing.propose,
    a.AnswerInWriting: writing.answer,
    a.DecisionContested: contested.decision_contested,
    a.ContestSettled: contested.contest_settled,
    a.ReportFollowUp: followup.report,
    a.GiveInput: involvement.give_input,
    a.WithdrawInput: involvement.withdraw_input,
    a.SummariseInvolvement: involvement.summarise,
    a.DeadlineReached: deadlines.deadline_reached,
}


def judge_case(state: CaseState | None, received: ReceivedAct, procedure: Procedure, roster: Roster) -> Verdict:
    """What an act on a case comes to, by the rules the case was opened under."""
    act = received.act
    refusal = why_not_come(received)
    if refusal is not None:
        return Verdict(refusal=refusal)
    if state is None:
        if isinstance(act, a.RegisterCase):
            return opening.register(received, act, procedure, roster)
        if isinstance(act, a.ImportCase):
            return imports.import_case(received, act, procedure, roster)
        return _not_here(act, "the case is not registered")
    if state.closing:  # its last entry is being written: nothing comes in between
        return NOTHING_LEFT if received.actor.record is not None else ended(Case(state, procedure, roster))
    judgement = JUDGEMENTS.get(type(act))
    if judgement is None:
        return _not_here(act, "it is no act on a case")
    case = Case(state, procedure, roster)
    elsewhere = nemnda.why_on_hold(case, act) or involvement.why_not_here(case, act)
    if elsewhere is not None:
        return elsewhere
    judged = stages.only_what_it_takes(state, received, judgement(case, received, act))
    return writing.with_end(case, objections.with_lapses(case, judged))


def _not_here(act: Any, why: str) -> Verdict:
    return refused(
        RefusalCode.WRONG_STAGE, "ENGINE", f"{act.kind} cannot be done here: {why}", "look at the case first"
    )
