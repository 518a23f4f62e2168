"""What happened. The record of a case or meeting is its entries in order; everything else is computed from them.

Every entry names the digest of the entry before it. What histories and records hold only grows: a new field has a
default, and none is renamed or removed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts import (
    Actor,
    Consequence,
    ContributionKind,
    Derivation,
    ForankringAnswer,
    ItemOutcome,
    Mark,
    PathAfterDisagreement,
    SeatAttendance,
    Stance,
)
from models.base import (
    ActId,
    BodyId,
    CommunityId,
    Count,
    Digest,
    Frozen,
    Instant,
    Line,
    PartyId,
    PersonId,
    RecordId,
    RuleId,
    SeatId,
    Text,
)
from models.canonical import EMPTY_HEAD, digest_of
from models.rulebook import Refusal

# --- any record -------------------------------------------------------------------------------------------------


class ActRefused(Frozen):
    """An act that was well formed but not allowed: which rule, why, and what is allowed now."""

    kind: Literal["act_refused"] = "act_refused"
    act_kind: str
    refusal: Refusal


class RefusalsSummarised(Frozen):
    """More refused acts of a seat within an hour than the record takes one by one."""

    kind: Literal["refusals_summarised"] = "refusals_summarised"
    sender: str
    hour: Instant
    count: Count


# --- a case -----------------------------------------------------------------------------------------------------


class CaseRegistered(Frozen):
    """Saken er meldt (P-02, P-03)."""

    kind: Literal["case_registered"] = "case_registered"
    title: Line
    proposer_party: PartyId | None = None
    proposer_seat: SeatId | None = None
    summary: Text
    proposal: Text
    text_digest: Digest
    affected: tuple[PartyId, ...]
    consequences: tuple[Consequence, ...]
    procedure: Digest
    roster: Digest


class CaseClassified(Frozen):
    """Where the case is deliberated and decided, and why (P-04, P-05)."""

    kind: Literal["case_classified"] = "case_classified"
    larger_economic: bool
    larger_administrative: bool
    in_doubt: bool
    drofting_body: BodyId
    decision_body: BodyId
    reason: Text
    direct_reason: Text | None = None
    agreed_by: tuple[PersonId, ...]


class HigherBodyDemanded(Frozen):
    """A counted seat demanded the higher body; it decides from here (P-04)."""

    kind: Literal["higher_body_demanded"] = "higher_body_demanded"
    seat: SeatId
    decision_body: BodyId
    reason: Text


class PlacedOnAgenda(Frozen):
    """The case waits for a meeting, marked for a stage (P-08, P-12)."""

    kind: Literal["placed_on_agenda"] = "placed_on_agenda"
    meeting: RecordId
    body: BodyId
    mark: Mark
    day: date
    starts_at: Instant
    text_digest: Digest
    reason: Text | None = None


class MeetingAwaited(Frozen):
    """No coming meeting of the deciding body has room; the secretariat is told to plan one (P-12)."""

    kind: Literal["meeting_awaited"] = "meeting_awaited"
    body: BodyId


class LeftAgenda(Frozen):
    """The case no longer waits for that meeting."""

    kind: Literal["left_agenda"] = "left_agenda"
    meeting: RecordId
    reason: Text
    rule: RuleId


class PlacementMoved(Frozen):
    """The meeting the case waits for has another time; forankring is due accordingly."""

    kind: Literal["placement_moved"] = "placement_moved"
    meeting: RecordId
    day: date
    starts_at: Instant


class TextAmended(Frozen):
    """A new version of the proposed decision text; the earlier ones stay (P-17)."""

    kind: Literal["text_amended"] = "text_amended"
    version: Count
    proposal: Text
    text_digest: Digest
    replaces: Digest
    substantial: bool
    reason: Text


class PaperAdded(Frozen):
    """A document became one of the case's papers (P-06, P-09)."""

    kind: Literal["paper_added"] = "paper_added"
    document: Digest
    title: Line
    late: bool


