"""Who sits in a seat, told to a running case (P-25)."""

from __future__ import annotations

from typing import Literal

from models.base import Count, Frozen, PersonId, SeatId


class ReplaceSeatHolder(Frozen):
    """A seat has a new holder while the case runs (P-25)."""

    kind: Literal["replace_seat_holder"] = "replace_seat_holder"
    seat: SeatId
    person: PersonId
    rank: Count = 0
