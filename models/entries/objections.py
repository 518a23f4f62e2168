"""Written objections and what became of them (P-28)."""

from __future__ import annotations

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


class ObjectionWithdrawn(Frozen):
    """The objector took it back (P-28)."""

    kind: Literal["objection_withdrawn"] = "objection_withdrawn"
    objection: Count
    reason: Text | None = None
