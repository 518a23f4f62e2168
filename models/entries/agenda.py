"""A case's way through meetings (P-05, P-08, P-12, P-32)."""

from datetime import date
from typing import Literal

from models.acts import Mark, SeatAttendance
from models.base import BodyId, Count, Digest, Frozen, Instant, PartyId, PersonId, RecordId, RuleId, SeatId, Text


class PlacedOnAgenda(Frozen):
    """The case waits for a meeting, marked for a stage (P-08, P-12)."""

    kind: Literal["placed_on_agenda"] = "placed_on_agenda"
    meeting: RecordId
    body: BodyId
    mark: Mark
    day: date
    starts_at: Instant
    text_digest: Digest
    reason: Text | None = None


class MeetingAwaited(Frozen):
    """No coming meeting of the deciding body has room; the secretariat is told to plan one (P-12)."""

    kind: Literal["meeting_awaited"] = "meeting_awaited"
    body: BodyId


class LeftAgenda(Frozen):
    """The case no longer waits for that meeting."""

    kind: Literal["left_agenda"] = "left_agenda"
    meeting: RecordId
    reason: Text
    rule: RuleId


class PlacementMoved(Frozen):
    """The meeting the case waits for has another time; forankring is due accordingly (P-12)."""

    kind: Literal["placement_moved"] = "placement_moved"
    meeting: RecordId
    day: date
    starts_at: Instant


class PapersWentOut(Frozen):
    """Notice with papers was sent; the text is fixed and written objections may be lodged (P-17, P-28)."""

    kind: Literal["papers_went_out"] = "papers_went_out"
    meeting: RecordId
    mark: Mark
    text_digest: Digest


class CaseItemOpened(Frozen):
    """The meeting took up the case; for beslutning this opens the roll call (P-20)."""

    kind: Literal["case_item_opened"] = "case_item_opened"
    meeting: RecordId
    item: Count
    mark: Mark
    body: BodyId
    attendance: tuple[SeatAttendance, ...]
    text_digest: Digest
    uncovered: tuple[PartyId, ...] | None = None  # whom nobody speaks for, since a seat is recused (P-22, P-26)


class CaseAttendanceChanged(Frozen):
    """Somebody came or went while the item was open (P-32)."""

    kind: Literal["case_attendance_changed"] = "case_attendance_changed"
    seat: SeatId
    person: PersonId | None = None


class OrienteringGiven(Frozen):
    """The body was informed; nothing was deliberated or decided (P-08)."""

    kind: Literal["orientering_given"] = "orientering_given"
    meeting: RecordId
    summary: Text | None = None
