"""What leaves the house by mail: which message, to whom, about what. Names and addresses come in at the door."""

import hashlib
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.acts import Consequence, Derivation, Mark
from models.agreement import AgreementId, ApprovalResult, Between, Covered, NoticeEnd, PartyRef, Resolution
from models.base import (
    BodyId,
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
from models.dispute import DisputeInShort
from models.entries.agreement_endings import CouncilLeft
from models.periods import Computation, Moment
from models.roster import OutsideOffice
from models.rulebook import Refusal


class MessageKind(StrEnum):
    """One kind a template (nb, nn, en; text and HTML)."""

    NOTICE = "notice"  # innkalling with agenda, papers and calendar invitation
    MEETING_MOVED = "meeting_moved"
    MEETING_CANCELLED = "meeting_cancelled"
    FORANKRING_ASKED = "forankring_asked"
    FORANKRING_REMINDER = "forankring_reminder"
    INVOLVEMENT_ASKED = "involvement_asked"  # of a change that a party considers (P-36)
    INVOLVEMENT_REMINDER = "involvement_reminder"  # to those who have given no input
    INVOLVEMENT_SUMMARISED = "involvement_summarised"
    RECEIPT = "receipt"  # of an act, to whoever did it for a seat or a party, or had it entered for them
    OBJECTION_LODGED = "objection_lodged"
    OBJECTION_ANSWERED = "objection_answered"  # the objector is asked again
    OBJECTION_SETTLED = "objection_settled"  # withdrawn, resolved, or lapsed
    DECISION_ANNOUNCED = "decision_announced"
    RESERVATION_OVERDUE = "reservation_overdue"  # to the party and the secretariat
    RESERVATION_ANSWERED = "reservation_answered"
    CONSENT_RATIFIED = "consent_ratified"
    NO_CONSENSUS = "no_consensus"
    POSTPONED = "postponed"
    ENTRY_CORRECTED = "entry_corrected"  # a slip, to those whom it concerns
    LATE_OBJECTION = "late_objection"
    AUTHORITY_SETTLED = "authority_settled"  # the review of a mandate is over (P-29)
    TEXT_CONTESTED = "text_contested"  # a change entered as editorial counts as one of substance (P-17)
    CASE_WITHDRAWN = "case_withdrawn"
    CASE_TAKEN_OVER = "case_taken_over"
    MANDATE_EXPIRING = "mandate_expiring"  # to the holder, the secretariat and the principals (P-24)
    PARTY_JOINED = "party_joined"  # the community, or a running case that lets it in (P-25)
    PARTY_DEPARTED = "party_departed"
    RECUSAL_DECIDED = "recusal_decided"  # to the seat's principals, its holders and the secretariat (P-26)
    CLOSED_WITHOUT_AGREEMENT = "closed_without_agreement"
    CHOOSE_PATH = "choose_path"  # to the chair, after so many rounds or no consensus (P-13)
    DECISION_HELD = "decision_held"  # to the secretariat: its record does not pass the check (P-19)
    MEETING_WANTED = "meeting_wanted"  # to the secretariat: no meeting with room is planned (P-12)
    ANSWER_ASKED = "answer_asked"  # to those whose seat was absent when it was decided (P-22)
    ANSWERS_LAPSED = "answers_lapsed"
    WRITTEN_ASKED = "written_asked"  # written procedure (P-31)
    WRITTEN_ENDED = "written_ended"
    SHORT_NOTICE_ASKED = "short_notice_asked"  # of an extraordinary meeting
    MINUTES_DRAFT = "minutes_draft"
    MINUTES_OVERDUE = "minutes_overdue"  # to the secretariat
    MINUTES_COMMENTED = "minutes_commented"  # to the secretariat, which answers
    MINUTES_APPROVED = "minutes_approved"
    MINUTES_CONTESTED = "minutes_contested"
    CORRECTION_ASKED = "correction_asked"  # to every counted seat that took part
    CORRECTION_REJECTED = "correction_rejected"
    MINUTES_CORRECTED = "minutes_corrected"
    CASE_MOVED = "case_moved"  # merged, split or sent down (P-16)
    CASE_RAISED = "case_raised"  # to the body that had it and the body that has it now (P-14, P-15)
    PROCEDURE_CHANGED = "procedure_changed"  # of the case, by an act (P-38)
    CONSENT_ASKED = "consent_asked"  # whether a dispute may go to the nemnda (N-03, N-04)
    DISPUTE_NEWS = "dispute_news"  # each step of a dispute, to its parties and the secretariat
    DISPUTE_SUBMITTED = "dispute_submitted"  # to the nemnda, with a copy to each party (N-07, N-10)
    NEMNDA_ADVISED = "nemnda_advised"  # what the nemnda gave; each party is asked whether it follows (N-12, N-13)
    DISPUTE_CLOSED = "dispute_closed"
    CASE_AT_NEMNDA = "case_at_nemnda"  # a case that may go there, waits for it, or is back (N-13, N-14)
    FOLLOW_UP_REMINDER = "follow_up_reminder"
    FOLLOW_UP_FLAGGED = "follow_up_flagged"  # costs that are in no budget when the year has ended (P-35)
    AGREEMENT_SENT = "agreement_sent"  # to councils and boards, for approval
    AGREEMENT_REVISED = "agreement_revised"  # to those who were asked about an earlier text
    AGREEMENT_TREATED = "agreement_treated"  # what a party came to, to the others
    AGREEMENT_SIGNED_EARLY = "agreement_signed_early"  # before the party's approval is entered
    AGREEMENT_ENTERED = "agreement_entered"  # with the task of A-07
    AGREEMENT_REPORT_OVERDUE = "agreement_report_overdue"
    AGREEMENT_ENTERING_OVERDUE = "agreement_entering_overdue"  # the ministry's day has passed
    AGREEMENT_REVIEW_REMINDER = "agreement_review_reminder"
    AGREEMENT_REVIEW_OVERDUE = "agreement_review_overdue"  # also to the highest body
    AGREEMENT_NOTICE_GIVEN = "agreement_notice_given"
    AGREEMENT_END_COMPUTED = "agreement_end_computed"  # both readings, the derivation, the dates as a calendar file
    AGREEMENT_RECEIPT_CORRECTED = "agreement_receipt_corrected"
    AGREEMENT_WITHDRAWAL_ASKED = "agreement_withdrawal_asked"  # to those who had learned of the notice
    AGREEMENT_WITHDRAWAL_ANSWERED = "agreement_withdrawal_answered"
    AGREEMENT_NOTICE_WITHDRAWN = "agreement_notice_withdrawn"
    AGREEMENT_RELATION_ENDED = "agreement_relation_ended"
    AGREEMENT_END_AGREED = "agreement_end_agreed"  # a day the parties fixed together, as a calendar file (T-08)
    AGREEMENT_PARTS_ENDED = "agreement_parts_ended"  # and what of the law is not covered then
    AGREEMENT_MILESTONE = "agreement_milestone"  # what remains before a notice takes effect
    AGREEMENT_COUNCIL_TOO_LATE = "agreement_council_too_late"  # no known meeting is left before it
    AGREEMENT_RENEWAL_REMINDER = "agreement_renewal_reminder"  # nothing is renewed by itself
    AGREEMENT_MAIN_ENDED = "agreement_main_ended"  # whether it goes on without the one it follows
    AGREEMENT_RHF_TOLD = "agreement_rhf_told"  # of a notice, at once; or that it is taken back
    AGREEMENT_REPORT_REMINDER = "agreement_report_reminder"  # Helsedirektoratet is not told, as far as is entered
    AGREEMENT_PARTY_SUCCEEDED = "agreement_party_succeeded"


class ToPerson(Frozen):
    """A person, by id; in which capacity decides what the message says of it."""

    kind: Literal["person"] = "person"
    person: PersonId
    capacity: Literal["member", "deputy", "secretariat", "chair", "contact", "sender"]
    seat: SeatId | None = None

    @property
    def key(self) -> str:
        """The recipient's part of the message's identity."""
        return f"person:{self.person}"


class ToNemnda(Frozen):
    """Tvisteløsningsnemnda, at the address that the settings name (N-10)."""

    kind: Literal["nemnda"] = "nemnda"

    @property
    def key(self) -> str:
        """The recipient's part of the message's identity."""
        return "nemnda"


class ToOffice(Frozen):
    """The official address of an office outside the community (A-11)."""

    kind: Literal["office"] = "office"
    office: OutsideOffice

    @property
    def key(self) -> str:
        """The recipient's part of the message's identity."""
        return f"office:{self.office.value}"


class ToParty(Frozen):
    """A party's official address."""

    kind: Literal["party"] = "party"
    party: PartyId

    @property
    def key(self) -> str:
        """The recipient's part of the message's identity."""
        return f"party:{self.party}"


Recipient = Annotated[ToPerson | ToParty | ToOffice | ToNemnda, Field(discriminator="kind")]


class AgendaLine(Frozen):
    """One line of an agenda as sent."""

    item: Count
    case: RecordId
    title: Line
    mark: Mark
    text_digest: Digest
    proposal: Text | None = None
    summary: Text | None = None  # the case in short
    imported: Literal[True] | None = None


class RollCallLine(Frozen):
    """One seat's position as announced."""

    seat: SeatId
    counted: bool
    position: Line  # consent, stand_aside, ...
    words: Text | None = None  # statement or grounds
    would_be_removed_by: Text | None = None  # of an objection


class ObjectionLine(Frozen):
    """A written objection that stands (P-28)."""

    seat: SeatId | None = None
    party: PartyId | None = None
    grounds: Text
    would_be_removed_by: Text | None = None


class AboutAgreement(Frozen):
    """What a letter about an agreement says; what does not apply is None or empty."""

    agreement: AgreementId
    parties: tuple[PartyRef, ...] = ()  # whom it is between, or about
    by: PartyRef | None = None  # whose step it is
    version: Count | None = None
    notice: Count | None = None
    parts: tuple[AgreementId, ...] | None = None  # of a notice on parts only
    result: ApprovalResult | None = None
    resolution: Resolution | None = None
    days: tuple[Derivation, ...] = ()  # of duties
    ends: tuple[NoticeEnd, ...] = ()  # of relations, as they are computed now
    former: tuple[NoticeEnd, ...] = ()  # and were before
    held: tuple[Computation, ...] = ()  # what held until a receipt was corrected
    sent: Moment | None = None
    received: Moment | None = None
    was: Moment | None = None
    reported: bool | None = None  # whether it is one that Helsedirektoratet is to have
    agrees: bool | None = None
    between: tuple[Between, ...] | None = None  # whose last day is fixed (T-08), or a notice withdrawn
    uncovered: tuple[Covered, ...] | None = None  # of hol. § 6-2, where parts have ended
    councils: tuple[CouncilLeft, ...] | None = None  # of those whose meetings are known
    main: Line | None = None  # the agreement that it follows
    by_notice: date | None = None  # the last day that notice would leave, where an agreed one is before it (T-08)
    last: Literal[True] | None = None  # no reminder comes after this one
    unreached: tuple[PartyRef, ...] = ()  # who should have the letter, and has no address here


class MessageFacts(Frozen):
    """Everything a template may say; what does not apply is None or empty."""

    case: RecordId | None = None
    title: Line | None = None
    imported: Literal[True] | None = None  # what happened before is said, not proved (P-01)
    summary: Text | None = None  # the case in short
    proposal: Text | None = None
    text_digest: Digest | None = None
    consequences: tuple[Consequence, ...] = ()  # for the party that is asked (P-03)
    meeting: RecordId | None = None
    body: BodyId | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    place: Line | None = None
    sequence: Count | None = None  # of the calendar invitation
    agenda: tuple[AgendaLine, ...] = ()
    papers: tuple[Digest, ...] = ()
    party: PartyId | None = None
    dispute: DisputeInShort | None = None
    due_at: Instant | None = None
    reason: Text | None = None
    rule: RuleId | None = None
    would_be_removed_by: Text | None = None
    objection: Count | None = None  # its number in the case
    step: Line | None = None  # what became of it: withdrawn, resolved, or why it lapsed
    answer: Text | None = None
    suggestion: Text | None = None  # what is proposed to remove an objection
    roll_call: tuple[RollCallLine, ...] = ()
    objections: tuple[ObjectionLine, ...] = ()
    bound: tuple[PartyId, ...] = ()
    waiting: tuple[PartyId, ...] = ()  # for their own council or board
    unmandated: tuple[PartyId, ...] | None = None  # consented for without a mandate in force (P-24)
    outside: tuple[PartyId, ...] = ()  # stood aside from the decision, where that does not bind
    uncovered: tuple[PartyId, ...] = ()
    rounds: Count | None = None
    seat: SeatId | None = None
    ground: Line | None = None  # of a recusal
    last_day: date | None = None  # of a mandate
    act_kind: Line | None = None
    refusal: Refusal | None = None
    own: Literal[True] | None = None  # of a receipt: the recipient acted; nobody entered it for them
    received_at: Instant | None = None
    number: Count | None = None
    meant: SeatId | None = None  # of a slip: the seat that was meant
    treated_by: Line | None = None
    treated_on: date | None = None
    documents: tuple[Digest, ...] = ()
    follow_up_due: date | None = None
    seats: tuple[SeatId, ...] | None = None
    decided_on: date | None = None
    on_day: date | None = None  # of the meeting it is about
    old_words: Text | None = None  # of a correction
    new_words: Text | None = None
    budget_year: Count | None = None
    former_body: BodyId | None = None
    cases: tuple[RecordId, ...] = ()  # those in which a matter goes on
    drofting_body: BodyId | None = None  # where a new drøfting is held
    parties: tuple[PartyId, ...] = ()  # whom it is about
    own_decision_on: date | None = None  # of a party that considers a change (P-36)
    version: Digest | None = None  # of the procedure that the case goes by (P-38)
    former_version: Digest | None = None
    about: AboutAgreement | None = None


class Message(Frozen):
    """One message owed to one recipient because of one entry."""

    message_id: str  # 32 hexadecimal digits
    record: RecordId
    seq: Count
    kind: MessageKind
    to: Recipient
    facts: MessageFacts


MESSAGE_VERSION = 1  # rises when the same entry shall give another message


def message_id(entry_id: str, kind: MessageKind, to: Recipient) -> str:
    """The message's name, the same however often it is computed: 32 hex digits, safe in a Message-ID header."""
    parts = f"{entry_id}|{to.key}|{kind.value}|{MESSAGE_VERSION}"
    return hashlib.sha256(parts.encode()).hexdigest()[:32]
