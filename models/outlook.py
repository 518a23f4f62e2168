"""What lies ahead of a record: who is waited for, which clocks run, what silence leads to, when it can end.

Values only, made by `rules.outlook`; sentences are made where people read them.
"""

from datetime import date
from enum import StrEnum

from models.acts import Mark
from models.base import BodyId, Count, Digest, Frozen, Instant, Line, PartyId, PersonId, RecordId, RuleId, SeatId
from models.roster import Office
from models.rulebook import Refusal


class Duty(StrEnum):
    """What somebody is waited for to do, or may do."""

    CLASSIFY = "classify"
    PLACE = "place"
    PLAN_MEETING = "plan_meeting"
    CONTRIBUTE = "contribute"
    ANSWER_FORANKRING = "answer_forankring"
    TAKE_POSITION = "take_position"
    WITHDRAW_OBJECTION = "withdraw_objection"
    CLOSE_ITEM = "close_item"
    CHOOSE_PATH = "choose_path"
    TAKE_OVER = "take_over"
    ANSWER_RESERVATION = "answer_reservation"
    RATIFY_CONSENT = "ratify_consent"
    SETTLE_AUTHORITY = "settle_authority"
    ANSWER_JOINT_MEASURE = "answer_joint_measure"
    RECORD_USERS = "record_users"
    DELIVER_STATEMENT = "deliver_statement"
    CONFIRM_INHERITED = "confirm_inherited"
    CARRY_OUT = "carry_out"
    CHECK_DECISION = "check_decision"  # it is held: its record is not what the rules say
    SEE_TO_WITNESSES = "see_to_witnesses"  # the decision waits for those of the log
    OPEN_MEETING = "open_meeting"
    CALL_OFF_MEETING = "call_off_meeting"  # its day is over, and nobody opened it
    OPEN_ITEM = "open_item"
    CLOSE_MEETING = "close_meeting"
    ANSWER_AFTER = "answer_after"
    ANSWER_IN_WRITING = "answer_in_writing"
    CONSENT_NOTICE = "consent_notice"
    ANSWER_COMMENT = "answer_comment"
    SETTLE_CLAIM = "settle_claim"
    AGREE_CORRECTION = "agree_correction"
    APPROVE_MINUTES = "approve_minutes"
    GIVE_INPUT = "give_input"
    SUMMARISE_INVOLVEMENT = "summarise_involvement"
    APPROVE_AGREEMENT = "approve_agreement"
    REPORT_AGREEMENT = "report_agreement"
    REVIEW_AGREEMENT = "review_agreement"
    ENTER_RECEIPT = "enter_receipt"
    ANSWER_WITHDRAWAL = "answer_withdrawal"
    BRING_DISPUTE = "bring_dispute"
    CONSENT_TO_DISPUTE = "consent_to_dispute"
    SET_CONSENT_RULE = "set_consent_rule"
    WAIVE_LOCAL_STEPS = "waive_local_steps"
    CHECK_DOCUMENT = "check_document"
    CONFIRM_ANONYMISED = "confirm_anonymised"
    SUBMIT_DISPUTE = "submit_dispute"
    SEE_IT_LEAVE = "see_it_leave"
    ENTER_NEMNDA_RECEIPT = "enter_nemnda_receipt"
    REPLY_TO_DISPUTE = "reply_to_dispute"
    ENTER_WITHDRAWAL_ANSWER = "enter_withdrawal_answer"
    ENTER_MEDIATION = "enter_mediation"
    ENTER_OPINION = "enter_opinion"
    FOLLOW_ADVICE = "follow_advice"
    SETTLE_MEDIATION = "settle_mediation"
    SIGN_AGREEMENT = "sign_agreement"
    REPORT_NOTICE = "report_notice"


class Awaited(Frozen):
    """Somebody who is waited for: one seat, one party or one office, and what is asked of them."""

    duty: Duty
    record: RecordId  # where it is done
    rule: RuleId
    seat: SeatId | None = None
    party: PartyId | None = None
    office: Office | None = None
    body: BodyId | None = None  # whose meeting or chair it is about
    meeting: RecordId | None = None
    item: Count | None = None
    objection: Count | None = None
    mark: str | None = None  # what a case is to be placed for
    waits_for: Line | None = None  # the council or board that treats a reservation
    document: Digest | None = None  # that somebody is to check or to read
    document_title: Line | None = None
    answers: tuple[str, ...] = ()  # that the law asks for
    agree: tuple[PersonId | None, ...] = ()  # whose agreement it takes, one of each office; None: nobody holds it
    persons: tuple[PersonId, ...] = ()  # who can do it today, the one who normally does first
    since: Instant | None = None
    due: Instant | None = None
    must: bool = True  # False: may, and nothing waits for it


