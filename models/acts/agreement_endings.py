"""Acts towards an agreement's end: a day fixed together, who was told, when councils meet (A-11..A-20, T-08)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.agreement import PartyRef, RelationId
from models.base import Count, Digest, Frozen, Line, RecordId, Text


class AgreeEnd(Frozen):
    """The parties have fixed a last day together, in writing (T-08)."""

    kind: Literal["agree_end"] = "agree_end"
    last_day: date
    confirmed_by: tuple[PartyRef, ...]
    document: Digest
    relations: tuple[RelationId, ...] | None = None  # None: all in force between those who confirm


class ReportNotice(Frozen):
    """The regional health authority has told Helsedirektoratet of a notice, or that it is withdrawn (A-11, A-13)."""

    kind: Literal["report_notice"] = "report_notice"
    notice: Count
    on: date
    way: Line  # e-mail, letter, their own form
    proof: Digest | None = None


class RecordCouncilDates(Frozen):
    """When a party's council or board meets, as far as is known (A-12)."""

    kind: Literal["record_council_dates"] = "record_council_dates"
    party: PartyRef
    dates: Annotated[tuple[date, ...], Field(min_length=1, max_length=100)]


class RenegotiationOpened(Frozen):
    """Said by the case that a notice opened (A-12)."""

    kind: Literal["renegotiation_opened"] = "renegotiation_opened"
    notice: Count
    case: RecordId


class MainAgreementEnded(Frozen):
    """Said by the agreement that this one follows: it has ended (A-20)."""

    kind: Literal["main_agreement_ended"] = "main_agreement_ended"
    agreement: Line
    last_day: date
    early: bool  # before its own last day, by notice or because the parties agreed


class AnswerMainEnded(Frozen):
    """A party says whether the supplementary agreement ends with the one it follows (A-20)."""

    kind: Literal["answer_main_ended"] = "answer_main_ended"
    party: PartyRef
    goes_on: bool
    reason: Text