class PapersWentOut(Frozen):
    """Notice with papers was sent; the text is fixed and written objections may be lodged (P-17, P-28)."""

    kind: Literal["papers_went_out"] = "papers_went_out"
    meeting: RecordId
    mark: Mark
    text_digest: Digest


class CaseItemOpened(Frozen):
    """The meeting took up the case; for beslutning this opens the roll call (P-20)."""

    kind: Literal["case_item_opened"] = "case_item_opened"
    meeting: RecordId
    item: Count
    mark: Mark
    body: BodyId
    attendance: tuple[SeatAttendance, ...]
    text_digest: Digest


class CaseAttendanceChanged(Frozen):
    """Somebody came or went while the item was open (P-32)."""

    kind: Literal["case_attendance_changed"] = "case_attendance_changed"
    seat: SeatId
    person: PersonId | None = None


class Contributed(Frozen):
    """What a seat said in drofting; nobody is bound by it (P-10)."""

    kind: Literal["contributed"] = "contributed"
    seat: SeatId
    about: ContributionKind
    text: Text


class DroftingHeld(Frozen):
    """The case was deliberated (P-01, P-10)."""

    kind: Literal["drofting_held"] = "drofting_held"
    meeting: RecordId
    body: BodyId
    day: date
    round: Count
    outcome: ItemOutcome
    text_digest: Digest
    summary: Text | None = None


class PathAsked(Frozen):
    """After so many rounds the chair is asked to choose a way on (P-13)."""

    kind: Literal["path_asked"] = "path_asked"
    rounds: Count


class OrienteringGiven(Frozen):
    """The body was informed; nothing was deliberated or decided (P-08)."""

    kind: Literal["orientering_given"] = "orientering_given"
    meeting: RecordId
    summary: Text | None = None


class ForankringAsked(Frozen):
    """Every affected party is asked to take the case home (P-11)."""

    kind: Literal["forankring_asked"] = "forankring_asked"
    parties: tuple[PartyId, ...]
    due: Derivation
    reminders: tuple[Derivation, ...]
    text_digest: Digest
    meeting: RecordId


class ForankringReminded(Frozen):
    """Only those who have not answered were reminded (P-11)."""

    kind: Literal["forankring_reminded"] = "forankring_reminded"
    parties: tuple[PartyId, ...]
    due_at: Instant


class ForankringAnswered(Frozen):
    """A party's answer; it informs and binds nobody (P-11)."""

    kind: Literal["forankring_answered"] = "forankring_answered"
    party: PartyId
    answer: ForankringAnswer
    treated_by: Line
    treated_on: date
    text_digest: Digest
    comment: Text | None = None


class ForankringClosed(Frozen):
    """Forankring ended; silence stands as silence, never as consent (P-11, P-22)."""

    kind: Literal["forankring_closed"] = "forankring_closed"
    unanswered: tuple[PartyId, ...]


class ObjectionLodged(Frozen):
    """A written objection (P-28)."""

    kind: Literal["objection_lodged"] = "objection_lodged"
    objection: Count
    seat: SeatId | None = None
    party: PartyId | None = None
    grounds: Text
    would_be_removed_by: Text
    text_digest: Digest


class ObjectionWithdrawn(Frozen):
    """The objector took it back (P-28)."""

    kind: Literal["objection_withdrawn"] = "objection_withdrawn"
    objection: Count
    reason: Text | None = None


class PositionTaken(Frozen):
    """A seat's position in the roll call (P-20); `counted` says whether it can block or be bound (P-18)."""

    kind: Literal["position_taken"] = "position_taken"
    seat: SeatId
    person: PersonId
    counted: bool
    parties: tuple[PartyId, ...]
    stance: Stance
    text_digest: Digest
    changed: bool = False


