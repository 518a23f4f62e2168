"""What a stage lets happen, where it is not the whole procedure: one table, asked of every act that is judged.

A case that waits for a meeting takes what its own rules take. The stages here have left that road: a case with a
beslutning is decided, one without consensus waits for its chair, and a withdrawn one for somebody to take it over.
Nothing gets past the table, whatever an act's own judgement says of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from models import acts as a
from models.acts import ReceivedAct
from models.rulebook import RefusalCode
from models.state import CaseStage, CaseState
from rules.case.context import DECIDED
from rules.verdict import NOTHING_LEFT, Verdict, refused

Kinds = tuple[type, ...]


@dataclass(frozen=True)
class Aside:
    """What a stage takes, and what is said of everything else."""

    takes: Kinds
    code: RefusalCode
    rule: str
    why: str
    remedy: str


TOLD: Kinds = (
    a.AgendaRefused,
    a.PapersSent,
    a.NoMeetingFound,
    a.MeetingRescheduled,
    a.MeetingFellAway,
    a.ItemOpened,
    a.AttendanceChanged,
    a.CloseItem,
)
"""What meetings tell a case that stands on an agenda, and its item closed there (P-08, P-32)."""

ROUND_IT: Kinds = (
    a.DeadlineReached,
    a.SeatHolderLeft,
    a.PartyLeft,
    a.MandateGiven,
    a.ReplaceSeatHolder,
    a.DecisionContested,
    a.ContestSettled,
    a.WithholdPaper,
    a.ReleasePaper,
    a.ReadDocument,
    a.DeliverStatement,
    a.CorrectEntry,
)
"""What goes on round a case wherever it stands: clocks, seats, papers, minutes (P-24..P-27, P-33, P-34)."""

PREPARED: Kinds = (a.AddPaper, a.NotifyRecusal, a.DecideRecusal, a.LetPartyIn)
"""What is made ready for the next treatment, if there is one (P-06, P-25, P-26)."""

OBJECTIONS: Kinds = (a.AnswerObjection, a.ResolveObjection, a.KeepObjection, a.WithdrawObjection)
"""What becomes of an objection that was made: it is its objector's, at any time before a beslutning (P-28)."""

WITHDRAWN = Aside(
    (a.TakeOverCase, *TOLD, *ROUND_IT, *PREPARED, *OBJECTIONS, a.LodgeObjection, a.Contribute, a.AnswerForankring),
    RefusalCode.WRONG_STAGE,
    "P-30",
    "the case is withdrawn: nothing is decided, chosen or changed in it",
    "let another party take the case over first",
)
NO_CONSENSUS = Aside(
    (
        a.ChoosePath,
        a.WithdrawCase,
        a.MoveCase,
        a.PlaceCase,
        a.SetCaseKind,
        a.AnswerJointMeasure,
        a.RecordParticipation,
        a.MoveToProcedure,
        a.DisputeBrought,
        a.DisputeAnswered,
        a.DisputeReturned,
        a.SettleAuthority,
        *TOLD,
        *ROUND_IT,
        *PREPARED,
        *OBJECTIONS,
    ),
    RefusalCode.WRONG_STAGE,
    "P-13",
    "there was no consensus: the chair of the deciding body chooses the way on, and until then there is no other",
    "let the chair choose: `case choose-path`, with an amended text if there is one",
)
BESLUTNING = Aside(
    (
        a.CheckDecision,
        a.AnswerReservation,
        a.RatifyConsent,
        a.AnswerAfterMeeting,
        a.LodgeLateObjection,
        a.SettleAuthority,
        a.ReportFollowUp,
        *ROUND_IT,
    ),
    RefusalCode.ENDED,
    "P-29",
    "the case is decided; what was decided stands",
    "object after the decision (`objection late`), or bring it up as a new case",
)

STAGES: dict[CaseStage, Aside] = {
    CaseStage.TRUKKET: WITHDRAWN,
    CaseStage.IKKE_KONSENSUS: NO_CONSENSUS,
    **dict.fromkeys(DECIDED, BESLUTNING),
}
"""The stages that take less than the procedure's whole road, and what they take (P-13, P-19, P-29, P-30)."""


def only_what_it_takes(state: CaseState, received: ReceivedAct, verdict: Verdict) -> Verdict:
    """The verdict, unless it enters what the stage does not take; a record that says it has come too late."""
    aside = STAGES.get(state.stage)
    if aside is None or not verdict.bodies or isinstance(received.act, aside.takes):
        return verdict
    if received.actor.record is not None:
        return NOTHING_LEFT
    return refused(aside.code, aside.rule, aside.why, aside.remedy)
