"""A meeting's entries folded, one by one, into where the meeting stands. Pure; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from models import entries as e
from models.acts import Derivation, SeatAttendance
from models.entries import Entry
from models.state import AgendaItem, Clock, MeetingStage, MeetingState
from rules.meeting import fold_minutes
from rules.recording import still_running

NOTICE_DUE = "notice-due"

Changes = dict[str, Any]


def open_meeting(entry: Entry, community: str) -> MeetingState:
    """The state after the first entry of a meeting."""
    body = entry.body
    assert isinstance(body, e.MeetingPlanned), "the first entry of a meeting plans it"
    return MeetingState(
        record=entry.record,
        community=community,
        stage=MeetingStage.PLANNED,
        body=body.body,
        day=body.day,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        place=body.place,
        notice_due=body.notice_due,
        extraordinary=body.extraordinary,
        clocks=(_notice_clock(body.notice_due),),
    )


def fold_meeting(state: MeetingState | None, entry: Entry, community: str) -> MeetingState:
    """The state after one more entry."""
    if state is None:
        return open_meeting(entry, community)
    changes = _FOLDS[type(entry.body)](state, entry, entry.body)
    return state.model_copy(update=changes) if changes else state


def fold_all(entries: Iterable[Entry], community: str) -> MeetingState:
    """The state after all of a meeting's entries, first to last.

    Raises:
        ValueError: there are no entries.
    """
    state: MeetingState | None = None
    for entry in entries:
        state = fold_meeting(state, entry, community)
    if state is None:
        raise ValueError("a record without entries has no state")
    return state


def _notice_clock(due: Derivation) -> Clock:
    return Clock(name=due.name, due_at=due.at, consequence="notice, agenda and papers are sent", rule="P-06")


def _nothing(_s: MeetingState, _e: Entry, _b: object) -> Changes:
    return {}


def _moved(s: MeetingState, _e: Entry, b: e.MeetingMoved) -> Changes:
    return {
        "stage": MeetingStage.PLANNED,
        "day": b.day,
        "starts_at": b.starts_at,
        "ends_at": b.ends_at,
        "place": b.place,
        "notice_due": b.notice_due,
        "sequence": s.sequence + 1,
        "agenda": tuple(i.model_copy(update={"in_notice": False}) for i in s.agenda),
        "short_notice": (),
        "clocks": (_notice_clock(b.notice_due),),
    }


def _short_notice(s: MeetingState, _e: Entry, b: e.ShortNoticeAnswered) -> Changes:
    others = tuple(seat for seat in s.short_notice if seat != b.seat)
    return {"short_notice": (*others, b.seat) if b.agrees else others}


def _cancelled(s: MeetingState, _e: Entry, _b: e.MeetingCancelled) -> Changes:
    return {"stage": MeetingStage.CANCELLED, "clocks": (), "sequence": s.sequence + 1, "ended": True}


def _item_added(s: MeetingState, _e: Entry, b: e.AgendaItemAdded) -> Changes:
    item = AgendaItem(
        item=b.item,
        case=b.case,
        title=b.title,
        mark=b.mark,
        text_digest=b.text_digest,
        papers=b.papers,
        imported=b.imported,
    )
    return {"agenda": (*s.agenda, item)}


def _item_changed(s: MeetingState, _e: Entry, b: e.AgendaItemChanged) -> Changes:
    return {"agenda": _items_with(s, b.item, text_digest=b.text_digest, papers=b.papers)}


def _item_removed(s: MeetingState, _e: Entry, b: e.AgendaItemRemoved) -> Changes:
    return {"agenda": _items_with(s, b.item, removed=True)}


def _items_with(s: MeetingState, number: int, **changes: Any) -> tuple[AgendaItem, ...]:
    return tuple(i.model_copy(update=changes) if i.item == number else i for i in s.agenda)


def _notified(s: MeetingState, _e: Entry, b: e.NoticeSent) -> Changes:
    agenda = tuple(i.model_copy(update={"in_notice": True}) if i.item in b.items else i for i in s.agenda)
    return {"stage": MeetingStage.NOTIFIED, "invited": True, "agenda": agenda, "clocks": ()}


def _opened(_s: MeetingState, _e: Entry, b: e.MeetingOpened) -> Changes:
    return {
        "stage": MeetingStage.OPEN,
        "attendance": b.attendance,
        "took_part": b.attendance,
        "uncovered": b.uncovered,
        "clocks": (),
    }


def _attendance(s: MeetingState, _e: Entry, b: e.MeetingAttendanceChanged) -> Changes:
    kept = tuple(a for a in s.attendance if a.seat != b.seat)
    if b.person is not None:
        kept = (*kept, SeatAttendance(seat=b.seat, person=b.person))
    came = kept[-1:] if b.person is not None else ()
    agenda = tuple(i.model_copy(update={"took_part": _joined(i.took_part, came)}) if i.open else i for i in s.agenda)
    return {
        "attendance": kept,
        "took_part": _joined(s.took_part, came),
        "uncovered": b.uncovered,
        "agenda": agenda,
    }


def _joined(those: tuple[SeatAttendance, ...], came: tuple[SeatAttendance, ...]) -> tuple[SeatAttendance, ...]:
    return (*those, *(sitting for sitting in came if sitting not in those))


def _item_opened(s: MeetingState, _e: Entry, b: e.MeetingItemOpened) -> Changes:
    return {"agenda": _items_with(s, b.item, open=True, took_part=b.attendance)}


def _item_concluded(s: MeetingState, _e: Entry, b: e.MeetingItemConcluded) -> Changes:
    return {"agenda": _items_with(s, b.item, open=False, conclusion=b.conclusion)}


def _closed(_s: MeetingState, _e: Entry, b: e.MeetingClosed) -> Changes:
    due = b.minutes_due
    consequence = "the secretariat is told that the draft minutes are late"
    late = () if due is None else (Clock(name=due.name, due_at=due.at, consequence=consequence, rule="P-33"),)
    return {"stage": MeetingStage.CLOSED, "clocks": late}


def _clock_stopped(s: MeetingState, _e: Entry, b: e.ClockStopped) -> Changes:
    return {"clocks": still_running(s.clocks, b)}


_FOLDS: dict[type, Callable[[MeetingState, Entry, Any], Changes]] = {
    e.MeetingMoved: _moved,
    e.MeetingCancelled: _cancelled,
    e.AgendaItemAdded: _item_added,
    e.AgendaItemChanged: _item_changed,
    e.AgendaItemRemoved: _item_removed,
    e.NoticeSent: _notified,
    e.MeetingOpened: _opened,
    e.MeetingAttendanceChanged: _attendance,
    e.MeetingItemOpened: _item_opened,
    e.MeetingItemConcluded: _item_concluded,
    e.MeetingClosed: _closed,
    e.ShortNoticeAnswered: _short_notice,
    **fold_minutes.FOLDS,
    e.ActRefused: _nothing,
    e.RefusalsSummarised: _nothing,
    e.RestartedFromRecord: _nothing,
    e.ClockStopped: _clock_stopped,
}
