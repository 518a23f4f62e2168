"""Acts that make an agreement and keep it up to date (A-02, A-07, A-08, A-09)."""

from datetime import date
from typing import Literal

from models.agreement import Agreement, ApprovalResult, PartyRef, RelationId, Resolution, ReviewOutcome, Signatory
from models.base import Count, Digest, Frozen, Line, RecordId, Text


class ReviseAgreement(Frozen):
    """A new text: a draft before anybody signs, or a change of what is in force (A-09, A-08)."""

    kind: Literal["revise_agreement"] = "revise_agreement"
    agreement: Agreement  # as it is to be from then on
    document: Digest
    reason: Text
    by: PartyRef | None = None  # whose proposal it is


class HearUsers(Frozen):
    """How user organisations took part in drawing it up (A-02)."""

    kind: Literal["hear_users"] = "hear_users"
    organisation: Line
    how: Text
    on: date
    document: Digest | None = None


class SendForApproval(Frozen):
    """The text goes to the councils and boards (A-09)."""

    kind: Literal["send_for_approval"] = "send_for_approval"
    parties: tuple[PartyRef, ...] | None = None  # None: all


class RecordApproval(Frozen):
    """What a council or board came to (A-09)."""

    kind: Literal["record_approval"] = "record_approval"
    party: PartyRef
    result: ApprovalResult
    resolution: Resolution
    said: Text | None = None  # the reservation, the amendment, the grounds
    document: Digest | None = None  # the text as amended


class SignAgreement(Frozen):
    """A party signs what it has approved (A-09)."""

    kind: Literal["sign_agreement"] = "sign_agreement"
    party: PartyRef
    signed_on: date
    by: Signatory
    relations: tuple[RelationId, ...] | None = None  # None: all of the party's
    version: Count | None = None  # None: the latest it approved, or the latest there is
    document: Digest | None = None


class ReportSent(Frozen):
    """The agreement was sent to Helsedirektoratet, or published and the link sent (A-07)."""

    kind: Literal["report_sent"] = "report_sent"
    on: date
    way: Literal["sent", "published"]
    where: Line
    relations: tuple[RelationId, ...] | None = None  # None: all that are entered
    proof: Digest | None = None


class RecordReview(Frozen):
    """The parties have reviewed the agreement (A-08)."""

    kind: Literal["record_review"] = "record_review"
    on: date
    outcome: ReviewOutcome
    body: Line
    case: RecordId | None = None


class ReviewOpened(Frozen):
    """Said by the case that the reminder of a review opened (A-08)."""

    kind: Literal["review_opened"] = "review_opened"
    year: Count
    case: RecordId


class ReviewCaseDone(Frozen):
    """Said to the case of a review: nothing is to be changed, or nothing is left to review (A-08)."""

    kind: Literal["review_case_done"] = "review_case_done"
    because: Literal["no_change", "ended"]
    on: date


class SucceedParty(Frozen):
    """Parties have become another: a merger, a division, a change of boundaries (A-01)."""

    kind: Literal["succeed_party"] = "succeed_party"
    was: tuple[PartyRef, ...]
    becomes: PartyRef
    since: date
    source: Line
    document: Digest | None = None
