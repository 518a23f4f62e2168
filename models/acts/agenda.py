"""A case's way to a meeting's agenda (P-05, P-08, P-12)."""

from enum import StrEnum
from typing import Literal

from models.base import Frozen, PersonId, RecordId, SeatId, Text


class Mark(StrEnum):
    """What an item on the agenda is for (P-08)."""

    ORIENTERING = "orientering"
    DROFTING = "drofting"
    BESLUTNING = "beslutning"


class PlaceCase(Frozen):
    """The case is put on the agenda of a meeting, marked for a stage (P-05, P-08, P-12)."""

    kind: Literal["place_case"] = "place_case"
    meeting: RecordId
    mark: Mark
    reason: Text | None = None


class SeatAttendance(Frozen):
    """Who sits in a seat, as member (rank 0) or deputy (rank 1 and up)."""

    seat: SeatId
    person: PersonId
