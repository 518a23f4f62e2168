"""What somebody asks for. Every act enters through the intake and is judged by the rules; none is silently dropped.

An act holds what the caller said and nothing else. What the house looks up beside it (capacity, the meeting's
date, a computed due date) is kept apart in `ReceivedAct`, so that sending the same act again is the same act.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

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
from models.roster import Office


class Mark(StrEnum):
    """What an item on the agenda is for (P-08)."""

    ORIENTERING = "orientering"
    DROFTING = "drofting"
    BESLUTNING = "beslutning"


# --- positions (P-20) -------------------------------------------------------------------------------------------


class Consent(Frozen):
    """Tilslutning; with a statement it is tilslutning med protokolltilførsel (P-27)."""

    kind: Literal["consent"] = "consent"
    statement: Text | None = None
    statement_follows: bool = False  # announced now, text within the days of P-27


class StandAside(Frozen):
    """Avstår: does not block and is bound (P-20)."""

    kind: Literal["stand_aside"] = "stand_aside"
    statement: Text | None = None


class ConsentWithReservation(Frozen):
    """Tilslutning med forbehold om politisk behandling or styrebehandling: binding effect waits (P-20)."""

    kind: Literal["consent_with_reservation"] = "consent_with_reservation"
    parties: tuple[PartyId, ...] = Field(min_length=1)  # for whom of those the seat speaks for
    treated_by: Line  # "kommunestyret", "styret"
    treated_on: date
    statement: Text | None = None


class Objection(Frozen):
    """Innsigelse: blocks when the seat counts. One without grounds cannot be built."""

    kind: Literal["objection"] = "objection"
    grounds: Text
    would_be_removed_by: Text | None = None


Stance = Annotated[Consent | StandAside | ConsentWithReservation | Objection, Field(discriminator="kind")]


# --- acts on a case ---------------------------------------------------------------------------------------------


class Consequence(Frozen):
    """What a case costs or changes for one party (P-03)."""

    party: PartyId
    economic: Line | None = None
    administrative: Line | None = None


class RegisterCase(Frozen):
    """Melde sak: a case is registered (P-02, P-03)."""

    kind: Literal["register_case"] = "register_case"
    title: Line
    proposer_party: PartyId | None = None
    proposer_seat: SeatId | None = None
    summary: Text
    proposal: Text  # the proposed decision text
    affected: tuple[PartyId, ...] = ()  # empty: every party of the community
    consequences: tuple[Consequence, ...] = ()
    drofting_wished: date | None = None
    beslutning_wished: date | None = None


class ClassifyCase(Frozen):
    """Where the case is decided and where it is deliberated first (P-04, P-05)."""

    kind: Literal["classify_case"] = "classify_case"
    larger_economic: bool
    larger_administrative: bool
    in_doubt: bool = False
    reason: Text
    drofting_body: BodyId | None = None  # None: the procedure's usual place
    direct_reason: Text | None = None  # required where drofting is held directly in another body
    agreed_by: tuple[PersonId, ...] = ()


class DemandHigherBody(Frozen):
    """A counted seat demands that the higher body decides (P-04)."""

    kind: Literal["demand_higher_body"] = "demand_higher_body"
    reason: Text


class PlaceCase(Frozen):
    """The case is put on the agenda of a meeting, marked for a stage (P-05, P-08, P-12)."""

    kind: Literal["place_case"] = "place_case"
    meeting: RecordId
    mark: Mark
    reason: Text | None = None


class AmendText(Frozen):
    """A new version of the proposed decision text, editorial or of substance (P-17)."""

    kind: Literal["amend_text"] = "amend_text"
    rests_on: Digest
    proposal: Text
    substantial: bool
    reason: Text


class AskForTime(Frozen):
    """A counted seat asks for time after a change of substance in the meeting; the case goes back (P-17)."""

    kind: Literal["ask_for_time"] = "ask_for_time"
    reason: Text


class AddPaper(Frozen):
    """A document, stored by its digest, becomes one of the case's papers (P-06, P-09)."""

    kind: Literal["add_paper"] = "add_paper"
    document: Digest
    title: Line


class ObjectToLatePapers(Frozen):
    """A counted seat opposes deciding on papers that came after the notice (P-09)."""

    kind: Literal["object_to_late_papers"] = "object_to_late_papers"
    reason: Text


