"""Who came into a seat while the case ran (P-25)."""

from __future__ import annotations

from typing import Literal

from models.base import Count, Frozen, PersonId, SeatId


class InheritanceConfirmed(Frozen):
    """The new holder has seen what was said in the seat's name (P-25)."""

    kind: Literal["inheritance_confirmed"] = "inheritance_confirmed"
    seat: SeatId
    person: PersonId


class SeatHolderReplaced(Frozen):
    """The seat has a new holder; what was said in its name stays and must be confirmed (P-25)."""

    kind: Literal["seat_holder_replaced"] = "seat_holder_replaced"
    seat: SeatId
    person: PersonId
    rank: Count
