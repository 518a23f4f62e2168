"""Acts on a dispute: brought, consented to, made anonymous, submitted, answered, followed or not (N-01..N-15)."""

from datetime import date
from typing import Literal

from pydantic import Field

from models.agreement import AgreementId, Resolution
from models.base import Digest, Frozen, Instant, Line, PartyId, PersonId, RecordId, Text
from models.dispute import Bilateral, ConsentRule, DisputeKind, Outcome


class BringDispute(Frozen):
    """A contracting party asks that the matter goes to the nemnda; its counterparts are asked (N-01, N-03)."""

    kind: Literal["bring_dispute"] = "bring_dispute"
    matter: DisputeKind
    title: Line
    by: PartyId
    counterparts: tuple[PartyId, ...] = Field(min_length=1)
    question: Text
    authority: Resolution  # on which the party brings it
    basis: Text | None = None  # of a claim for payment: facts and law
    case: RecordId | None = None
    agreement: AgreementId | None = None
    as_one: bool | None = None  # run as one: one no ends it for all (N-02)


class AnswerConsent(Frozen):
    """A party consents, on a decision of its own, or does not (N-03, N-04)."""

    kind: Literal["answer_consent"] = "answer_consent"
    party: PartyId
    consents: bool
    authority: Resolution | None = None
    reason: Text | None = None


class WithdrawConsent(Frozen):
    """A party takes its consent back before the nemnda has spoken (N-05)."""

    kind: Literal["withdraw_consent"] = "withdraw_consent"
    party: PartyId
    reason: Text


class RecordWithdrawalAnswer(Frozen):
    """What the nemnda says follows from a withdrawn consent (N-05)."""

    kind: Literal["record_withdrawal_answer"] = "record_withdrawal_answer"
    party: PartyId
    goes_on: bool
    reference: Line


class SetConsentRule(Frozen):
    """The secretariat decides, where no source does, whether consent is needed (N-03)."""

    kind: Literal["set_consent_rule"] = "set_consent_rule"
    rule: ConsentRule
    reason: Text


class WaiveLocalSteps(Frozen):
    """A party does without treatment in the local bodies (N-06)."""

    kind: Literal["waive_local_steps"] = "waive_local_steps"
    party: PartyId
    reason: Text


class RecordLocalTreatment(Frozen):
    """The local bodies have treated it, in a case that is named (N-06)."""

    kind: Literal["record_local_treatment"] = "record_local_treatment"
    case: RecordId


class AddDisputeDocument(Frozen):
    """A kept document becomes part of what is sent (N-09)."""

    kind: Literal["add_dispute_document"] = "add_dispute_document"
    document: Digest
    title: Line


class RemoveDisputeDocument(Frozen):
    """A document is taken out, for example to be replaced by an anonymised one (N-09)."""

    kind: Literal["remove_dispute_document"] = "remove_dispute_document"
    document: Digest
    reason: Text


class CheckDisputeDocument(Frozen):
    """Have the house look for what may point to a person (N-09)."""

    kind: Literal["check_dispute_document"] = "check_dispute_document"
    document: Digest


class ConfirmAnonymised(Frozen):
    """A named person has read the document and vouches that it points to nobody (N-09)."""

    kind: Literal["confirm_anonymised"] = "confirm_anonymised"
    document: Digest
    despite: Text | None = None  # why what the check flagged points to nobody


class SubmitDispute(Frozen):
    """The secretariat sends it all to the nemnda, with somebody to ask (N-08, N-10)."""

    kind: Literal["submit_dispute"] = "submit_dispute"
    contact: PersonId
    despite: Text | None = None  # why what the check flagged in the index's own words points to nobody (N-09)


class SubmissionLeft(Frozen):
    """The relay has taken the message with the submission; said by the house."""

    kind: Literal["submission_left"] = "submission_left"
    message: Line
    sent_at: Instant
    raw: Digest


class RecordNemndaReceipt(Frozen):
    """The nemnda has confirmed that it has the submission."""

    kind: Literal["record_nemnda_receipt"] = "record_nemnda_receipt"
    on: date
    reference: Line


class RecordReply(Frozen):
    """A party has answered the claims in writing (tilsvar)."""

    kind: Literal["record_reply"] = "record_reply"
    party: PartyId
    on: date
    document: Digest | None = None


class RecordOutcome(Frozen):
    """What the nemnda gave, entered as the advice it is (N-12)."""

    kind: Literal["record_outcome"] = "record_outcome"
    outcome: Outcome


class FollowAdvice(Frozen):
    """A party says whether it follows, with its reason (N-13)."""

    kind: Literal["follow_advice"] = "follow_advice"
    party: PartyId
    follows: bool
    reason: Text


class SettleMediation(Frozen):
    """Which agreement the mediation became; none, where it came to nothing after all (N-13)."""

    kind: Literal["settle_mediation"] = "settle_mediation"
    agreement: AgreementId | None = None
    reason: Text | None = None  # why there is none


class DisputeBrought(Frozen):
    """A dispute tells its case: what is in dispute is on hold (N-14)."""

    kind: Literal["dispute_brought"] = "dispute_brought"
    dispute: RecordId
    title: Line


class DisputeAnswered(Frozen):
    """A dispute tells its case that the nemnda has spoken: the next meeting is to be informed (N-13)."""

    kind: Literal["dispute_answered"] = "dispute_answered"
    dispute: RecordId
    reference: Line


class DisputeReturned(Frozen):
    """A dispute tells its case how it ended, two parties at a time (N-04, N-13)."""

    kind: Literal["dispute_returned"] = "dispute_returned"
    dispute: RecordId
    relations: tuple[Bilateral, ...]
    agreement: AgreementId | None = None  # that the mediation became
