"""The minutes: commented, answered, approved; after that corrections are appended and nothing is changed (P-33)."""

from typing import Literal

from models.base import Count, Frozen, RecordId, SeatId, Text


class CommentOnMinutes(Frozen):
    """Somebody who took part says what the draft has wrong or leaves out (P-33)."""

    kind: Literal["comment_on_minutes"] = "comment_on_minutes"
    text: Text
    item: Count | None = None


class AnswerMinutesComment(Frozen):
    """The secretariat answers a comment; with old and new words it is taken in, without them it is not (P-33)."""

    kind: Literal["answer_minutes_comment"] = "answer_minutes_comment"
    comment: Count
    answer: Text
    old_text: Text | None = None
    new_text: Text | None = None


class EditMinutes(Frozen):
    """The secretariat changes the words of a draft; approved minutes are never changed (P-33)."""

    kind: Literal["edit_minutes"] = "edit_minutes"
    item: Count | None = None
    old_text: Text
    new_text: Text
    reason: Text


class ApproveMinutes(Frozen):
    """The body approved the minutes in its next meeting (P-33)."""

    kind: Literal["approve_minutes"] = "approve_minutes"
    meeting: RecordId


class CorrectMinutes(Frozen):
    """A clerical error in approved minutes: appended by the secretariat, with notice to all (P-33)."""

    kind: Literal["correct_minutes"] = "correct_minutes"
    item: Count | None = None
    old_text: Text
    new_text: Text
    reason: Text


class ContestMinutes(Frozen):
    """Somebody who took part in an item says that the minutes are wrong about what was decided or who agreed.

    The decision is flagged on its case until the correction procedure has settled it (P-29, P-33).
    """

    kind: Literal["contest_minutes"] = "contest_minutes"
    item: Count
    claim: Text
    objected: bool | None = None  # the seat says that it objected: then there was no consensus


class WithdrawContest(Frozen):
    """Who contested the minutes takes it back (P-33)."""

    kind: Literal["withdraw_contest"] = "withdraw_contest"
    contest: Count
    reason: Text


class ProposeCorrection(Frozen):
    """A change of what was decided or who agreed, as minuted; every counted seat that took part is asked (P-33)."""

    kind: Literal["propose_correction"] = "propose_correction"
    item: Count
    old_text: Text
    new_text: Text
    reason: Text
    contest: Count | None = None


class AnswerCorrection(Frozen):
    """A seat that took part agrees to a proposed correction, or does not (P-33)."""

    kind: Literal["answer_correction"] = "answer_correction"
    correction: Count
    agrees: bool
    reason: Text | None = None


class DropCorrection(Frozen):
    """Chair or secretariat ends a proposed correction that is not agreed: silence is not consent (P-22, P-33)."""

    kind: Literal["drop_correction"] = "drop_correction"
    correction: Count
    reason: Text


class DecisionContested(Frozen):
    """A meeting tells a case that its minutes are contested about the case's decision (P-29)."""

    kind: Literal["decision_contested"] = "decision_contested"
    meeting: RecordId
    contest: Count
    seat: SeatId
    objected: bool | None = None


class ContestSettled(Frozen):
    """A meeting tells a case what the correction procedure came to (P-33)."""

    kind: Literal["contest_settled"] = "contest_settled"
    meeting: RecordId
    contest: Count
    corrected: bool
    reason: Text
