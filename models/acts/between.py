"""What one record says to another, and the clock's."""

from typing import Literal

from models.acts.agenda import Mark, SeatAttendance
from models.base import (
    BodyId,
    Count,
    Digest,
    Frozen,
    Instant,
    Line,
    PartyId,
    PersonId,
    RecordId,
    RuleId,
    SeatId,
    Text,
)


class PutOnAgenda(Frozen):
    """A case asks a meeting for a place on its agenda."""

    kind: Literal["put_on_agenda"] = "put_on_agenda"
    case: RecordId
    title: Line
    mark: Mark
    text_digest: Digest
    papers: tuple[Digest, ...] = ()
    imported: Literal[True] | None = None  # taken over from before the house was used; not proved (P-01)


class ChangeAgendaItem(Frozen):
    """A case on the agenda has another text or more papers than when it was put there."""

    kind: Literal["change_agenda_item"] = "change_agenda_item"
    case: RecordId
    text_digest: Digest
    papers: tuple[Digest, ...]


class TakeOffAgenda(Frozen):
    """A case leaves a meeting's agenda: withdrawn, moved, or its text was changed."""

    kind: Literal["take_off_agenda"] = "take_off_agenda"
    case: RecordId
    reason: Text


class AgendaRefused(Frozen):
    """A meeting could not take the case: called off, or its notice had gone out."""

    kind: Literal["agenda_refused"] = "agenda_refused"
    meeting: RecordId
    rule: RuleId
    detail: Text


class PapersSent(Frozen):
    """A meeting's notice with papers has gone out; the text is fixed from here (P-08, P-17, P-28)."""

    kind: Literal["papers_sent"] = "papers_sent"
    meeting: RecordId
    item: Count
    mark: Mark
    text_digest: Digest  # the text that went out


class MeetingRescheduled(Frozen):
    """A meeting that a case waits for has another time."""

    kind: Literal["meeting_rescheduled"] = "meeting_rescheduled"
    meeting: RecordId


class MeetingFellAway(Frozen):
    """A meeting that a case waits for was called off, or closed without reaching the case (P-12)."""

    kind: Literal["meeting_fell_away"] = "meeting_fell_away"
    meeting: RecordId
    rule: RuleId
    reason: Text
    uncovered: tuple[PartyId, ...] = ()  # parties nobody spoke for, where that is why (P-22)


class ItemOpened(Frozen):
    """A meeting has opened the case's item; who sits where is as it was at that moment."""

    kind: Literal["item_opened"] = "item_opened"
    meeting: RecordId
    item: Count
    mark: Mark
    attendance: tuple[SeatAttendance, ...]


class AttendanceChanged(Frozen):
    """Somebody came or went while the case's item was open."""

    kind: Literal["attendance_changed"] = "attendance_changed"
    meeting: RecordId
    seat: SeatId
    person: PersonId | None = None


class ItemConcluded(Frozen):
    """A case tells its meeting how the item ended; it goes into the minutes."""

    kind: Literal["item_concluded"] = "item_concluded"
    case: RecordId
    item: Count
    conclusion: Text


class NoMeetingFound(Frozen):
    """No coming meeting of the body leaves room for the case (P-12)."""

    kind: Literal["no_meeting_found"] = "no_meeting_found"
    body: BodyId


class DeadlineReached(Frozen):
    """A due time has come; written under the gate, so everything with a lower number was in time."""

    kind: Literal["deadline_reached"] = "deadline_reached"
    clock: str
    due_at: Instant
