"""Every entry there is: closed unions by the record they stand in."""

from typing import Annotated

from pydantic import Field

from models.entries.agenda import (
    CaseAttendanceChanged,
    CaseItemOpened,
    LeftAgenda,
    MeetingAwaited,
    OrienteringGiven,
    PapersWentOut,
    PlacedOnAgenda,
    PlacementMoved,
)
from models.entries.agreement_endings import (
    CouncilDatesRecorded,
    CouncilTooLate,
    EndAgreed,
    MainEndedAnswered,
    MilestoneReached,
    NoticeReported,
    NoticeReportReminded,
    PartsEnded,
    RenegotiationNoted,
    RenewalReminded,
    SupplementaryFlagged,
)
from models.entries.agreements import (
    AgreementDrafted,
    AgreementEnded,
    AgreementImported,
    DatesComputed,
    NoticeGiven,
    NoticeKnown,
    NoticeReceived,
    NoticeWithdrawn,
    ReceiptCorrected,
    RelationEnded,
    WithdrawalAnswered,
    WithdrawalAsked,
)
from models.entries.agreements_making import (
    AgreementReported,
    AgreementReviewed,
    AgreementRevised,
    AgreementSigned,
    ApprovalRecorded,
    EnteringOverdue,
    PartySucceeded,
    RelationEntered,
    ReportOverdue,
    ReviewCaseNoted,
    ReviewOverdue,
    ReviewReminded,
    SentForApproval,
    UsersHeard,
)
from models.entries.apart import (
    AnsweredAfterMeeting,
    AnsweredInWriting,
    AnswersAwaited,
    AnswersLapsed,
    ShortNoticeAnswered,
    WrittenPositionTaken,
    WrittenProcedureEnded,
    WrittenProcedureOpened,
)
from models.entries.community import (
    CommunityFounded,
    LeavingEntered,
    MandateEntered,
    MandateExpiring,
    MemberCame,
    PartyDeparted,
    PartyJoined,
    PersonErased,
    PersonsEntered,
    ProcedureAdopted,
    RosterAdopted,
    RosterClockSet,
)
from models.entries.decision import (
    Announced,
    BeslutningMade,
    BindingEffect,
    BindingWithheld,
    DecisionPostponed,
    NoConsensus,
    PositionTaken,
    ReservationAnswered,
    ReservationOverdue,
    StatementDelivered,
    StatementLapsed,
    StatementsDue,
)
from models.entries.disputes import (
    AdviceAnswered,
    AnonymisationConfirmed,
    CaseOnHold,
    CaseReturned,
    ConsentAnswered,
    ConsentClosed,
    ConsentReminded,
    ConsentRuleSet,
    ConsentWithdrawn,
    DisputeClosed,
    DisputeDocumentAdded,
    DisputeDocumentChecked,
    DisputeDocumentRemoved,
    DisputeOpened,
    DisputeSubmitted,
    LocalStepsWaived,
    LocalTreatmentRecorded,
    MediationSettled,
    NemndaAnswered,
    NemndaAnsweredWithdrawal,
    NemndaReceiptEntered,
    OutcomeEntered,
    PackageMade,
    RelationRejected,
    ReplyEntered,
    SubmissionSent,
)
from models.entries.documents import DocumentRead, PaperReleased, PaperWithheld
from models.entries.followup import FollowUpDue, FollowUpOpened, FollowUpReminded, FollowUpReported, FollowUpYearEnded
from models.entries.imports import CaseImported
from models.entries.intake import CaseClassified, CaseRegistered, HigherBodyDemanded
from models.entries.involvement import (
    InputGiven,
    InputWithdrawn,
    InvolvementAsked,
    InvolvementClosed,
    InvolvementReminded,
    InvolvementSummarised,
)
from models.entries.late import AuthoritySettled, LateObjectionLodged
from models.entries.meetings import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemRemoved,
    MeetingAttendanceChanged,
    MeetingCancelled,
    MeetingClosed,
    MeetingItemConcluded,
    MeetingItemOpened,
    MeetingMoved,
    MeetingOpened,
    MeetingPlanned,
    NoticeSent,
)
from models.entries.minutes import (
    CorrectionAnswered,
    CorrectionProposed,
    CorrectionRejected,
    DecisionFlagged,
    DecisionFlagLifted,
    MinutesApproved,
    MinutesCommentAnswered,
    MinutesCommented,
    MinutesCommentsClosed,
    MinutesContested,
    MinutesContestWithdrawn,
    MinutesCorrected,
    MinutesDrafted,
    MinutesEdited,
    MinutesIssued,
    MinutesOverdue,
)
from models.entries.moving import (
    CaseClosed,
    CaseMoved,
    CaseRaised,
    CaseTakenOver,
    CaseWithdrawn,
    PathChosen,
    ProcedureChanged,
)
from models.entries.objections import (
    ObjectionAnswered,
    ObjectionKept,
    ObjectionLapsed,
    ObjectionLodged,
    ObjectionResolved,
    ObjectionWithdrawn,
)
from models.entries.proof import DecisionCheckAsked, DecisionHeld, DecisionProved, WitnessesAwaited, WitnessesSeen
from models.entries.proposals import ProposalDeclined, ProposalReceived, ProposalTakenUp
from models.entries.records import ClockStopped, RestartedFromRecord
from models.entries.refusals import ActRefused, RefusalsSummarised
from models.entries.requirements import CaseKindSet, JointMeasureAnswered, ParticipationRecorded
from models.entries.seats import (
    ConsentRatified,
    HolderLeftSeat,
    InheritanceConfirmed,
    MandateCovered,
    PartyLeftCase,
    PartyLetIn,
    RecusalDecided,
    RecusalNotified,
    SeatHolderReplaced,
)
from models.entries.slips import EntryCorrected
from models.entries.stages import (
    Contributed,
    DroftingHeld,
    ForankringAnswered,
    ForankringAsked,
    ForankringClosed,
    ForankringReminded,
    PathAsked,
)
from models.entries.texts import EditorialContested, LatePapersOpposed, PaperAdded, TextAmended, TimeAsked

