"""What happened while an agreement was made and kept up to date (A-02, A-07, A-08, A-09)."""

from datetime import date
from typing import Literal

from models.acts import Derivation
from models.agreement import Agreement, ApprovalResult, PartyRef, RelationId, Resolution, ReviewOutcome, Signatory
from models.base import BodyId, Count, Digest, Frozen, Line, RecordId, Text


class AgreementRevised(Frozen):
    """There is a new text; who approved an earlier one has not approved this (A-09)."""

    kind: Literal["agreement_revised"] = "agreement_revised"
    version: Count
    agreement: Agreement
    document: Digest
    reason: Text
    by: PartyRef | None = None


class UsersHeard(Frozen):
    """User organisations have taken part (A-02)."""

    kind: Literal["users_heard"] = "users_heard"
    organisation: Line
    how: Text
    on: date
    document: Digest | None = None


class SentForApproval(Frozen):
    """Councils and boards are asked to approve a version (A-09)."""

    kind: Literal["sent_for_approval"] = "sent_for_approval"
    version: Count
    parties: tuple[PartyRef, ...]


class ApprovalRecorded(Frozen):
    """What a council or board came to on a version (A-09)."""

    kind: Literal["approval_recorded"] = "approval_recorded"
    party: PartyRef
    version: Count
    result: ApprovalResult
    resolution: Resolution
    said: Text | None = None


class AgreementSigned(Frozen):
    """A party has signed. Before its approval stands here the signature is flagged, and completes nothing (A-09)."""

    kind: Literal["agreement_signed"] = "agreement_signed"
    party: PartyRef
    relations: tuple[RelationId, ...]
    version: Count
    signed_on: date
    by: Signatory
    approved: bool
    document: Digest | None = None


class RelationEntered(Frozen):
    """Its parties have all signed what they approved: the agreement is entered between them (A-09)."""

    kind: Literal["relation_entered"] = "relation_entered"
    relation: RelationId
    parties: tuple[PartyRef, ...]
    version: Count
    entered_on: date


class AgreementReported(Frozen):
    """Helsedirektoratet has the agreement (A-07)."""

    kind: Literal["agreement_reported"] = "agreement_reported"
    relations: tuple[RelationId, ...]
    on: date
    way: Literal["sent", "published"]
    where: Line
    proof: Digest | None = None


class ReportOverdue(Frozen):
    """The month for sending the agreement to Helsedirektoratet is over (A-07)."""

    kind: Literal["report_overdue"] = "report_overdue"
    relation: RelationId
    due: Derivation


class EnteringOverdue(Frozen):
    """The ministry's deadline has passed, and these have not entered the agreement (A-06)."""

    kind: Literal["entering_overdue"] = "entering_overdue"
    relations: tuple[RelationId, ...]
    deadline: date


class AgreementReviewed(Frozen):
    """The yearly review was held (A-08)."""

    kind: Literal["agreement_reviewed"] = "agreement_reviewed"
    on: date
    outcome: ReviewOutcome
    body: Line
    case: RecordId | None = None
    closes: RecordId | None = None  # the case that was opened for it, where nothing is to be changed


class ReviewReminded(Frozen):
    """The review of a year is to be prepared (A-08)."""

    kind: Literal["review_reminded"] = "review_reminded"
    year: Count
    last_day: date


class ReviewCaseNoted(Frozen):
    """The case that the reminder of a review opened (A-08)."""

    kind: Literal["review_case_noted"] = "review_case_noted"
    year: Count
    case: RecordId


class ReviewOverdue(Frozen):
    """A year has passed without a review (A-08)."""

    kind: Literal["review_overdue"] = "review_overdue"
    year: Count
    body: BodyId


class PartySucceeded(Frozen):
    """Another has taken the place of parties, with what they were bound to (A-01)."""

    kind: Literal["party_succeeded"] = "party_succeeded"
    was: tuple[PartyRef, ...]
    becomes: PartyRef
    since: date
    source: Line
    document: Digest | None = None
