"""What happened to a meeting (P-06, P-08, P-22, P-32)."""

from datetime import date
from typing import Literal

from models.acts import Derivation, Mark, SeatAttendance
from models.base import BodyId, Count, Digest, Frozen, Instant, Line, PartyId, PersonId, RecordId, SeatId, Text


class MeetingPlanned(Frozen):
    """A meeting of a body, with the day its notice must leave (P-06)."""

    kind: Literal["meeting_planned"] = "meeting_planned"
    body: BodyId
    day: date
    starts_at: Instant
    ends_at: Instant
    place: Line
    notice_due: Derivation
    extraordinary: Text | None = None


class MeetingMoved(Frozen):
    """Another time or place; notice is counted again (P-06)."""

    kind: Literal["meeting_moved"] = "meeting_moved"
    day: date
    starts_at: Instant
    ends_at: Instant
    place: Line
    notice_due: Derivation
    reason: Text


class MeetingCancelled(Frozen):
    """Avlyst; the items go to the next meeting of the body (P-12)."""

    kind: Literal["meeting_cancelled"] = "meeting_cancelled"
    reason: Text


class AgendaItemAdded(Frozen):
    """A case has a place on the agenda, marked for a stage (P-08)."""

    kind: Literal["agenda_item_added"] = "agenda_item_added"
    item: Count
    case: RecordId
    title: Line
    mark: Mark
    text_digest: Digest
    papers: tuple[Digest, ...] = ()
    imported: Literal[True] | None = None  # taken over from before the house was used; not proved (P-01)


class AgendaItemChanged(Frozen):
    """The case's text or papers changed before the notice went out (P-17)."""

    kind: Literal["agenda_item_changed"] = "agenda_item_changed"
    item: Count
    case: RecordId
    text_digest: Digest
    papers: tuple[Digest, ...]


class AgendaItemRemoved(Frozen):
    """A case left the agenda (P-08)."""

    kind: Literal["agenda_item_removed"] = "agenda_item_removed"
    item: Count
    case: RecordId
    reason: Text


class NoticeSent(Frozen):
    """Innkalling: notice, agenda and papers left for every seat, deputy and represented party (P-06, P-07)."""

    kind: Literal["notice_sent"] = "notice_sent"
    items: tuple[Count, ...]


class MeetingOpened(Frozen):
    """Who sits where, and which parties nobody speaks for (P-22)."""

    kind: Literal["meeting_opened"] = "meeting_opened"
    attendance: tuple[SeatAttendance, ...]
    uncovered: tuple[PartyId, ...]


class MeetingAttendanceChanged(Frozen):
    """Somebody came or went (P-32)."""

    kind: Literal["meeting_attendance_changed"] = "meeting_attendance_changed"
    seat: SeatId
    person: PersonId | None = None
    uncovered: tuple[PartyId, ...]


class MeetingItemOpened(Frozen):
    """An item was taken up with those present then (P-32)."""

    kind: Literal["meeting_item_opened"] = "meeting_item_opened"
    item: Count
    case: RecordId
    mark: Mark
    attendance: tuple[SeatAttendance, ...]


class MeetingItemConcluded(Frozen):
    """How the item ended, in the words of the minutes (P-32)."""

    kind: Literal["meeting_item_concluded"] = "meeting_item_concluded"
    item: Count
    case: RecordId
    conclusion: Text
    unopened: bool | None = None  # put off without being taken up


class MeetingClosed(Frozen):
    """The meeting is over; items it did not reach go to the next one (P-32)."""

    kind: Literal["meeting_closed"] = "meeting_closed"
    unreached: tuple[Count, ...]
    minutes_due: Derivation | None = None