CaseBody = (
    CaseRegistered
    | CaseImported
    | CaseClassified
    | HigherBodyDemanded
    | PlacedOnAgenda
    | MeetingAwaited
    | LeftAgenda
    | PlacementMoved
    | TextAmended
    | EditorialContested
    | PaperAdded
    | PaperWithheld
    | PaperReleased
    | DocumentRead
    | PapersWentOut
    | CaseItemOpened
    | CaseAttendanceChanged
    | Contributed
    | DroftingHeld
    | PathAsked
    | OrienteringGiven
    | ForankringAsked
    | ForankringReminded
    | ForankringAnswered
    | ForankringClosed
    | ObjectionLodged
    | ObjectionAnswered
    | ObjectionResolved
    | ObjectionKept
    | ObjectionWithdrawn
    | ObjectionLapsed
    | LateObjectionLodged
    | AuthoritySettled
    | EntryCorrected
    | PositionTaken
    | InheritanceConfirmed
    | SeatHolderReplaced
    | HolderLeftSeat
    | PartyLetIn
    | PartyLeftCase
    | ConsentRatified
    | MandateCovered
    | RecusalNotified
    | RecusalDecided
    | LatePapersOpposed
    | TimeAsked
    | DecisionPostponed
    | BeslutningMade
    | NoConsensus
    | BindingEffect
    | BindingWithheld
    | ReservationAnswered
    | ReservationOverdue
    | StatementDelivered
    | StatementsDue
    | StatementLapsed
    | Announced
    | FollowUpOpened
    | PathChosen
    | ProcedureChanged
    | CaseWithdrawn
    | CaseTakenOver
    | AnsweredAfterMeeting
    | AnsweredInWriting
    | AnswersAwaited
    | AnswersLapsed
    | WrittenPositionTaken
    | WrittenProcedureEnded
    | WrittenProcedureOpened
    | DecisionHeld
    | DecisionCheckAsked
    | DecisionProved
    | WitnessesAwaited
    | WitnessesSeen
    | DecisionFlagged
    | DecisionFlagLifted
    | CaseClosed
    | ActRefused
    | RefusalsSummarised
    | RestartedFromRecord
    | ClockStopped
    | FollowUpDue
    | FollowUpReported
    | FollowUpReminded
    | FollowUpYearEnded
    | CaseRaised
    | CaseKindSet
    | JointMeasureAnswered
    | ParticipationRecorded
    | CaseMoved
    | InvolvementAsked
    | InvolvementReminded
    | InputGiven
    | InputWithdrawn
    | InvolvementClosed
    | InvolvementSummarised
    | CaseOnHold
    | NemndaAnswered
    | CaseReturned
)
MeetingBody = (
    MeetingPlanned
    | MeetingMoved
    | MeetingCancelled
    | AgendaItemAdded
    | AgendaItemChanged
    | AgendaItemRemoved
    | NoticeSent
    | MeetingOpened
    | MeetingAttendanceChanged
    | MeetingItemOpened
    | MeetingItemConcluded
    | MeetingClosed
    | ShortNoticeAnswered
    | MinutesDrafted
    | CorrectionAnswered
    | CorrectionProposed
    | CorrectionRejected
    | MinutesApproved
    | MinutesCommentAnswered
    | MinutesCommented
    | MinutesCommentsClosed
    | MinutesContestWithdrawn
    | MinutesContested
    | MinutesCorrected
    | MinutesEdited
    | MinutesIssued
    | MinutesOverdue
    | ActRefused
    | RefusalsSummarised
    | RestartedFromRecord
    | ClockStopped
)
AgreementBody = (
    AgreementImported
    | ActRefused
    | RefusalsSummarised
    | RestartedFromRecord
    | ClockStopped
    | AgreementDrafted
    | NoticeGiven
    | NoticeReceived
    | NoticeKnown
    | ReceiptCorrected
    | WithdrawalAsked
    | WithdrawalAnswered
    | NoticeWithdrawn
    | DatesComputed
    | RelationEnded
    | AgreementEnded
    | AgreementRevised
    | UsersHeard
    | SentForApproval
    | ApprovalRecorded
    | AgreementSigned
    | RelationEntered
    | AgreementReported
    | ReportOverdue
    | EnteringOverdue
    | AgreementReviewed
    | ReviewReminded
    | ReviewOverdue
    | PartySucceeded
    | EndAgreed
    | PartsEnded
    | NoticeReported
    | NoticeReportReminded
    | RenegotiationNoted
    | CouncilDatesRecorded
    | CouncilTooLate
    | MilestoneReached
    | RenewalReminded
    | SupplementaryFlagged
    | MainEndedAnswered
    | ReviewCaseNoted
)
DisputeBody = (
    ActRefused
    | RefusalsSummarised
    | RestartedFromRecord
    | ClockStopped
    | DisputeOpened
    | ConsentAnswered
    | ConsentReminded
    | ConsentClosed
    | RelationRejected
    | ConsentWithdrawn
    | NemndaAnsweredWithdrawal
    | ConsentRuleSet
    | LocalStepsWaived
    | DisputeDocumentAdded
    | DisputeDocumentRemoved
    | DisputeDocumentChecked
    | AnonymisationConfirmed
    | DisputeSubmitted
    | PackageMade
    | SubmissionSent
    | NemndaReceiptEntered
    | ReplyEntered
    | OutcomeEntered
    | AdviceAnswered
    | DisputeClosed
    | MediationSettled
    | LocalTreatmentRecorded
)
CommunityBody = (
    CommunityFounded
    | ProcedureAdopted
    | RosterAdopted
    | MandateEntered
    | LeavingEntered
    | PersonsEntered
    | PersonErased
    | PartyJoined
    | PartyDeparted
    | MandateExpiring
    | MemberCame
    | RosterClockSet
    | ProposalReceived
    | ProposalDeclined
    | ProposalTakenUp
    | ActRefused
)
EntryBody = Annotated[
    CaseBody | MeetingBody | AgreementBody | DisputeBody | CommunityBody, Field(discriminator="kind")
]
