"""Who sits in a seat, told to a running case (P-25)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from models.base import Count, Frozen, Line, PartyId, PersonId, SeatId


class ReplaceSeatHolder(Frozen):
    """A seat has a new holder while the case runs (P-25)."""

    kind: Literal["replace_seat_holder"] = "replace_seat_holder"
    seat: SeatId
    person: PersonId
    rank: Count = 0


class SeatHolderLeft(Frozen):
    """Somebody had left the position that their seat goes with; said by the community's record (P-24)."""

    kind: Literal["seat_holder_left"] = "seat_holder_left"
    seat: SeatId
    person: PersonId
    last_day: date


class MandateGiven(Frozen):
    """A mandate was given or renewed; said by the community's record (P-24)."""

    kind: Literal["mandate_given"] = "mandate_given"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    since: date
    until: date | None = None


class RatifyConsent(Frozen):
    """A party says of a consent given in its name without a mandate in force that it stands, or does not (P-24)."""

    kind: Literal["ratify_consent"] = "ratify_consent"
    party: PartyId
    approved: bool
    organ: Line
    dated: date
    reference: Line
