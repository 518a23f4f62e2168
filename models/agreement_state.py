"""An agreement folded to where it stands now: who is bound, notices that run, what comes when (A-01..A-20)."""

from datetime import date
from enum import StrEnum

from models.acts import Derivation
from models.agreement import (
    Agreement,
    AgreementId,
    ApprovalResult,
    NoticeEnd,
    PartyRef,
    RelationId,
    Resolution,
    ReviewOutcome,
    Signatory,
)
from models.base import CommunityId, Count, Digest, Frozen, Instant, Line, RecordId, Text
from models.periods import Moment
from models.state import Clock


class Approval(Frozen):
    """What a party came to on a version of the text (A-09)."""

    party: PartyRef
    version: Count
    result: ApprovalResult
    resolution: Resolution
    said: Text | None = None  # the reservation, the amendment, the grounds


class Signature(Frozen):
    """A party has signed a version (A-09)."""

    party: PartyRef
    version: Count
    signed_on: date
    by: Signatory
    document: Digest | None = None


class Version(Frozen):
    """The agreement as one text has it (A-09)."""

    version: Count
    agreement: Agreement
    document: Digest | None = None  # None: brought in, kept elsewhere
    sent_to: tuple[PartyRef, ...] | None = None  # for approval


class UsersPart(Frozen):
    """How user organisations took part (A-02)."""

    organisation: Line
    on: date


class Review(Frozen):
    """A yearly review (A-08)."""

    on: date
    outcome: ReviewOutcome
    case: RecordId | None = None


class ReviewCase(Frozen):
    """The case in which a year's review is prepared, until a review is entered (A-08)."""

    year: Count
    case: RecordId


class Report(Frozen):
    """How a duty to tell Helsedirektoratet was fulfilled (A-07, A-11)."""

    on: date
    way: Line
    where: Line | None = None
    proof: Digest | None = None


class Relation(Frozen):
    """Parties bound to each other by the text, with dates of their own (N-02)."""

    relation: RelationId
    parties: tuple[PartyRef, ...]
    signatures: tuple[Signature, ...] = ()
    version: Count | None = None  # of the text that binds
    entered_on: date | None = None  # inngått: the last signature
    signed_on: date | None = None  # when the version that binds was signed by the last
    sent: Report | None = None  # to Helsedirektoratet
    agreed_end: date | None = None  # a date the parties fixed together (T-08)
    ended_parts: tuple[AgreementId, ...] = ()  # said up by themselves
    ended_on: date | None = None  # the last day it was in force


class NoticeReceipt(Frozen):
    """When a notice came to one of those it is for, and when that one learned of it (5.4, A-13)."""

    party: PartyRef
    received: Moment
    address: Line | None = None  # the official address it came to
    document: Digest | None = None
    known: Moment | None = None
    relations: tuple[RelationId, ...] | None = None  # where one took the place of several: what this came for


class WithdrawalAnswer(Frozen):
    """Whether a counterpart agrees that a notice it had learned of is withdrawn (A-13)."""

    party: PartyRef
    agrees: bool
    document: Digest | None = None


class Withdrawal(Frozen):
    """A notice taken back (A-13)."""

    arrived: Moment
    reason: Text
    asked: tuple[PartyRef, ...] = ()  # those who had learned of the notice
    answers: tuple[WithdrawalAnswer, ...] = ()
    granted_at: Instant | None = None  # since when it is withdrawn, if not for all
    reported: Report | None = None  # Helsedirektoratet has been told that it is
    reminders: Count = 0


class NoticeStage(StrEnum):
    """Where a notice stands."""

    GIVEN = "given"  # sent, not received by all it is for
    RUNNING = "running"
    WITHDRAWN = "withdrawn"
    DONE = "done"  # what it named has ended, by it or by something earlier


