"""What happened to a dispute (N-01..N-15)."""

from datetime import date
from typing import Literal

from models.acts import Derivation
from models.agreement import AgreementId, Between, Resolution
from models.base import Count, Digest, Frozen, Instant, Line, PartyId, PersonId, RecordId, Text
from models.dispute import Bilateral, ConsentRule, DisputeKind, DisputeStage, Finding, Outcome, Way


class DisputeOpened(Frozen):
    """A contracting party has brought the matter up; every counterpart is asked (N-01, N-03)."""

    kind: Literal["dispute_opened"] = "dispute_opened"
    matter: DisputeKind
    title: Line
    by: PartyId
    counterparts: tuple[PartyId, ...]
    question: Text
    authority: Resolution
    basis: Text | None = None
    case: RecordId | None = None
    agreement: AgreementId | None = None
    as_one: bool | None = None
    consent_rule: ConsentRule
    relations: tuple[Between, ...]
    treated: bool | None = None
    reminder: Derivation
    due: Derivation


class ConsentAnswered(Frozen):
    """A party has consented, or has not (N-03, N-04)."""

    kind: Literal["consent_answered"] = "consent_answered"
    party: PartyId
    consents: bool
    authority: Resolution | None = None
    reason: Text | None = None


class ConsentReminded(Frozen):
    """Parties that have not answered are reminded (N-04)."""

    kind: Literal["consent_reminded"] = "consent_reminded"
    parties: tuple[PartyId, ...]
    due_at: Instant


class ConsentClosed(Frozen):
    """The request is closed; whoever has not answered has not consented (N-04)."""

    kind: Literal["consent_closed"] = "consent_closed"
    unanswered: tuple[PartyId, ...]


class RelationRejected(Frozen):
    """Between these two there is no way to the nemnda: nemnda_avvist_manglende_samtykke (N-02, N-04)."""

    kind: Literal["relation_rejected"] = "relation_rejected"
    relation: Line
    parties: tuple[PartyId, ...]
    because: tuple[PartyId, ...]  # whose yes is missing
    reason: Text | None = None


class ConsentWithdrawn(Frozen):
    """A party has taken its consent back; after submission the nemnda is told, and says what follows (N-05)."""

    kind: Literal["consent_withdrawn"] = "consent_withdrawn"
    party: PartyId
    reason: Text
    passed_on: bool


class ConsentRuleSet(Frozen):
    """The secretariat has decided whether consent is needed here, and why (N-03)."""

    kind: Literal["consent_rule_set"] = "consent_rule_set"
    rule: ConsentRule
    reason: Text


class NemndaAnsweredWithdrawal(Frozen):
    """What the nemnda says follows from a withdrawn consent (N-05)."""

    kind: Literal["nemnda_answered_withdrawal"] = "nemnda_answered_withdrawal"
    party: PartyId
    goes_on: bool
    reference: Line


class LocalStepsWaived(Frozen):
    """A party does without treatment in the local bodies (N-06)."""

    kind: Literal["local_steps_waived"] = "local_steps_waived"
    party: PartyId
    reason: Text


class LocalTreatmentRecorded(Frozen):
    """The local bodies have treated it, in that case (N-06)."""

    kind: Literal["local_treatment_recorded"] = "local_treatment_recorded"
    case: RecordId


class DisputeDocumentAdded(Frozen):
    """A document is part of what is to be sent (N-09)."""

    kind: Literal["dispute_document_added"] = "dispute_document_added"
    document: Digest
    title: Line
    size: Count


class DisputeDocumentRemoved(Frozen):
    """A document is no part of it any more (N-09)."""

    kind: Literal["dispute_document_removed"] = "dispute_document_removed"
    document: Digest
    reason: Text


class DisputeDocumentChecked(Frozen):
    """The house has looked for what may point to a person; where, never what (N-09)."""

    kind: Literal["dispute_document_checked"] = "dispute_document_checked"
    document: Digest
    findings: tuple[Finding, ...]


class AnonymisationConfirmed(Frozen):
    """A named person vouches that the document points to nobody (N-09)."""

    kind: Literal["anonymisation_confirmed"] = "anonymisation_confirmed"
    document: Digest
    person: PersonId
    despite: Text | None = None


class DisputeSubmitted(Frozen):
    """It goes to the nemnda: which documents, between whom, and whom the nemnda can ask (N-07..N-10)."""

    kind: Literal["dispute_submitted"] = "dispute_submitted"
    contact: PersonId
    documents: tuple[Digest, ...]
    size: Count
    parties: tuple[PartyId, ...]
    despite: Text | None = None  # why what the check flagged in the index's own words points to nobody (N-09)


class PackageMade(Frozen):
    """The index of the submission is written; it and the documents are sent, with a copy to each party (N-07)."""

    kind: Literal["package_made"] = "package_made"
    index: Digest
    documents: tuple[Digest, ...]


class SubmissionSent(Frozen):
    """Proof of sending: the relay took these bytes for the nemnda (N-10)."""

    kind: Literal["submission_sent"] = "submission_sent"
    message: Line
    sent_at: Instant
    raw: Digest


class NemndaReceiptEntered(Frozen):
    """The nemnda has the submission (N-10)."""

    kind: Literal["nemnda_receipt_entered"] = "nemnda_receipt_entered"
    on: date
    reference: Line


class ReplyEntered(Frozen):
    """A party has answered the claims in writing (tilsvar) (N-10)."""

    kind: Literal["reply_entered"] = "reply_entered"
    party: PartyId
    on: date
    document: Digest | None = None


class OutcomeEntered(Frozen):
    """The nemnda has spoken: advice, never a decision (N-12)."""

    kind: Literal["outcome_entered"] = "outcome_entered"
    outcome: Outcome


class AdviceAnswered(Frozen):
    """A party follows the advice, or does not (N-13)."""

    kind: Literal["advice_answered"] = "advice_answered"
    party: PartyId
    follows: bool
    reason: Text


class MediationSettled(Frozen):
    """The agreement that the mediation became, which each party approves; or none, and why (N-13)."""

    kind: Literal["mediation_settled"] = "mediation_settled"
    agreement: AgreementId | None = None
    reason: Text | None = None


class DisputeClosed(Frozen):
    """The dispute is over here, two parties at a time; where it is unsolved, with the ways that are left (N-13)."""

    kind: Literal["dispute_closed"] = "dispute_closed"
    stage: DisputeStage
    relations: tuple[Bilateral, ...]
    ways: tuple[Way, ...] | None = None


class CaseOnHold(Frozen):
    """A party has brought the dispute: what is disputed waits, the rest goes on (N-14)."""

    kind: Literal["case_on_hold"] = "case_on_hold"
    dispute: RecordId
    title: Line


class NemndaAnswered(Frozen):
    """The nemnda has spoken; the next meeting is to be informed (N-13)."""

    kind: Literal["nemnda_answered"] = "nemnda_answered"
    dispute: RecordId
    reference: Line


class CaseReturned(Frozen):
    """The dispute is over, and the case is back with the local bodies (N-04, N-13)."""

    kind: Literal["case_returned"] = "case_returned"
    dispute: RecordId
    relations: tuple[Bilateral, ...]
    agreement: AgreementId | None = None  # that the mediation became, and that each party approves
