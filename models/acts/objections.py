"""Written objections (P-28)."""

from __future__ import annotations

from typing import Literal

from models.base import Count, Digest, Frozen, Text


class LodgeObjection(Frozen):
    """A written objection before the decision (P-28)."""

    kind: Literal["lodge_objection"] = "lodge_objection"
    grounds: Text
    would_be_removed_by: Text
    text_digest: Digest


class WithdrawObjection(Frozen):
    """The objector takes the objection back (P-28)."""

    kind: Literal["withdraw_objection"] = "withdraw_objection"
    objection: Count  # its number in the case, 1 and up
    reason: Text | None = None
