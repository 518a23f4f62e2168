"""Slips of the pen: an entry that says another seat or another day than was meant. Both stay on record."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.base import Count, Digest, Frozen, SeatId, Text


class WrongSeat(Frozen):
    """The position was entered for another seat than the one that gave it (P-20)."""

    kind: Literal["wrong_seat"] = "wrong_seat"
    meant: SeatId


class WrongDay(Frozen):
    """A council or board treats it, or treated it, on another day than was entered (P-11, P-20)."""

    kind: Literal["wrong_day"] = "wrong_day"
    meant: date


Slip = Annotated[WrongSeat | WrongDay, Field(discriminator="kind")]


class CorrectEntry(Frozen):
    """An entry of the case says what was not meant; it is named by its number and digest."""

    kind: Literal["correct_entry"] = "correct_entry"
    seq: Count
    hash: Digest
    slip: Slip
    reason: Text
