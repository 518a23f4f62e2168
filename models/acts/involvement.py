"""Early involvement: what is said of a change before the party decides it by itself (P-36)."""

from typing import Literal

from models.base import Frozen, PartyId, Text


class GiveInput(Frozen):
    """A party that would be affected says what it has to say (P-36)."""

    kind: Literal["give_input"] = "give_input"
    party: PartyId
    text: Text


class WithdrawInput(Frozen):
    """A party takes its input back; it counts as one that has said nothing (P-36)."""

    kind: Literal["withdraw_input"] = "withdraw_input"
    party: PartyId
    reason: Text | None = None


class SummariseInvolvement(Frozen):
    """The opener or the secretariat sums up what came in; the case ends without a beslutning (P-36)."""

    kind: Literal["summarise_involvement"] = "summarise_involvement"
    summary: Text
