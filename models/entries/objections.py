"""Objections and what became of them, step by step (P-20, P-28).

One made in the roll call is lodged by the position that makes it (`PositionTaken.objection`), and stood when the roll
call closed without consensus (`NoConsensus`).
"""

from enum import StrEnum
from typing import Literal

from models.base import Count, Digest, Frozen, PartyId, SeatId, Text


class ObjectionLodged(Frozen):
    """A written objection (P-28)."""

    kind: Literal["objection_lodged"] = "objection_lodged"
    objection: Count
    seat: SeatId | None = None
    party: PartyId | None = None
    grounds: Text
    would_be_removed_by: Text
    text_digest: Digest


class ObjectionAnswered(Frozen):
    """The proposer or the secretariat answered; the objector is asked whether it still stands (P-20, P-28)."""

    kind: Literal["objection_answered"] = "objection_answered"
    objection: Count
    answer: Text
    proposal: Text | None = None


class ObjectionResolved(Frozen):
    """The objector said that the amended text removes it (P-28)."""

    kind: Literal["objection_resolved"] = "objection_resolved"
    objection: Count
    text_digest: Digest
    reason: Text | None = None


class ObjectionKept(Frozen):
    """The objector was asked again and keeps it: it is sustained (P-20)."""

    kind: Literal["objection_kept"] = "objection_kept"
    objection: Count
    reason: Text


class ObjectionWithdrawn(Frozen):
    """The objector took it back (P-28), or the lead seat did on the party's behalf (P-21)."""

    kind: Literal["objection_withdrawn"] = "objection_withdrawn"
    objection: Count
    reason: Text | None = None
    by_lead: SeatId | None = None


class LapseReason(StrEnum):
    """Why an objection no longer stands although nobody took it back; the first that fits (P-28)."""

    CASE_CLOSED = "case_closed"
    NEW_ROUND = "new_round"  # the case goes back to drofting; whoever still objects does so anew
    TEXT_REPLACED = "text_replaced"
    ROLL_CALL_ENDED = "roll_call_ended"  # the item left the table; everybody is asked anew next time
    OBJECTOR_AWAY = "objector_away"  # who made it had left the seat or was recused; whoever steps in is asked anew
    PARTY_LEFT = "party_left"  # the party that made it has left the community, or no agreement binds it here
    ENTERED_WRONGLY = "entered_wrongly"  # for another seat than the one that made it


class ObjectionLapsed(Frozen):
    """What it was about is gone; it is not taken for withdrawn (P-28)."""

    kind: Literal["objection_lapsed"] = "objection_lapsed"
    objection: Count
    because: LapseReason
