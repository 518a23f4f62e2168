"""A decision that is held because its record is not what the rules say (P-19)."""

from typing import Literal

from models.base import Frozen, Text


class CheckDecision(Frozen):
    """The record of a held decision is looked at again, since it has been mended (P-19)."""

    kind: Literal["check_decision"] = "check_decision"
    reason: Text
