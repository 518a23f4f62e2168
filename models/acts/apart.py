"""Positions given apart from the roll call: in writing before it, after it, or without a meeting (P-22, P-31)."""

from typing import Literal

from models.acts.positions import Stance
from models.base import Count, Digest, Frozen, Text


class TakeWrittenPosition(Frozen):
    """A seat that will be absent takes its position before the meeting, where the procedure allows it (P-22)."""

    kind: Literal["take_written_position"] = "take_written_position"
    stance: Stance
    text_digest: Digest


class AnswerAfterMeeting(Frozen):
    """A seat that was absent answers within the days after the meeting, where the procedure lets it (P-22)."""

    kind: Literal["answer_after_meeting"] = "answer_after_meeting"
    stance: Stance
    text_digest: Digest


class ProposeInWriting(Frozen):
    """An urgent, deliberated case is put to every counted seat for a written decision (P-31)."""

    kind: Literal["propose_in_writing"] = "propose_in_writing"
    reason: Text


class AnswerInWriting(Frozen):
    """A counted seat accepts, or not, both the text and that it is decided in writing (P-31)."""

    kind: Literal["answer_in_writing"] = "answer_in_writing"
    text_digest: Digest
    accepts_text: bool
    accepts_procedure: bool
    reason: Text | None = None
    statement: Text | None = None


class ConsentToShortNotice(Frozen):
    """A counted seat consents, or not, to the shortened notice of an extraordinary meeting (P-31)."""

    kind: Literal["consent_to_short_notice"] = "consent_to_short_notice"
    agrees: bool
    reason: Text | None = None


class PostponeItem(Frozen):
    """The chair puts an item off without opening it, with the reason (P-12, P-22)."""

    kind: Literal["postpone_item"] = "postpone_item"
    item: Count
    reason: Text
