"""Objections and what may be done about them (P-20, P-28)."""

from typing import Literal

from models.base import Count, Digest, Frozen, Text


class LodgeObjection(Frozen):
    """A written objection before the decision (P-28)."""

    kind: Literal["lodge_objection"] = "lodge_objection"
    grounds: Text
    would_be_removed_by: Text
    text_digest: Digest


class AnswerObjection(Frozen):
    """The proposer or the secretariat answers an objection: the attempt to resolve it (P-20, P-28)."""

    kind: Literal["answer_objection"] = "answer_objection"
    objection: Count  # its number in the case, 1 and up
    answer: Text
    proposal: Text | None = None  # what is proposed to remove it


class ResolveObjection(Frozen):
    """The objector says that the amended text removes the objection (P-28)."""

    kind: Literal["resolve_objection"] = "resolve_objection"
    objection: Count
    text_digest: Digest
    reason: Text | None = None


class KeepObjection(Frozen):
    """The objector, asked again after an answer, keeps the objection (P-20)."""

    kind: Literal["keep_objection"] = "keep_objection"
    objection: Count
    reason: Text


class WithdrawObjection(Frozen):
    """The objector takes the objection back (P-28)."""

    kind: Literal["withdraw_objection"] = "withdraw_objection"
    objection: Count
    reason: Text | None = None
