"""Acts that were refused, in any record."""

from typing import Literal

from models.base import Count, Frozen, Instant
from models.rulebook import Refusal


class ActRefused(Frozen):
    """An act that was well formed but not allowed: which rule, why, and what is allowed now."""

    kind: Literal["act_refused"] = "act_refused"
    act_kind: str
    refusal: Refusal


class RefusalsSummarised(Frozen):
    """More refused acts of a seat within an hour than the record takes one by one (ENGINE)."""

    kind: Literal["refusals_summarised"] = "refusals_summarised"
    sender: str
    hour: Instant
    count: Count
