"""Acts on an agreement: brought in or drafted, said up, withdrawn (A-01, A-10, A-13)."""

from datetime import date
from typing import Literal

from models.agreement import Agreement, AgreementId, PartyRef, RelationId, Resolution
from models.base import Count, Digest, Frozen, Line, Text
from models.periods import Moment


class ImportAgreement(Frozen):
    """An agreement is entered as it is kept elsewhere: imported, not proved (A-01)."""

    kind: Literal["import_agreement"] = "import_agreement"
    agreement: Agreement


class DraftAgreement(Frozen):
    """A new agreement begins as a draft (A-01, A-05)."""

    kind: Literal["draft_agreement"] = "draft_agreement"
    agreement: Agreement
    document: Digest


class GiveNotice(Frozen):
    """A party says the agreement up, in writing, on a decision of its council or board (A-10)."""

    kind: Literal["give_notice"] = "give_notice"
    by: PartyRef
    sent: Moment
    authority: Resolution
    relations: tuple[RelationId, ...] | None = None  # None: all that the party is bound by
    parts: tuple[AgreementId, ...] | None = None  # None: the whole
    document: Digest | None = None
    named_end: date | None = None  # a last day that the notice itself names


class RecordReceipt(Frozen):
    """The notice has come to those it is for (T-02)."""

    kind: Literal["record_receipt"] = "record_receipt"
    notice: Count
    parties: tuple[PartyRef, ...]
    received: Moment
    address: Line | None = None
    document: Digest | None = None


class RecordKnowledge(Frozen):
    """A counterpart has learned of the notice: from here one side alone cannot take it back (A-13)."""

    kind: Literal["record_knowledge"] = "record_knowledge"
    notice: Count
    party: PartyRef
    known: Moment


class CorrectReceipt(Frozen):
    """The receipt was on another day than entered; what was computed of it stays in the record (T-05)."""

    kind: Literal["correct_receipt"] = "correct_receipt"
    notice: Count
    party: PartyRef
    received: Moment
    reason: Text


class WithdrawNotice(Frozen):
    """Whoever gave a notice takes it back (A-13)."""

    kind: Literal["withdraw_notice"] = "withdraw_notice"
    notice: Count
    arrived: Moment  # when word of it came to the counterpart
    reason: Text


class AnswerWithdrawal(Frozen):
    """A counterpart that had learned of a notice agrees in writing that it is withdrawn, or does not (A-13)."""

    kind: Literal["answer_withdrawal"] = "answer_withdrawal"
    notice: Count
    party: PartyRef
    agrees: bool
    document: Digest | None = None
