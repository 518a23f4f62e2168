"""The second telling of acts on a meeting: what speaks against each, and what it does."""

from __future__ import annotations

from models import acts as a
from models.acts import Mark
from tests.model.model import Against, Case, Do, Item, Meeting, Model, Reasons, Roll, Who


def against_leading(meeting: Meeting, who: Who, rule: str = "P-32") -> Reasons:
    """The chair or the secretariat, while the meeting is open."""
    if not (who.secretariat or meeting.body in who.chairs):
        yield "P-32"
    if meeting.stage != "open":
        yield rule


def against_seating(model: Model, meeting: Meeting, sitting: dict[str, str]) -> Reasons:
    """Holders of the body's seats, and nobody in two counted ones (P-22, P-23)."""
    for seat, person in sitting.items():
        known = model.community.seats.get(seat)
        if known is None or known.body != meeting.body:
            yield "P-22"
        elif person not in known.holders:
            yield "P-23"
    counted = [person for seat, person in sitting.items() if seat in model.community.seats and counts(model, seat)]
    if len(set(counted)) < len(counted):
        yield "P-23"


def counts(model: Model, seat: str) -> bool:
    """Whether a seat counts."""
    return model.community.seats[seat].counts


def against_opening(model: Model, meeting: Meeting, act: a.OpenMeeting, who: Who) -> Reasons:
    if not (who.secretariat or meeting.body in who.chairs):
        yield "P-32"
    if meeting.stage != "notified" or model.today != meeting.day:
        yield "P-06"
    yield from against_seating(model, meeting, {s.seat: s.person for s in act.attendance})


def open_meeting(_model: Model, meeting: Meeting, act: a.OpenMeeting, _who: Who) -> None:
    meeting.stage, meeting.sitting = "open", {s.seat: s.person for s in act.attendance}


def against_coming(model: Model, meeting: Meeting, act: a.ChangeAttendance, who: Who) -> Reasons:
    yield from against_leading(meeting, who)
    sitting = {seat: person for seat, person in meeting.sitting.items() if seat != act.seat}
    if act.person is not None:
        yield from against_seating(model, meeting, {act.seat: act.person})
        yield from against_seating(model, meeting, {**sitting, act.seat: act.person})


def come(model: Model, meeting: Meeting, act: a.ChangeAttendance, _who: Who) -> None:
    open_item = meeting.open_item()
    case = model.cases[open_item.case] if open_item else None
    for sitting in (meeting.sitting, case.item.sitting if case is not None and case.item else {}):
        sitting.pop(act.seat, None)
        if act.person is not None:
            sitting[act.seat] = act.person


def against_taking_up(model: Model, meeting: Meeting, act: a.OpenItem, who: Who) -> Reasons:
    yield from against_leading(meeting, who)
    if meeting.open_item() is not None:
        yield "P-32"
    item = next((i for i in meeting.items if i.number == act.item and i.state == "live"), None)
    if item is None:
        yield "P-32"
    elif item.mark is Mark.BESLUTNING and not item.in_notice:
        yield "P-08"
    elif item.mark is Mark.BESLUTNING and model.community.uncovered(set(meeting.sitting), meeting.body):
        yield "P-22"


def take_up(model: Model, meeting: Meeting, act: a.OpenItem, _who: Who) -> None:
    item = next(i for i in meeting.items if i.number == act.item)
    case = model.cases[item.case]
    item.state = "open"
    case.item = Roll(meeting.record, item.number, item.mark, meeting.body, dict(meeting.sitting))
    case.positions = {}
    case.version += 1


def fall_away(model: Model, case: Case, item: Item) -> None:
    """Not dealt with here: the case waits for the next meeting (P-12, P-22)."""
    if item.mark is Mark.BESLUTNING and not case.withdrawn:
        case.placed, case.stage, case.positions = None, "utsatt", {}
    else:
        model.leave(case)


def against_closing(_model: Model, meeting: Meeting, _act: a.CloseMeeting, who: Who) -> Reasons:
    yield from against_leading(meeting, who)
    if meeting.open_item() is not None:
        yield "P-32"


def close_meeting(model: Model, meeting: Meeting, _act: a.CloseMeeting, _who: Who) -> None:
    meeting.stage = "closed"
    for item in meeting.items:
        if item.state == "live":
            fall_away(model, model.cases[item.case], item)


def against_cancelling(_model: Model, meeting: Meeting, _act: a.CancelMeeting, who: Who) -> Reasons:
    if not who.secretariat:
        yield "ENGINE"
    begun = any(item.state in ("open", "done") for item in meeting.items)
    if meeting.stage not in ("planned", "notified") and (meeting.stage != "open" or begun):
        yield "P-06"


def cancel(model: Model, meeting: Meeting, _act: a.CancelMeeting, _who: Who) -> None:
    meeting.stage = "cancelled"
    for item in meeting.items:
        if item.state == "live":
            fall_away(model, model.cases[item.case], item)


OF_MEETINGS: dict[type, tuple[Against, Do]] = {
    a.OpenMeeting: (against_opening, open_meeting),
    a.ChangeAttendance: (against_coming, come),
    a.OpenItem: (against_taking_up, take_up),
    a.CloseMeeting: (against_closing, close_meeting),
    a.CancelMeeting: (against_cancelling, cancel),
}