class ContributionKind(StrEnum):
    """What drofting records (P-10)."""

    VIEW = "view"
    QUESTION = "question"
    STUDY = "study"  # a request for more study
    CONSEQUENCE = "consequence"
    PROPOSAL = "proposal"


class Contribute(Frozen):
    """A seat says something in drofting; it binds nobody (P-10)."""

    kind: Literal["contribute"] = "contribute"
    about: ContributionKind
    text: Text


class TakePosition(Frozen):
    """A seat's position in the roll call, on the text that was seen (P-20)."""

    kind: Literal["take_position"] = "take_position"
    stance: Stance
    text_digest: Digest
    case_version: Count
    inherited_seen: bool = False  # a new holder has seen what was said in the seat's name (P-25)


class LodgeObjection(Frozen):
    """A written objection before the decision (P-28)."""

    kind: Literal["lodge_objection"] = "lodge_objection"
    grounds: Text
    would_be_removed_by: Text
    text_digest: Digest


class WithdrawObjection(Frozen):
    """The objector takes the objection back (P-28)."""

    kind: Literal["withdraw_objection"] = "withdraw_objection"
    objection: Count  # its number in the case, 1 and up
    reason: Text | None = None


class ForankringAnswer(StrEnum):
    """What a party's own treatment came to (P-11); it informs and binds nobody."""

    SUPPORTS = "supports"
    SUPPORTS_WITH_COMMENTS = "supports_with_comments"
    DOES_NOT_SUPPORT = "does_not_support"


class AnswerForankring(Frozen):
    """A party says what came of its own treatment (P-11)."""

    kind: Literal["answer_forankring"] = "answer_forankring"
    party: PartyId
    answer: ForankringAnswer
    treated_by: Line
    treated_on: date
    text_digest: Digest
    comment: Text | None = None


class ItemOutcome(StrEnum):
    """How an item other than a roll call ends (P-10, P-12)."""

    READY = "ready"  # drofting: ready for beslutning
    ANOTHER_ROUND = "another_round"  # drofting: needs another round (P-13)
    INFORMED = "informed"  # orientering given
    POSTPONED = "postponed"


class CloseItem(Frozen):
    """The chair closes the item; for beslutning this closes the roll call (P-20)."""

    kind: Literal["close_item"] = "close_item"
    meeting: RecordId
    item: Count
    outcome: ItemOutcome | None = None  # None for beslutning: the roll call says it
    summary: Text | None = None
    case_version: Count | None = None


class PathAfterDisagreement(StrEnum):
    """Where a case goes from no consensus, or after many rounds (P-13)."""

    NEW_DROFTING = "new_drofting"
    CLOSE_WITHOUT_AGREEMENT = "close_without_agreement"


class ChoosePath(Frozen):
    """The chair chooses the way on, with reasons; a new drofting may come with an amended text (P-13)."""

    kind: Literal["choose_path"] = "choose_path"
    path: PathAfterDisagreement
    reason: Text
    drofting_body: BodyId | None = None
    amended_proposal: Text | None = None


class WithdrawCase(Frozen):
    """The proposer withdraws the case before the decision (P-30)."""

    kind: Literal["withdraw_case"] = "withdraw_case"
    reason: Text


class TakeOverCase(Frozen):
    """Another party takes over a withdrawn case, in the same meeting or within the days of P-30."""

    kind: Literal["take_over_case"] = "take_over_case"
    party: PartyId
    reason: Text


class ReplaceSeatHolder(Frozen):
    """A seat has a new holder while the case runs (P-25)."""

    kind: Literal["replace_seat_holder"] = "replace_seat_holder"
    seat: SeatId
    person: PersonId
    rank: Count = 0


class DeliverStatement(Frozen):
    """The text of a statement that was announced in the meeting (P-27)."""

    kind: Literal["deliver_statement"] = "deliver_statement"
    text: Text


class AnswerReservation(Frozen):
    """What the council or board said about a decision taken with reservation (P-20)."""

    kind: Literal["answer_reservation"] = "answer_reservation"
    party: PartyId
    approved: bool
    treated_by: Line
    treated_on: date
    reference: Line


# --- acts on a meeting ------------------------------------------------------------------------------------------


class PlanMeeting(Frozen):
    """A meeting of a body is planned (P-06)."""

    kind: Literal["plan_meeting"] = "plan_meeting"
    body: BodyId
    starts_at: Instant
    ends_at: Instant
    place: Line


