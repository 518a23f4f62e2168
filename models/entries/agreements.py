"""What happened to an agreement (A-01..A-20, T-05, T-06)."""

from datetime import date
from enum import StrEnum
from typing import Literal

from models.acts import Derivation
from models.agreement import Agreement, AgreementId, Between, Covered, NoticeEnd, PartyRef, RelationId, Resolution
from models.base import Count, Digest, Frozen, Line, Text
from models.periods import Computation, Moment


class AgreementImported(Frozen):
    """An agreement stands in the community's register from here; imported, not proved (A-01)."""

    kind: Literal["agreement_imported"] = "agreement_imported"
    agreement: Agreement
    relations: tuple[Between, ...]


class AgreementDrafted(Frozen):
    """An agreement begins as a draft (A-01)."""

    kind: Literal["agreement_drafted"] = "agreement_drafted"
    agreement: Agreement
    document: Digest
    relations: tuple[Between, ...]


class NoticeGiven(Frozen):
    """A party has said the agreement up; nothing runs before it is received (A-10, T-02)."""

    kind: Literal["notice_given"] = "notice_given"
    notice: Count
    by: PartyRef
    to: tuple[PartyRef, ...]
    relations: tuple[RelationId, ...]
    sent: Moment
    authority: Resolution
    parts: tuple[AgreementId, ...] | None = None
    document: Digest | None = None
    named_end: date | None = None
    no_longer_covered: tuple[Covered, ...] | None = None  # of hol. § 6-2, when the parts it names have ended


class NoticeReceived(Frozen):
    """A notice has come to those it is for (A-10)."""

    kind: Literal["notice_received"] = "notice_received"
    notice: Count
    parties: tuple[PartyRef, ...]
    received: Moment
    address: Line | None = None
    document: Digest | None = None


class NoticeKnown(Frozen):
    """A counterpart has learned of the notice (A-13)."""

    kind: Literal["notice_known"] = "notice_known"
    notice: Count
    party: PartyRef
    known: Moment


class ReceiptCorrected(Frozen):
    """A receipt was on another day; the former computation stays where it stands (T-05)."""

    kind: Literal["receipt_corrected"] = "receipt_corrected"
    notice: Count
    party: PartyRef
    was: Moment
    received: Moment
    reason: Text
    computed: tuple[Computation, ...]  # what held until now


class WithdrawalAsked(Frozen):
    """A notice is taken back after counterparts had learned of it: where they do not agree it runs on (A-13)."""

    kind: Literal["withdrawal_asked"] = "withdrawal_asked"
    notice: Count
    arrived: Moment
    reason: Text
    asked: tuple[PartyRef, ...]


class WithdrawalAnswered(Frozen):
    """A counterpart has said whether it agrees (A-13)."""

    kind: Literal["withdrawal_answered"] = "withdrawal_answered"
    notice: Count
    party: PartyRef
    agrees: bool
    document: Digest | None = None


class NoticeWithdrawn(Frozen):
    """The notice is withdrawn, and kept; a new one begins anew (A-13). Each relation is its own (N-02)."""

    kind: Literal["notice_withdrawn"] = "notice_withdrawn"
    notice: Count
    arrived: Moment
    reason: Text
    agreed: tuple[PartyRef, ...]  # those whose agreement it took
    relations: tuple[RelationId, ...] | None = None  # None: all that was left of it


class DatesComputed(Frozen):
    """What comes and when, by the facts as they stand, with how each date came about (T-05, T-06)."""

    kind: Literal["dates_computed"] = "dates_computed"
    dates: tuple[Derivation, ...]
    ends: tuple[NoticeEnd, ...]


class EndCause(StrEnum):
    """Why parties are no longer bound."""

    NOTICE = "notice"
    TERM = "term"  # the agreement's own last day
    AGREED = "agreed"  # a date the parties fixed together (T-08)


class RelationEnded(Frozen):
    """Parties are bound no longer: the agreement was in force through this day (T-04)."""

    kind: Literal["relation_ended"] = "relation_ended"
    relation: RelationId
    parties: tuple[PartyRef, ...]
    last_day: date
    cause: EndCause
    notice: Count | None = None
    overtaken: tuple[Count, ...] | None = None  # notices that ran towards a later day


class AgreementEnded(Frozen):
    """Nobody is bound by the agreement any more; the record ends (A-10)."""

    kind: Literal["agreement_ended"] = "agreement_ended"
    last_day: date
