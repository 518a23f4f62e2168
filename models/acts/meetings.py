"""Acts on a meeting (P-06, P-22, P-32)."""

from typing import Literal

from models.acts.agenda import SeatAttendance
from models.base import BodyId, Count, Frozen, Instant, Line, PersonId, SeatId, Text


class PlanMeeting(Frozen):
    """A meeting of a body is planned (P-06)."""

    kind: Literal["plan_meeting"] = "plan_meeting"
    body: BodyId
    starts_at: Instant
    ends_at: Instant
    place: Line
    extraordinary: Text | None = None  # why it cannot wait; notice is shortened to the floor by consent (P-31)


class MoveMeeting(Frozen):
    """The meeting gets another time or place; notice is counted again (P-06)."""

    kind: Literal["move_meeting"] = "move_meeting"
    starts_at: Instant
    ends_at: Instant
    place: Line
    reason: Text


class CancelMeeting(Frozen):
    """The meeting is called off; its items go to the next meeting of the body (P-12)."""

    kind: Literal["cancel_meeting"] = "cancel_meeting"
    reason: Text


class OpenMeeting(Frozen):
    """The chair or the secretariat opens the meeting and says who sits where (P-22)."""

    kind: Literal["open_meeting"] = "open_meeting"
    attendance: tuple[SeatAttendance, ...]


class ChangeAttendance(Frozen):
    """Somebody comes or goes while the meeting runs (P-32)."""

    kind: Literal["change_attendance"] = "change_attendance"
    seat: SeatId
    person: PersonId | None = None  # None: the seat is left empty


class OpenItem(Frozen):
    """The chair opens an item of the agenda (P-32)."""

    kind: Literal["open_item"] = "open_item"
    item: Count


class CloseMeeting(Frozen):
    """The chair closes the meeting."""

    kind: Literal["close_meeting"] = "close_meeting"
