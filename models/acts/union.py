"""Every act there is: closed unions by the record they are for."""

from typing import Annotated

from pydantic import Field

from models.acts.agenda import PlaceCase
from models.acts.agreement_endings import (
    AgreeEnd,
    AnswerMainEnded,
    MainAgreementEnded,
    RecordCouncilDates,
    RenegotiationOpened,
    ReportNotice,
)
from models.acts.agreements import (
    AnswerWithdrawal,
    CorrectReceipt,
    DraftAgreement,
    GiveNotice,
    ImportAgreement,
    RecordKnowledge,
    RecordReceipt,
    WithdrawNotice,
)
from models.acts.agreements_making import (
    HearUsers,
    RecordApproval,
    RecordReview,
    ReportSent,
    ReviewCaseDone,
    ReviewOpened,
    ReviseAgreement,
    SendForApproval,
    SignAgreement,
    SucceedParty,
)
from models.acts.apart import (
    AnswerAfterMeeting,
    AnswerInWriting,
    ConsentToShortNotice,
    PostponeItem,
    ProposeInWriting,
    TakeWrittenPosition,
)
from models.acts.between import (
    AgendaRefused,
    AttendanceChanged,
    ChangeAgendaItem,
    DeadlineReached,
    ItemConcluded,
    ItemOpened,
    MeetingFellAway,
    MeetingRescheduled,
    NoMeetingFound,
    PapersSent,
    PutOnAgenda,
    TakeOffAgenda,
)
from models.acts.community import (
    AdoptProcedure,
    AdoptRoster,
    EnterPersons,
    ErasePerson,
    FoundCommunity,
    GiveMandate,
    RecordAccession,
    RecordDeparture,
    RecordLeaving,
)
from models.acts.disputes import (
    AddDisputeDocument,
    AnswerConsent,
    BringDispute,
    CheckDisputeDocument,
    ConfirmAnonymised,
    DisputeAnswered,
    DisputeBrought,
    DisputeReturned,
    FollowAdvice,
    RecordLocalTreatment,
    RecordNemndaReceipt,
    RecordOutcome,
    RecordReply,
    RecordWithdrawalAnswer,
    RemoveDisputeDocument,
    SetConsentRule,
    SettleMediation,
    SubmissionLeft,
    SubmitDispute,
    WaiveLocalSteps,
    WithdrawConsent,
)
from models.acts.documents import ReadDocument, ReleasePaper, WithholdPaper
from models.acts.followup import ReportFollowUp
from models.acts.imports import ImportCase
from models.acts.intake import ClassifyCase, DemandHigherBody, RegisterCase
from models.acts.involvement import GiveInput, SummariseInvolvement, WithdrawInput
from models.acts.late import ContestRelayed, LodgeLateObjection, SettleAuthority
from models.acts.meetings import (
    CancelMeeting,
    ChangeAttendance,
    CloseMeeting,
    MoveMeeting,
    OpenItem,
    OpenMeeting,
    PlanMeeting,
)
from models.acts.minutes import (
    AnswerCorrection,
    AnswerMinutesComment,
    ApproveMinutes,
    CommentOnMinutes,
    ContestMinutes,
    ContestSettled,
    CorrectMinutes,
    DecisionContested,
    DropCorrection,
    EditMinutes,
    ProposeCorrection,
    WithdrawContest,
)
from models.acts.moving import (
    ChoosePath,
    MoveCase,
    MoveToProcedure,
    RaiseCase,
    TakeOverCase,
    WithdrawCase,
)
from models.acts.objections import AnswerObjection, KeepObjection, LodgeObjection, ResolveObjection, WithdrawObjection
from models.acts.positions import AnswerReservation, DeliverStatement, TakePosition
from models.acts.proof import CheckDecision
from models.acts.proposals import DeclineProposal, ReceiveProposal, TakeUpProposal
from models.acts.requirements import AnswerJointMeasure, RecordParticipation, SetCaseKind
from models.acts.seats import (
    DecideRecusal,
    LetPartyIn,
    MandateGiven,
    NotifyRecusal,
    PartyLeft,
    RatifyConsent,
    ReplaceSeatHolder,
    SeatHolderLeft,
)
from models.acts.slips import CorrectEntry
from models.acts.stages import AnswerForankring, CloseItem, Contribute
from models.acts.texts import AddPaper, AmendText, AskForTime, ContestEditorial, ObjectToLatePapers