class MoveMeeting(Frozen):
    """The meeting gets another time or place; notice is counted again (P-06)."""

    kind: Literal["move_meeting"] = "move_meeting"
    starts_at: Instant
    ends_at: Instant
    place: Line
    reason: Text


class CancelMeeting(Frozen):
    """The meeting is called off; its items go to the next meeting of the body (P-12)."""

    kind: Literal["cancel_meeting"] = "cancel_meeting"
    reason: Text


class SeatAttendance(Frozen):
    """Who sits in a seat, as member (rank 0) or deputy (rank 1 and up)."""

    seat: SeatId
    person: PersonId


class OpenMeeting(Frozen):
    """The chair or the secretariat opens the meeting and says who sits where (P-22)."""

    kind: Literal["open_meeting"] = "open_meeting"
    attendance: tuple[SeatAttendance, ...]


class ChangeAttendance(Frozen):
    """Somebody comes or goes while the meeting runs (P-32)."""

    kind: Literal["change_attendance"] = "change_attendance"
    seat: SeatId
    person: PersonId | None = None  # None: the seat is left empty


class OpenItem(Frozen):
    """The chair opens an item of the agenda (P-32)."""

    kind: Literal["open_item"] = "open_item"
    item: Count


class CloseMeeting(Frozen):
    """The chair closes the meeting."""

    kind: Literal["close_meeting"] = "close_meeting"


# --- acts that one record sends to another, and the clock's ----------------------------------------------------


class PutOnAgenda(Frozen):
    """A case asks a meeting for a place on its agenda."""

    kind: Literal["put_on_agenda"] = "put_on_agenda"
    case: RecordId
    title: Line
    mark: Mark
    text_digest: Digest
    papers: tuple[Digest, ...] = ()


class ChangeAgendaItem(Frozen):
    """A case on the agenda has another text or more papers than when it was put there."""

    kind: Literal["change_agenda_item"] = "change_agenda_item"
    case: RecordId
    text_digest: Digest
    papers: tuple[Digest, ...]


class TakeOffAgenda(Frozen):
    """A case leaves a meeting's agenda: withdrawn, moved, or its text was changed."""

    kind: Literal["take_off_agenda"] = "take_off_agenda"
    case: RecordId
    reason: Text


class AgendaRefused(Frozen):
    """A meeting could not take the case: called off, or its notice had gone out."""

    kind: Literal["agenda_refused"] = "agenda_refused"
    meeting: RecordId
    rule: RuleId
    detail: Text


class PapersSent(Frozen):
    """A meeting's notice with papers has gone out; the text is fixed from here (P-08, P-17, P-28)."""

    kind: Literal["papers_sent"] = "papers_sent"
    meeting: RecordId
    item: Count
    mark: Mark
    text_digest: Digest  # the text that went out


class MeetingRescheduled(Frozen):
    """A meeting that a case waits for has another time."""

    kind: Literal["meeting_rescheduled"] = "meeting_rescheduled"
    meeting: RecordId


class MeetingFellAway(Frozen):
    """A meeting that a case waits for was called off, or closed without reaching the case (P-12)."""

    kind: Literal["meeting_fell_away"] = "meeting_fell_away"
    meeting: RecordId
    rule: RuleId
    reason: Text
    uncovered: tuple[PartyId, ...] = ()  # parties nobody spoke for, where that is why (P-22)


class ItemOpened(Frozen):
    """A meeting has opened the case's item; who sits where is as it was at that moment."""

    kind: Literal["item_opened"] = "item_opened"
    meeting: RecordId
    item: Count
    mark: Mark
    attendance: tuple[SeatAttendance, ...]


class AttendanceChanged(Frozen):
    """Somebody came or went while the case's item was open."""

    kind: Literal["attendance_changed"] = "attendance_changed"
    meeting: RecordId
    seat: SeatId
    person: PersonId | None = None


class ItemConcluded(Frozen):
    """A case tells its meeting how the item ended; it goes into the minutes."""

    kind: Literal["item_concluded"] = "item_concluded"
    case: RecordId
    item: Count
    conclusion: Text


class NoMeetingFound(Frozen):
    """No coming meeting of the body leaves room for the case (P-12)."""

    kind: Literal["no_meeting_found"] = "no_meeting_found"
    body: BodyId