class Silence(Frozen):
    """A running clock: the moment it rings, and what happens if nobody acts before."""

    clock: str
    at: Instant
    then: str
    rule: RuleId
    seats: tuple[SeatId, ...] = ()  # whose silence it is
    parties: tuple[PartyId, ...] = ()
    meeting: RecordId | None = None  # whose clock it is, where a case waits for it with its meeting


class LackKind(StrEnum):
    """What a case still needs before it passes."""

    CLASSIFICATION = "classification"
    MEETING = "meeting"  # none of the body is planned that fits
    DROFTING = "drofting"
    READINESS = "readiness"  # drøfting is open and has not said that the case is ready
    BESLUTNING = "beslutning"
    CONSENTS = "consents"
    OBJECTIONS = "objections"  # stand, and must go
    COVERAGE = "coverage"  # nobody speaks for a party
    CLOSE = "close"  # all have answered; the chair closes
    PATH = "path"
    TAKEOVER = "takeover"
    RESERVATIONS = "reservations"
    MANDATES = "mandates"  # consented for without one in force
    LAW = "law"  # what the law asks before a case can be decided
    STATEMENTS = "statements"
    PROOF = "proof"  # the check does not come to what the record says
    WITNESSES = "witnesses"  # of the log, who have not seen the decision yet
    CARRYING_OUT = "carrying_out"
    SUMMARY = "summary"  # of what came in
    BROUGHT = "brought"  # before the nemnda, by a party, which the chair leaves it to
    DISPUTE = "dispute"  # is not over
    INFORMED = "informed"  # a meeting, of what the nemnda gave


class Lack(Frozen):
    """One thing that is missing."""

    kind: LackKind
    body: BodyId | None = None
    day: date | None = None
    meeting: RecordId | None = None
    seats: tuple[SeatId, ...] = ()
    parties: tuple[PartyId, ...] = ()
    objections: tuple[Count, ...] = ()
    answers: tuple[str, ...] = ()  # that the law asks for
    dispute: RecordId | None = None
    number: Count | None = None  # how many there have to be


class Candidate(Frozen):
    """A case seen from a coming meeting: for what it would stand on the agenda, and why it cannot yet (P-08)."""

    case: RecordId
    title: Line
    mark: Mark
    placed_in: RecordId | None = None  # the meeting whose agenda it stands on already
    refusal: Refusal | None = None  # what placing it now would be answered

    @property
    def ready(self) -> bool:
        """Whether it can be placed now, and waits for no other meeting."""
        return self.refusal is None and self.placed_in is None


class StepKind(StrEnum):
    """A step on the shortest way to the end."""

    CLASSIFICATION = "classification"
    PATH = "path"
    DROFTING = "drofting"
    BESLUTNING = "beslutning"
    ANSWERS = "answers"  # of councils, boards, or of who announced a statement
    CLOCK = "clock"


class Step(Frozen):
    """One step: in which meeting, or on which day at the earliest where no meeting is planned."""

    kind: StepKind
    body: BodyId | None = None
    meeting: RecordId | None = None
    at: Instant | None = None  # the meeting's start, or the moment a clock rings
    day: date | None = None  # the first possible day, where nothing is planned


class End(Frozen):
    """When something can or must be over. Neither moment nor day: no limit, for the reason given."""

    at: Instant | None = None
    day: date | None = None
    why: str
    rule: RuleId
    steps: tuple[Step, ...] = ()

    @property
    def limited(self) -> bool:
        """Whether there is a date at all."""
        return self.at is not None or self.day is not None


class Outlook(Frozen):
    """What lies ahead of a record."""

    record: RecordId
    title: str
    stage: str
    bodies: tuple[BodyId, ...] = ()  # that deliberate or decide it, or whose meeting it is
    ended: bool
    reckoned_at: Instant
    awaited: tuple[Awaited, ...]
    silences: tuple[Silence, ...]  # in the order in which they ring
    lacks: tuple[Lack, ...]  # nothing: it passes, or has passed
    earliest: End
    latest: End
    on_hold_for: RecordId | None = None  # the dispute that a case waits for (N-14)
