"""What happened. The record of a case or meeting is its entries in order; everything else is computed from them.

Every entry names the digest of the entry before it. What histories and records hold only grows: a new field has a
default, and none is renamed or removed.
"""

from __future__ import annotations

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
from models.entries.chain import ActRef, Entry, Unsealed, chain_fault, seal
from models.entries.community import CommunityFounded, RosterAdopted
from models.entries.decision import (
    Announced,
    BeslutningMade,
    BindingEffect,
    BindingWithheld,
    DecisionPostponed,
    NoConsensus,
    PositionTaken,
    ReservationAnswered,
    StatementDelivered,
    StatementLapsed,
    StatementsDue,
)
from models.entries.followup import FollowUpOpened
from models.entries.intake import CaseClassified, CaseRegistered, HigherBodyDemanded
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
    MinutesDrafted,
    NoticeSent,
)
from models.entries.moving import CaseClosed, CaseTakenOver, CaseWithdrawn, PathChosen
from models.entries.objections import (
    LapseReason,
    ObjectionAnswered,
    ObjectionKept,
    ObjectionLapsed,
    ObjectionLodged,
    ObjectionResolved,
    ObjectionWithdrawn,
)
from models.entries.refusals import ActRefused, RefusalsSummarised
from models.entries.seats import InheritanceConfirmed, SeatHolderReplaced
from models.entries.stages import (
    Contributed,
    DroftingHeld,
    ForankringAnswered,
    ForankringAsked,
    ForankringClosed,
    ForankringReminded,
    PathAsked,
)
from models.entries.texts import LatePapersOpposed, PaperAdded, TextAmended, TimeAsked
from models.entries.union import CaseBody, CommunityBody, EntryBody, MeetingBody

__all__ = [
    "ActRef",
    "ActRefused",
    "AgendaItemAdded",
    "AgendaItemChanged",
    "AgendaItemRemoved",
    "Announced",
    "BeslutningMade",
    "BindingEffect",
    "BindingWithheld",
    "CaseAttendanceChanged",
    "CaseBody",
    "CaseClassified",
    "CaseClosed",
    "CaseItemOpened",
    "CaseRegistered",
    "CaseTakenOver",
    "CaseWithdrawn",
    "CommunityBody",
    "CommunityFounded",
    "Contributed",
    "DecisionPostponed",
    "DroftingHeld",
    "Entry",
    "EntryBody",
    "FollowUpOpened",
    "ForankringAnswered",
    "ForankringAsked",
    "ForankringClosed",
    "ForankringReminded",
    "HigherBodyDemanded",
    "InheritanceConfirmed",
    "LapseReason",
    "LatePapersOpposed",
    "LeftAgenda",
    "MeetingAttendanceChanged",
    "MeetingAwaited",
    "MeetingBody",
    "MeetingCancelled",
    "MeetingClosed",
    "MeetingItemConcluded",
    "MeetingItemOpened",
    "MeetingMoved",
    "MeetingOpened",
    "MeetingPlanned",
    "MinutesDrafted",
    "NoConsensus",
    "NoticeSent",
    "ObjectionAnswered",
    "ObjectionKept",
    "ObjectionLapsed",
    "ObjectionLodged",
    "ObjectionResolved",
    "ObjectionWithdrawn",
    "OrienteringGiven",
    "PaperAdded",
    "PapersWentOut",
    "PathAsked",
    "PathChosen",
    "PlacedOnAgenda",
    "PlacementMoved",
    "PositionTaken",
    "RefusalsSummarised",
    "ReservationAnswered",
    "RosterAdopted",
    "SeatHolderReplaced",
    "StatementDelivered",
    "StatementLapsed",
    "StatementsDue",
    "TextAmended",
    "TimeAsked",
    "Unsealed",
    "chain_fault",
    "seal",
]
