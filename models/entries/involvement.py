"""Early involvement in a change that one party considers (P-36)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from models.acts import Derivation
from models.base import Frozen, PartyId, Text


class InvolvementAsked(Frozen):
    """The other affected parties are asked for input before the opener decides by itself (P-36)."""

    kind: Literal["involvement_asked"] = "involvement_asked"
    parties: tuple[PartyId, ...]
    own_decision_on: date
    due: Derivation


class InputGiven(Frozen):
    """A party said what it had to say; it binds nobody (P-36)."""

    kind: Literal["input_given"] = "input_given"
    party: PartyId
    text: Text


class InvolvementClosed(Frozen):
    """The time for input is over; silence stands as silence (P-36)."""

    kind: Literal["involvement_closed"] = "involvement_closed"
    unanswered: tuple[PartyId, ...]


class InvolvementSummarised(Frozen):
    """What came in is summed up; nothing is decided here (P-36)."""

    kind: Literal["involvement_summarised"] = "involvement_summarised"
    summary: Text