class InheritanceConfirmed(Frozen):
    """The new holder has seen what was said in the seat's name (P-25)."""

    kind: Literal["inheritance_confirmed"] = "inheritance_confirmed"
    seat: SeatId
    person: PersonId


class SeatHolderReplaced(Frozen):
    """The seat has a new holder; what was said in its name stays and must be confirmed (P-25)."""

    kind: Literal["seat_holder_replaced"] = "seat_holder_replaced"
    seat: SeatId
    person: PersonId
    rank: Count


class LatePapersOpposed(Frozen):
    """A counted seat opposed deciding on late papers (P-09)."""

    kind: Literal["late_papers_opposed"] = "late_papers_opposed"
    seat: SeatId
    reason: Text


class TimeAsked(Frozen):
    """A counted seat asked for time after a change of substance (P-17)."""

    kind: Literal["time_asked"] = "time_asked"
    seat: SeatId
    reason: Text


class DecisionPostponed(Frozen):
    """Utsatt: not decided in this meeting; the next meeting of the body with room takes it (P-12, P-22)."""

    kind: Literal["decision_postponed"] = "decision_postponed"
    meeting: RecordId
    rule: RuleId
    reason: Text
    uncovered: tuple[PartyId, ...] = ()


class BeslutningMade(Frozen):
    """Consensus in the roll call. Binding effect is a step of its own (P-19, P-20)."""

    kind: Literal["beslutning_made"] = "beslutning_made"
    meeting: RecordId
    body: BodyId
    day: date
    text_digest: Digest
    proposal: Text
    consenting: tuple[SeatId, ...]
    standing_aside: tuple[SeatId, ...]
    reserving: tuple[SeatId, ...]
    absent: tuple[SeatId, ...]
    heard: tuple[SeatId, ...]  # seats that are heard, not counted, and took a position
    parties: tuple[PartyId, ...]
    reserved_parties: tuple[PartyId, ...]


class NoConsensus(Frozen):
    """Ikke konsensus: a counted objection stood when the roll call closed, so nothing was decided (P-19, P-20)."""

    kind: Literal["no_consensus"] = "no_consensus"
    meeting: RecordId
    body: BodyId
    objecting: tuple[SeatId, ...]
    written_objections: tuple[Count, ...]
    text_digest: Digest


class BindingEffect(Frozen):
    """From here the decision binds this party (P-19)."""

    kind: Literal["binding_effect"] = "binding_effect"
    party: PartyId
    by_seat: SeatId
    text_digest: Digest


class BindingWithheld(Frozen):
    """The decision does not bind this party yet, or at all: a reservation waits or was answered no (P-20)."""

    kind: Literal["binding_withheld"] = "binding_withheld"
    party: PartyId
    by_seat: SeatId
    waits_for: Line | None = None
    treated_on: date | None = None


class ReservationAnswered(Frozen):
    """The council's or board's answer (P-20)."""

    kind: Literal["reservation_answered"] = "reservation_answered"
    party: PartyId
    approved: bool
    treated_by: Line
    treated_on: date
    reference: Line


class StatementDelivered(Frozen):
    """The text of an announced statement, as its author gave it (P-27)."""

    kind: Literal["statement_delivered"] = "statement_delivered"
    seat: SeatId
    text: Text


class StatementsDue(Frozen):
    """Until when announced statements can be delivered (P-27)."""

    kind: Literal["statements_due"] = "statements_due"
    seats: tuple[SeatId, ...]
    due: Derivation


class StatementLapsed(Frozen):
    """An announced statement did not come in time (P-27)."""

    kind: Literal["statement_lapsed"] = "statement_lapsed"
    seat: SeatId


class Announced(Frozen):
    """The outcome was announced to every seat and every party (P-34)."""

    kind: Literal["announced"] = "announced"
    outcome: Line
    parties: tuple[PartyId, ...]


class FollowUpOpened(Frozen):
    """What a bound party now has to do at home (P-35)."""

    kind: Literal["follow_up_opened"] = "follow_up_opened"
    party: PartyId
    budget_year: Count
    due: date


