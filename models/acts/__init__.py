"""What somebody asks for. Every act enters through the intake and is judged by the rules; none is silently dropped.

An act holds what the caller said and nothing else. What the house looks up beside it (capacity, the meeting's
date, a computed due date) is kept apart in `ReceivedAct`, so that sending the same act again is the same act.
"""

from __future__ import annotations

from models.acts.agenda import Mark, PlaceCase, SeatAttendance
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
from models.acts.community import AdoptRoster, FoundCommunity
from models.acts.documents import ReadDocument, ReleasePaper, WithholdPaper
from models.acts.followup import FollowUpStatus, ReportFollowUp
from models.acts.intake import ClassifyCase, Consequence, DemandHigherBody, RegisterCase, YearlyAmount
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
from models.acts.moving import ChoosePath, PathAfterDisagreement, TakeOverCase, WithdrawCase
from models.acts.objections import AnswerObjection, KeepObjection, LodgeObjection, ResolveObjection, WithdrawObjection
from models.acts.positions import (
    AnswerReservation,
    Consent,
    ConsentWithReservation,
    DeliverStatement,
    Objection,
    Stance,
    StandAside,
    TakePosition,
)
from models.acts.received import Actor, Derivation, Facts, MeetingFacts, ReceivedAct, SeatRank
from models.acts.seats import ReplaceSeatHolder
from models.acts.stages import (
    AnswerForankring,
    CloseItem,
    Contribute,
    ContributionKind,
    ForankringAnswer,
    ItemOutcome,
)
from models.acts.texts import AddPaper, AmendText, AskForTime, ObjectToLatePapers
from models.acts.union import Act, CaseAct, CommunityAct, MeetingAct

__all__ = [
    "Act",
    "Actor",
    "AddPaper",
    "AdoptRoster",
    "AgendaRefused",
    "AmendText",
    "AnswerCorrection",
    "AnswerForankring",
    "AnswerMinutesComment",
    "AnswerObjection",
    "AnswerReservation",
    "ApproveMinutes",
    "AskForTime",
    "AttendanceChanged",
    "CancelMeeting",
    "CaseAct",
    "ChangeAgendaItem",
    "ChangeAttendance",
    "ChoosePath",
    "ClassifyCase",
    "CloseItem",
    "CloseMeeting",
    "CommentOnMinutes",
    "CommunityAct",
    "Consent",
    "ConsentWithReservation",
    "Consequence",
    "ContestMinutes",
    "ContestSettled",
    "Contribute",
    "ContributionKind",
    "CorrectMinutes",
    "DeadlineReached",
    "DecisionContested",
    "DeliverStatement",
    "DemandHigherBody",
    "Derivation",
    "DropCorrection",
    "EditMinutes",
    "Facts",
    "FollowUpStatus",
    "ForankringAnswer",
    "FoundCommunity",
    "ItemConcluded",
    "ItemOpened",
    "ItemOutcome",
    "KeepObjection",
    "LodgeObjection",
    "Mark",
    "MeetingAct",
    "MeetingFacts",
    "MeetingFellAway",
    "MeetingRescheduled",
    "MoveMeeting",
    "NoMeetingFound",
    "ObjectToLatePapers",
    "Objection",
    "OpenItem",
    "OpenMeeting",
    "PapersSent",
    "PathAfterDisagreement",
    "PlaceCase",
    "PlanMeeting",
    "ProposeCorrection",
    "PutOnAgenda",
    "ReadDocument",
    "ReceivedAct",
    "RegisterCase",
    "ReleasePaper",
    "ReplaceSeatHolder",
    "ReportFollowUp",
    "ResolveObjection",
    "SeatAttendance",
    "SeatRank",
    "Stance",
    "StandAside",
    "TakeOffAgenda",
    "TakeOverCase",
    "TakePosition",
    "WithdrawCase",
    "WithdrawContest",
    "WithdrawObjection",
    "WithholdPaper",
    "YearlyAmount",
]
