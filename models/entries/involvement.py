"""Early involvement in a change that one party considers (P-36)."""

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
    reminder: Derivation | None = None  # None: there are too few days for one


class InvolvementReminded(Frozen):
    """Those who had given no input were reminded before the time for it was over (P-36)."""

    kind: Literal["involvement_reminded"] = "involvement_reminded"
    parties: tuple[PartyId, ...]


class InputGiven(Frozen):
    """A party said what it had to say; it binds nobody (P-36)."""

    kind: Literal["input_given"] = "input_given"
    party: PartyId
    text: Text
    replaces: Literal[True] | None = None  # what the party said before; both stay in the record


class InputWithdrawn(Frozen):
    """A party took its input back; what it said stays in the record (P-36)."""

    kind: Literal["input_withdrawn"] = "input_withdrawn"
    party: PartyId
    reason: Text | None = None


class InvolvementClosed(Frozen):
    """The time for input is over; silence stands as silence (P-36)."""

    kind: Literal["involvement_closed"] = "involvement_closed"
    unanswered: tuple[PartyId, ...]


class InvolvementSummarised(Frozen):
    """What came in is summed up; nothing is decided here (P-36)."""

    kind: Literal["involvement_summarised"] = "involvement_summarised"
    summary: Text