class PathChosen(Frozen):
    """The chair chose the way on (P-13)."""

    kind: Literal["path_chosen"] = "path_chosen"
    path: PathAfterDisagreement
    reason: Text
    drofting_body: BodyId | None = None


class CaseWithdrawn(Frozen):
    """Trukket: kept, never deleted; another party may take it over until the due date (P-30)."""

    kind: Literal["case_withdrawn"] = "case_withdrawn"
    reason: Text
    takeover_due: Derivation


class CaseTakenOver(Frozen):
    """Same case, new proposer, history intact (P-30)."""

    kind: Literal["case_taken_over"] = "case_taken_over"
    party: PartyId
    reason: Text


class CaseClosed(Frozen):
    """The last entry of a case; the record is handed over."""

    kind: Literal["case_closed"] = "case_closed"
    outcome: Line


# --- a meeting --------------------------------------------------------------------------------------------------


class MeetingPlanned(Frozen):
    """A meeting of a body, with the day its notice must leave (P-06)."""

    kind: Literal["meeting_planned"] = "meeting_planned"
    body: BodyId
    day: date
    starts_at: Instant
    ends_at: Instant
    place: Line
    notice_due: Derivation


class MeetingMoved(Frozen):
    """Another time or place; notice is counted again (P-06)."""

    kind: Literal["meeting_moved"] = "meeting_moved"
    day: date
    starts_at: Instant
    ends_at: Instant
    place: Line
    notice_due: Derivation
    reason: Text


class MeetingCancelled(Frozen):
    """Avlyst; the items go to the next meeting of the body (P-12)."""

    kind: Literal["meeting_cancelled"] = "meeting_cancelled"
    reason: Text


class AgendaItemAdded(Frozen):
    """A case has a place on the agenda, marked for a stage (P-08)."""

    kind: Literal["agenda_item_added"] = "agenda_item_added"
    item: Count
    case: RecordId
    title: Line
    mark: Mark
    text_digest: Digest
    papers: tuple[Digest, ...] = ()


class AgendaItemChanged(Frozen):
    """The case's text or papers changed before the notice went out (P-17)."""

    kind: Literal["agenda_item_changed"] = "agenda_item_changed"
    item: Count
    case: RecordId
    text_digest: Digest
    papers: tuple[Digest, ...]


class AgendaItemRemoved(Frozen):
    """A case left the agenda."""

    kind: Literal["agenda_item_removed"] = "agenda_item_removed"
    item: Count
    case: RecordId
    reason: Text


class NoticeSent(Frozen):
    """Innkalling: notice, agenda and papers left for every seat, deputy and represented party (P-06, P-07)."""

    kind: Literal["notice_sent"] = "notice_sent"
    items: tuple[Count, ...]


class MeetingOpened(Frozen):
    """Who sits where, and which parties nobody speaks for (P-22)."""

    kind: Literal["meeting_opened"] = "meeting_opened"
    attendance: tuple[SeatAttendance, ...]
    uncovered: tuple[PartyId, ...]


class MeetingAttendanceChanged(Frozen):
    """Somebody came or went (P-32)."""

    kind: Literal["meeting_attendance_changed"] = "meeting_attendance_changed"
    seat: SeatId
    person: PersonId | None = None
    uncovered: tuple[PartyId, ...]


class MeetingItemOpened(Frozen):
    """An item was taken up with those present then (P-32)."""

    kind: Literal["meeting_item_opened"] = "meeting_item_opened"
    item: Count
    case: RecordId
    mark: Mark
    attendance: tuple[SeatAttendance, ...]


class MeetingItemConcluded(Frozen):
    """How the item ended, in the words of the minutes."""

    kind: Literal["meeting_item_concluded"] = "meeting_item_concluded"
    item: Count
    case: RecordId
    conclusion: Text


