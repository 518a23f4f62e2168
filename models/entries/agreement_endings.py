"""What happened on the way to an agreement's end (A-10..A-20, T-08)."""

from datetime import date
from typing import Literal

from models.agreement import AgreementId, PartyRef, RelationId
from models.base import Count, Digest, Frozen, Line, RecordId, Text


class EndAgreed(Frozen):
    """The parties have fixed a last day together; it goes before what notices come to (T-08)."""

    kind: Literal["end_agreed"] = "end_agreed"
    relations: tuple[RelationId, ...]
    last_day: date
    confirmed_by: tuple[PartyRef, ...]
    document: Digest
    by_notice: date | None = None  # the last day that notice would leave, where the agreed one is before it


class PartsEnded(Frozen):
    """Parts of the agreement bind these parties no longer; the rest of it does (A-10)."""

    kind: Literal["parts_ended"] = "parts_ended"
    relation: RelationId
    parties: tuple[PartyRef, ...]
    parts: tuple[AgreementId, ...]
    last_day: date
    notice: Count


class NoticeReported(Frozen):
    """Helsedirektoratet has been told of a notice, or that it is withdrawn (A-11, A-13)."""

    kind: Literal["notice_reported"] = "notice_reported"
    notice: Count
    on: date
    way: Line
    proof: Digest
    withdrawn: Literal[True] | None = None  # told that the notice is withdrawn


class NoticeReportReminded(Frozen):
    """Helsedirektoratet has not been told, as far as is entered; each reminder goes to more people (A-11)."""

    kind: Literal["notice_report_reminded"] = "notice_report_reminded"
    notice: Count
    reminder: Count  # 1: before the target day; 2: on it; from 3: after it
    target: date
    withdrawn: Literal[True] | None = None  # the duty is to tell that the notice is withdrawn
    last: Literal[True] | None = None  # no more come; it stands in the work list until it is done


class RenegotiationNoted(Frozen):
    """The case that a notice opened (A-12)."""

    kind: Literal["renegotiation_noted"] = "renegotiation_noted"
    notice: Count
    case: RecordId


class CouncilDatesRecorded(Frozen):
    """When a party's council or board meets, as far as is known (A-12)."""

    kind: Literal["council_dates_recorded"] = "council_dates_recorded"
    party: PartyRef
    dates: tuple[date, ...]


class CouncilLeft(Frozen):
    """The known meetings of a party's council or board that are left before an end."""

    party: PartyRef
    dates: tuple[date, ...] = ()


class CouncilTooLate(Frozen):
    """No known meeting of a party's council or board is left before a notice ends what binds it (A-12)."""

    kind: Literal["council_too_late"] = "council_too_late"
    notice: Count
    party: PartyRef
    last_day: date


class MilestoneReached(Frozen):
    """So many months are left before a notice takes effect, and what remains to be done (A-12)."""

    kind: Literal["milestone_reached"] = "milestone_reached"
    notice: Count
    months: Count
    last_day: date
    relations: tuple[RelationId, ...]
    cases: tuple[RecordId, ...] = ()  # in which a new agreement is negotiated
    councils: tuple[CouncilLeft, ...] = ()  # of those whose meetings are known


class RenewalReminded(Frozen):
    """So many months are left of the agreement's own term; nothing is renewed by itself (A-18)."""

    kind: Literal["renewal_reminded"] = "renewal_reminded"
    months: Count
    last_day: date


class SupplementaryFlagged(Frozen):
    """The agreement that this one follows has ended early; its parties are asked, nothing ends by itself (A-20)."""

    kind: Literal["supplementary_flagged"] = "supplementary_flagged"
    agreement: Line
    last_day: date
    asked: tuple[PartyRef, ...]


class MainEndedAnswered(Frozen):
    """A party has said whether the agreement goes on without the one it follows (A-20)."""

    kind: Literal["main_ended_answered"] = "main_ended_answered"
    party: PartyRef
    goes_on: bool
    reason: Text
