"""What became of a meeting's minutes (P-33). The draft and what was approved are kept; changes stand beside them."""

from datetime import date
from typing import Literal

from models.acts import Derivation
from models.base import Count, Digest, Frozen, PersonId, RecordId, SeatId, Text


class MinutesDrafted(Frozen):
    """The draft minutes, as text, HTML and PDF, by their digests, open to comment until the due date (P-33)."""

    kind: Literal["minutes_drafted"] = "minutes_drafted"
    text: Digest
    html: Digest
    pdf: Digest | None = None
    comments_due: Derivation | None = None


class MinutesOverdue(Frozen):
    """The draft did not come within its days; the secretariat is told (P-33)."""

    kind: Literal["minutes_overdue"] = "minutes_overdue"


class MinutesCommented(Frozen):
    """A comment on the draft, kept as it was given (P-33)."""

    kind: Literal["minutes_commented"] = "minutes_commented"
    comment: Count
    seat: SeatId
    person: PersonId
    item: Count | None = None
    text: Text


class MinutesCommentAnswered(Frozen):
    """What was said to a comment, and whether it was taken in (P-33)."""

    kind: Literal["minutes_comment_answered"] = "minutes_comment_answered"
    comment: Count
    answer: Text
    taken_in: bool


class MinutesEdited(Frozen):
    """The draft has other words in a place; the old ones stay here (P-33)."""

    kind: Literal["minutes_edited"] = "minutes_edited"
    item: Count | None = None
    old_text: Text
    new_text: Text
    reason: Text
    comment: Count | None = None


class MinutesCommentsClosed(Frozen):
    """The days for comments are over (P-33)."""

    kind: Literal["minutes_comments_closed"] = "minutes_comments_closed"
    unanswered: tuple[Count, ...]


class MinutesApproved(Frozen):
    """The body approved its minutes in a following meeting; from here nothing in them is changed (P-33)."""

    kind: Literal["minutes_approved"] = "minutes_approved"
    meeting: RecordId
    day: date


class MinutesIssued(Frozen):
    """The approved minutes as text, HTML and PDF; the last thing a meeting's workflow enters (P-33)."""

    kind: Literal["minutes_issued"] = "minutes_issued"
    text: Digest
    html: Digest
    pdf: Digest | None = None


class MinutesContested(Frozen):
    """A seat that took part says that the minutes are wrong about what was decided or who agreed (P-29, P-33)."""

    kind: Literal["minutes_contested"] = "minutes_contested"
    contest: Count
    item: Count
    case: RecordId
    seat: SeatId
    person: PersonId
    claim: Text
    objected: bool | None = None


class MinutesContestWithdrawn(Frozen):
    """The seat took its claim back; the minutes stand (P-33)."""

    kind: Literal["minutes_contest_withdrawn"] = "minutes_contest_withdrawn"
    contest: Count
    reason: Text


class CorrectionProposed(Frozen):
    """Every counted seat that took part in the item is asked to agree to a correction (P-33)."""

    kind: Literal["correction_proposed"] = "correction_proposed"
    correction: Count
    item: Count
    case: RecordId
    old_text: Text
    new_text: Text
    reason: Text
    contest: Count | None = None
    asked: tuple[SeatId, ...]


class CorrectionAnswered(Frozen):
    """A seat's answer to a proposed correction (P-33)."""

    kind: Literal["correction_answered"] = "correction_answered"
    correction: Count
    seat: SeatId
    person: PersonId
    agrees: bool
    reason: Text | None = None


class CorrectionRejected(Frozen):
    """Not every counted seat that took part agreed; the minutes stand, and the claim stands beside them (P-33)."""

    kind: Literal["correction_rejected"] = "correction_rejected"
    correction: Count
    refused_by: SeatId | None = None
    unanswered: tuple[SeatId, ...] = ()
    reason: Text | None = None


class MinutesCorrected(Frozen):
    """Appended to the minutes: old words, new words, why; who and when stand on the entry (P-33)."""

    kind: Literal["minutes_corrected"] = "minutes_corrected"
    item: Count | None = None
    old_text: Text
    new_text: Text
    reason: Text
    clerical: bool
    correction: Count | None = None  # the proposal that all agreed to
    contest: Count | None = None


class DecisionFlagged(Frozen):
    """On the case: the minutes of its decision are contested; the decision stands meanwhile (P-29)."""

    kind: Literal["decision_flagged"] = "decision_flagged"
    meeting: RecordId
    contest: Count
    seat: SeatId
    objected: bool | None = None


class DecisionFlagLifted(Frozen):
    """On the case: settled. `falls`: all who took part agree that a counted seat had objected (P-19, P-33)."""

    kind: Literal["decision_flag_lifted"] = "decision_flag_lifted"
    meeting: RecordId
    contest: Count
    corrected: bool
    falls: bool
    reason: Text