class Notice(Frozen):
    """A party says an agreement up (A-10)."""

    notice: Count
    by: PartyRef
    relations: tuple[RelationId, ...]  # without those it was withdrawn for before it was for the rest
    taken_back: tuple[RelationId, ...] | None = None  # those
    sent: Moment
    authority: Resolution
    stage: NoticeStage = NoticeStage.GIVEN
    parts: tuple[AgreementId, ...] | None = None  # None: the whole
    document: Digest | None = None
    named_end: date | None = None
    receipts: tuple[NoticeReceipt, ...] = ()
    withdrawal: Withdrawal | None = None
    reported: Report | None = None  # the regional health authority has told Helsedirektoratet
    reminders: Count = 0  # that it had not
    case: RecordId | None = None  # in which a new agreement is negotiated
    given_at: Instant

    @property
    def withdrawal_after_report(self) -> Withdrawal | None:
        """The withdrawal of a notice that Helsedirektoratet was told of: it is told of that too (A-13)."""
        back = self.withdrawal
        return back if self.reported is not None and back is not None and back.granted_at is not None else None


class Milestone(Frozen):
    """So many months were left before a notice took effect, and that was said (A-12)."""

    notice: Count
    months: Count
    last_day: date


class CouncilDates(Frozen):
    """When a party's council or board meets, as far as is known (A-12)."""

    party: PartyRef
    dates: tuple[date, ...]


class TooLate(Frozen):
    """It was said that no known meeting of a party's council is left before a notice takes effect (A-12)."""

    notice: Count
    party: PartyRef
    last_day: date


class Renewal(Frozen):
    """So many months were left of the agreement's own term, and that was said (A-18)."""

    months: Count
    last_day: date


class MainEnded(Frozen):
    """The agreement that this one follows ended early, and what the parties say of that (A-20)."""

    last_day: date
    goes_on: tuple[PartyRef, ...] = ()
    falls: tuple[PartyRef, ...] = ()


class AgreementState(Frozen):
    """An agreement's record, folded."""

    record: RecordId
    community: CommunityId
    agreement: Agreement
    since: Instant  # of its first entry
    first_seq: Count = 1
    imported: bool | None = None
    versions: tuple[Version, ...] = ()
    users: tuple[UsersPart, ...] = ()
    reviews: tuple[Review, ...] = ()
    review_case: ReviewCase | None = None
    reviewed_to: date | None = None  # the last day of the last year that passed without a review
    relations: tuple[Relation, ...]
    approvals: tuple[Approval, ...] = ()
    notices: tuple[Notice, ...] = ()
    ends: tuple[NoticeEnd, ...] = ()  # of notices that run
    dates: tuple[Derivation, ...] = ()  # what comes, by when: computed outside, see `rules.agreement.calendar`
    clocks: tuple[Clock, ...] = ()
    rung: tuple[str, ...] = ()  # clocks that have rung and shall not again, whatever facts become
    rung_at: Instant | None = None  # the last clock that rang
    changed_at: Instant | None = None  # facts came; what lies before them is not reminded of any more
    milestones: tuple[Milestone, ...] = ()
    councils: tuple[CouncilDates, ...] = ()
    too_late: tuple[TooLate, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    main_ended: MainEnded | None = None
    stale: bool = True  # facts have changed since the dates were computed
    ended: bool = False

    @property
    def latest(self) -> Version:
        """The newest text."""
        return self.versions[-1]

    def text_of(self, relation: Relation) -> Agreement:
        """The agreement as it binds a relation: by the text its parties signed, else by the newest."""
        return next((v.agreement for v in self.versions if v.version == relation.version), self.agreement)

    def relation(self, wanted: RelationId) -> Relation:
        """The relation of that id; LookupError where there is none."""
        for relation in self.relations:
            if relation.relation == wanted:
                return relation
        raise LookupError(wanted)

    def notice(self, number: int) -> Notice:
        """The notice of that number; LookupError where there is none."""
        for notice in self.notices:
            if notice.notice == number:
                return notice
        raise LookupError(number)