CaseAct = (
    RegisterCase
    | ImportCase
    | ClassifyCase
    | DemandHigherBody
    | PlaceCase
    | AmendText
    | ContestEditorial
    | AskForTime
    | AddPaper
    | WithholdPaper
    | ReleasePaper
    | ReadDocument
    | ObjectToLatePapers
    | Contribute
    | TakePosition
    | LodgeObjection
    | AnswerObjection
    | ResolveObjection
    | KeepObjection
    | WithdrawObjection
    | LodgeLateObjection
    | SettleAuthority
    | CorrectEntry
    | AnswerForankring
    | CloseItem
    | ChoosePath
    | WithdrawCase
    | MoveToProcedure
    | TakeOverCase
    | CheckDecision
    | ReplaceSeatHolder
    | SeatHolderLeft
    | MandateGiven
    | LetPartyIn
    | PartyLeft
    | RatifyConsent
    | NotifyRecusal
    | DecideRecusal
    | DeliverStatement
    | AnswerReservation
    | AgendaRefused
    | PapersSent
    | MeetingRescheduled
    | MeetingFellAway
    | ItemOpened
    | AttendanceChanged
    | NoMeetingFound
    | TakeWrittenPosition
    | AnswerAfterMeeting
    | ProposeInWriting
    | AnswerInWriting
    | DecisionContested
    | ContestSettled
    | DeadlineReached
    | ReportFollowUp
    | RaiseCase
    | AnswerJointMeasure
    | RecordParticipation
    | SetCaseKind
    | MoveCase
    | GiveInput
    | WithdrawInput
    | SummariseInvolvement
    | DisputeBrought
    | DisputeAnswered
    | DisputeReturned
    | ReviewCaseDone
)
MeetingAct = (
    PlanMeeting
    | MoveMeeting
    | CancelMeeting
    | OpenMeeting
    | ChangeAttendance
    | OpenItem
    | CloseMeeting
    | ConsentToShortNotice
    | PostponeItem
    | CommentOnMinutes
    | AnswerMinutesComment
    | EditMinutes
    | ApproveMinutes
    | CorrectMinutes
    | ContestMinutes
    | WithdrawContest
    | ProposeCorrection
    | AnswerCorrection
    | DropCorrection
    | PutOnAgenda
    | ChangeAgendaItem
    | TakeOffAgenda
    | ItemConcluded
    | ContestRelayed
    | DeadlineReached
)
AgreementAct = (
    ImportAgreement
    | DeadlineReached
    | DraftAgreement
    | GiveNotice
    | RecordReceipt
    | RecordKnowledge
    | CorrectReceipt
    | WithdrawNotice
    | AnswerWithdrawal
    | ReviseAgreement
    | HearUsers
    | SendForApproval
    | RecordApproval
    | SignAgreement
    | ReportSent
    | RecordReview
    | SucceedParty
    | AgreeEnd
    | ReportNotice
    | RecordCouncilDates
    | RenegotiationOpened
    | MainAgreementEnded
    | AnswerMainEnded
    | ReviewOpened
)
DisputeAct = (
    DeadlineReached
    | BringDispute
    | AnswerConsent
    | WithdrawConsent
    | RecordWithdrawalAnswer
    | SetConsentRule
    | WaiveLocalSteps
    | AddDisputeDocument
    | RemoveDisputeDocument
    | CheckDisputeDocument
    | ConfirmAnonymised
    | SubmitDispute
    | SubmissionLeft
    | RecordNemndaReceipt
    | RecordReply
    | RecordOutcome
    | FollowAdvice
    | SettleMediation
    | RecordLocalTreatment
)
CommunityAct = (
    FoundCommunity
    | AdoptProcedure
    | AdoptRoster
    | GiveMandate
    | RecordLeaving
    | EnterPersons
    | ErasePerson
    | RecordAccession
    | RecordDeparture
    | ReceiveProposal
    | DeclineProposal
    | TakeUpProposal
    | DeadlineReached
)
Act = Annotated[CaseAct | MeetingAct | AgreementAct | DisputeAct | CommunityAct, Field(discriminator="kind")]