class DeadlineReached(Frozen):
    """A due time has come; written under the gate, so everything with a lower number was in time."""

    kind: Literal["deadline_reached"] = "deadline_reached"
    clock: str
    due_at: Instant


# --- acts on the community's own record -------------------------------------------------------------------------


class FoundCommunity(Frozen):
    """A health community begins to use the house, with a procedure and a roster."""

    kind: Literal["found_community"] = "found_community"
    community: CommunityId
    procedure: Digest
    roster: Digest


class AdoptRoster(Frozen):
    """A new version of the roster takes effect."""

    kind: Literal["adopt_roster"] = "adopt_roster"
    roster: Digest
    reason: Text


CaseAct = (
    RegisterCase
    | ClassifyCase
    | DemandHigherBody
    | PlaceCase
    | AmendText
    | AskForTime
    | AddPaper
    | ObjectToLatePapers
    | Contribute
    | TakePosition
    | LodgeObjection
    | WithdrawObjection
    | AnswerForankring
    | CloseItem
    | ChoosePath
    | WithdrawCase
    | TakeOverCase
    | ReplaceSeatHolder
    | DeliverStatement
    | AnswerReservation
    | AgendaRefused
    | PapersSent
    | MeetingRescheduled
    | MeetingFellAway
    | ItemOpened
    | AttendanceChanged
    | NoMeetingFound
    | DeadlineReached
)
MeetingAct = (
    PlanMeeting
    | MoveMeeting
    | CancelMeeting
    | OpenMeeting
    | ChangeAttendance
    | OpenItem
    | CloseMeeting
    | PutOnAgenda
    | ChangeAgendaItem
    | TakeOffAgenda
    | ItemConcluded
    | DeadlineReached
)
CommunityAct = FoundCommunity | AdoptRoster
Act = Annotated[CaseAct | MeetingAct | CommunityAct, Field(discriminator="kind")]


class Actor(Frozen):
    """Who acts and in what capacity. The capacity was looked up when the act was received."""

    person: PersonId | None = None  # None: the clock, or another record
    seat: SeatId | None = None
    rank: Count | None = None  # in the seat: 0 member, 1 first deputy; None: holds no place in it
    party: PartyId | None = None  # for whom a contact answers
    offices: tuple[Office, ...] = ()
    chairs: tuple[BodyId, ...] = ()  # bodies whose chair's seat the person holds
    entered_by: PersonId | None = None  # the secretariat, when it enters for another
    entered_by_offices: tuple[Office, ...] = ()
    record: RecordId | None = None  # the record that sent it


class Derivation(Frozen):
    """How a legal date came about: anchor, rule, numbers, and what was skipped and why (T-06)."""

    name: str
    rule: RuleId
    anchor: str
    steps: tuple[str, ...]
    day: date  # the local date
    at: Instant  # the moment it takes effect


class MeetingFacts(Frozen):
    """What the register knew of a meeting when an act that names it was received."""

    meeting: RecordId
    body: BodyId
    day: date  # local date
    starts_at: Instant
    ends_at: Instant
    notice_due: Instant
    notice_sent: bool
    cancelled: bool


class SeatRank(Frozen):
    """A person's rank in a seat on the day of the act."""

    seat: SeatId
    person: PersonId
    rank: Count


class Facts(Frozen):
    """What the house looked up or computed when the act was received; recorded, never computed again."""

    day: date  # the local date of receipt
    meeting: MeetingFacts | None = None
    dates: tuple[Derivation, ...] = ()
    ranks: tuple[SeatRank, ...] = ()  # for each person an act seats: the place held in that seat, if any

    def due(self, name: str) -> Derivation:
        """The computed date of that name.

        Raises:
            LookupError: the intake computed no such date for this kind of act.
        """
        for derivation in self.dates:
            if derivation.name == name:
                return derivation
        raise LookupError(f"no date {name!r} was computed for this act")

    def rank(self, seat: SeatId, person: PersonId) -> int | None:
        """The person's rank in the seat that day: 0 member, 1 and up deputies, None: no place in it."""
        return next((r.rank for r in self.ranks if r.seat == seat and r.person == person), None)


class ReceivedAct(Frozen):
    """An act as the intake stored it: numbered under the record's gate, timed by the database's clock."""

    act_id: ActId
    record: RecordId
    number: Count
    received_at: Instant
    digest: Digest
    actor: Actor
    facts: Facts
    act: Act
