"""Slips corrected: what was entered, what was meant; the corrected entry stays as it is."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts import Derivation
from models.base import Count, Digest, Frozen, PartyId, SeatId, Text


class SeatCorrected(Frozen):
    """The seat the position was entered for has not answered; the one that gave it does so itself (P-20)."""

    kind: Literal["seat_corrected"] = "seat_corrected"
    old: SeatId
    new: SeatId


class DayCorrected(Frozen):
    """The day a council or board treats, or treated, the matter (P-11, P-20)."""

    kind: Literal["day_corrected"] = "day_corrected"
    party: PartyId
    old: date | None = None
    new: date
    due: Derivation | None = None  # of a reservation: when its party is reminded


class EntryCorrected(Frozen):
    """An earlier entry, named by number and digest, said what was not meant (P-20)."""

    kind: Literal["entry_corrected"] = "entry_corrected"
    seq: Count
    hash: Digest
    correction: Annotated[SeatCorrected | DayCorrected, Field(discriminator="kind")]
    reason: Text