class MeetingClosed(Frozen):
    """The meeting is over; items it did not reach go to the next one."""

    kind: Literal["meeting_closed"] = "meeting_closed"
    unreached: tuple[Count, ...]


class MinutesDrafted(Frozen):
    """The draft minutes, as text and as HTML, by their digests (P-33)."""

    kind: Literal["minutes_drafted"] = "minutes_drafted"
    text: Digest
    html: Digest


# --- the community ----------------------------------------------------------------------------------------------


class CommunityFounded(Frozen):
    """The community's record begins."""

    kind: Literal["community_founded"] = "community_founded"
    community: CommunityId
    procedure: Digest
    roster: Digest


class RosterAdopted(Frozen):
    """A new version of the roster is in force (P-25)."""

    kind: Literal["roster_adopted"] = "roster_adopted"
    roster: Digest
    reason: Text


CaseBody = (
    CaseRegistered
    | CaseClassified
    | HigherBodyDemanded
    | PlacedOnAgenda
    | MeetingAwaited
    | LeftAgenda
    | PlacementMoved
    | TextAmended
    | PaperAdded
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
    | ObjectionWithdrawn
    | PositionTaken
    | InheritanceConfirmed
    | SeatHolderReplaced
    | LatePapersOpposed
    | TimeAsked
    | DecisionPostponed
    | BeslutningMade
    | NoConsensus
    | BindingEffect
    | BindingWithheld
    | ReservationAnswered
    | StatementDelivered
    | StatementsDue
    | StatementLapsed
    | Announced
    | FollowUpOpened
    | PathChosen
    | CaseWithdrawn
    | CaseTakenOver
    | CaseClosed
    | ActRefused
    | RefusalsSummarised
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
    | MinutesDrafted
    | ActRefused
    | RefusalsSummarised
)
CommunityBody = CommunityFounded | RosterAdopted | ActRefused
EntryBody = Annotated[CaseBody | MeetingBody | CommunityBody, Field(discriminator="kind")]


class ActRef(Frozen):
    """The act an entry answers; several entries may answer one act, and the engine's own steps answer none."""

    act_id: ActId
    number: Count
    digest: Digest


class Entry(Frozen):
    """One thing that happened, chained to the one before it."""

    record: RecordId
    seq: Count  # 1 and up, without a gap
    at: Instant  # legal time: when the act was received, or when the deadline fell due
    prev: Digest  # `hash` of the entry before; EMPTY_HEAD for the first
    act: ActRef | None = None
    actor: Actor | None = None
    body: EntryBody
    hash: Digest

    @property
    def entry_id(self) -> str:
        """The entry's name in the register, the same however often it is written."""
        return f"{self.record}:{self.seq}"


class Unsealed(Frozen):
    """An entry before its digest is computed: exactly what the digest is computed over."""

    record: RecordId
    seq: Count
    at: Instant
    prev: Digest
    act: ActRef | None = None
    actor: Actor | None = None
    body: EntryBody


def seal(entry: Unsealed) -> Entry:
    """The entry with its digest: SHA-256 over the canonical JSON of all its other fields."""
    return Entry(**{name: getattr(entry, name) for name in Unsealed.model_fields}, hash=digest_of(entry))


def chain_fault(entries: tuple[Entry, ...], *, after: str = EMPTY_HEAD, first: int = 1) -> str | None:
    """What is wrong with a chain of entries, or None: numbers without a gap, each naming the one before."""
    head, seq = after, first
    for entry in entries:
        unsealed = Unsealed(**{name: getattr(entry, name) for name in Unsealed.model_fields})
        if entry.seq != seq:
            return f"entry {seq} is missing: found {entry.seq}"
        if entry.prev != head:
            return f"entry {entry.seq} does not follow the one before it"
        if entry.hash != digest_of(unsealed):
            return f"entry {entry.seq} is not what its digest says"
        head, seq = entry.hash, seq + 1
    return None
