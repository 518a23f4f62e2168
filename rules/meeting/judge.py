"""Every kind of act on a meeting, and the rule that judges it (P-06..P-09, P-22, P-32, P-33)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import acts as a
from models import entries as e
from models.acts import Mark, ReceivedAct
from models.base import SeatId
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from models.state import AgendaItem, MeetingStage, MeetingState
from rules.case.context import why_not_come
from rules.case.mandates import deputy_lacks
from rules.meeting import minutes
from rules.meeting.arranging import cancel, consent_to_short_notice, move, plan, why_not_short
from rules.meeting.context import Meeting, why_not_lead, why_not_open
from rules.meeting.fold import NOTICE_DUE
from rules.meeting.fold_minutes import MINUTES_DUE
from rules.seats import seats_taken_twice
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def put_on_agenda(meeting: Meeting, _received: ReceivedAct, act: a.PutOnAgenda) -> Verdict:
    """A case gets a place; one for beslutning only before the notice (P-08)."""
    state = meeting.state
    late = state.stage is MeetingStage.NOTIFIED and act.mark is Mark.BESLUTNING
    if late or state.stage not in (MeetingStage.PLANNED, MeetingStage.NOTIFIED):
        return refused(
            RefusalCode.NOTICE_SENT if late else RefusalCode.WRONG_STAGE,
            "P-08",
            "the notice has gone out without this case marked beslutning"
            if late
            else f"the meeting is {state.stage.value}",
            "choose a later meeting",
        )
    return accepted(
        e.AgendaItemAdded(
            item=len(state.agenda) + 1,
            case=act.case,
            title=act.title,
            mark=act.mark,
            text_digest=act.text_digest,
            papers=act.papers,
            imported=act.imported,
        )
    )


def change_agenda_item(meeting: Meeting, _received: ReceivedAct, act: a.ChangeAgendaItem) -> Verdict:
    """The text or the papers changed; after the notice they are what went out (P-17)."""
    item = _live_item(meeting, act.case)
    if item is None or item.in_notice:
        return NOTHING_LEFT
    return accepted(
        e.AgendaItemChanged(item=item.item, case=act.case, text_digest=act.text_digest, papers=act.papers)
    )


def take_off_agenda(meeting: Meeting, _received: ReceivedAct, act: a.TakeOffAgenda) -> Verdict:
    """A case leaves the agenda; an open item ends with the reason."""
    item = _live_item(meeting, act.case)
    if item is None:
        return NOTHING_LEFT
    if item.open:
        return accepted(e.MeetingItemConcluded(item=item.item, case=act.case, conclusion=act.reason))
    return accepted(e.AgendaItemRemoved(item=item.item, case=act.case, reason=act.reason))


def _live_item(meeting: Meeting, case: str) -> AgendaItem | None:
    live = (i for i in meeting.state.agenda if i.case == case and not i.removed and i.conclusion is None)
    return next(live, None)


def open_meeting(meeting: Meeting, received: ReceivedAct, act: a.OpenMeeting) -> Verdict:
    """The meeting opens with those who are there; parties nobody speaks for are named (P-22, P-23)."""
    state = meeting.state
    refusal = why_not_lead(meeting, received, "opens the meeting")
    if refusal is not None:
        return refusal
    if state.stage is not MeetingStage.NOTIFIED:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-06",
            f"the meeting is {state.stage.value}"
            + ("; its notice has not gone out" if state.stage is MeetingStage.PLANNED else ""),
            "open a meeting whose notice has gone out, once",
        )
    if received.facts.day != state.day:
        return refused(
            RefusalCode.NOT_A_MEETING_DAY,
            "P-06",
            f"the meeting is on {state.day}, today is {received.facts.day}",
            "open it on its day, or move it"
            if received.facts.day < state.day
            else "call it off (`meeting cancel`): its items go to the next meeting",
        )
    return (
        why_not_short(meeting)
        or _why_not_seat(meeting, received, act.attendance)
        or accepted(e.MeetingOpened(attendance=act.attendance, uncovered=meeting.uncovered(act.attendance)))
    )


def _why_not_seat(
    meeting: Meeting, received: ReceivedAct, attendance: tuple[a.SeatAttendance, ...]
) -> Verdict | None:
    seats = [s.seat for s in meeting.procedure.body(meeting.state.body).seats]
    for sitting in attendance:
        if sitting.seat not in seats:
            return _refuse_seat(sitting.seat, f"{meeting.state.body} has no seat {sitting.seat!r}")
        if [s.seat for s in attendance].count(sitting.seat) > 1:
            return _refuse_seat(sitting.seat, f"two people cannot sit in {sitting.seat}")
        if received.facts.rank(sitting.seat, sitting.person) is None:
            return refused(
                RefusalCode.NO_CAPACITY,
                "P-23",
                f"{sitting.person} is neither member nor deputy for {sitting.seat} on {received.facts.day}",
                "seat the member or a deputy; `roster show` lists them",
            )
        lacks = received.facts.lacks(sitting.seat, sitting.person)
        if lacks and meeting.procedure.choice("deputy_authority", received.facts.day) == "whole_seat":
            return deputy_lacks(sitting.seat, sitting.person, lacks)
    doubled = seats_taken_twice(attendance, meeting.procedure)
    if doubled:
        return refused(
            RefusalCode.ONE_PERSON_TWO_SEATS,
            "P-23",
            f"one person sits in two counted seats: {', '.join(doubled)}",
            "one person holds at most one counted seat in a meeting; leave the other seat empty",
        )
    return None


def _refuse_seat(seat: SeatId, why: str) -> Verdict:
    return refused(RefusalCode.UNKNOWN_SEAT, "P-22", why, f"correct the line for {seat}")


def change_attendance(meeting: Meeting, received: ReceivedAct, act: a.ChangeAttendance) -> Verdict:
    """People come and go during a meeting (P-32)."""
    refusal = why_not_lead(meeting, received, "records who comes and goes") or why_not_open(meeting)
    if refusal is not None:
        return refusal
    kept = tuple(s for s in meeting.state.attendance if s.seat != act.seat)
    if act.person is not None:
        kept = (*kept, a.SeatAttendance(seat=act.seat, person=act.person))
    return (
        _why_not_seat(meeting, received, kept[-1:] if act.person else ())
        or _why_not_double(meeting, kept)
        or (accepted(e.MeetingAttendanceChanged(seat=act.seat, person=act.person, uncovered=meeting.uncovered(kept))))
    )


def _why_not_double(meeting: Meeting, attendance: tuple[a.SeatAttendance, ...]) -> Verdict | None:
    doubled = seats_taken_twice(attendance, meeting.procedure)
    if not doubled:
        return None
    return refused(
        RefusalCode.ONE_PERSON_TWO_SEATS,
        "P-23",
        f"one person sits in two counted seats: {', '.join(doubled)}",
        "leave the other seat empty",
    )


def open_item(meeting: Meeting, received: ReceivedAct, act: a.OpenItem) -> Verdict:
    """One item at a time; a beslutning that a party has nobody for is never forced (P-22, P-32)."""
    refusal = why_not_lead(meeting, received, "opens an item") or why_not_open(meeting)
    if refusal is not None:
        return refusal
    current = meeting.open_item()
    if current is not None:
        return refused(
            RefusalCode.ANOTHER_ITEM_OPEN,
            "P-32",
            f"item {current.item} is open",
            "close it first; every item has its own roll call",
        )
    item = next((i for i in meeting.state.agenda if i.item == act.item and not i.removed), None)
    if item is None or item.conclusion is not None:
        return refused(
            RefusalCode.UNKNOWN_ITEM,
            "P-32",
            f"item {act.item} is {'dealt with' if item else 'not on the agenda'}",
            "`meeting show` lists the agenda",
        )
    return _taken_up(meeting, item)


def _taken_up(meeting: Meeting, item: AgendaItem) -> Verdict:
    state = meeting.state
    if item.mark is Mark.BESLUTNING and not item.in_notice:
        return refused(
            RefusalCode.NOT_MARKED,
            "P-08",
            "the case was not marked beslutning in the notice",
            "it can be decided in a following meeting",
        )
    if item.mark is Mark.BESLUTNING and state.uncovered and _must_be_covered(meeting):
        return refused(
            RefusalCode.PARTY_UNCOVERED,
            "P-22",
            f"nobody speaks for {', '.join(state.uncovered)}",
            "record who has come (`meeting attend`), or postpone the item (`meeting item-postpone`)",
        )
    return accepted(e.MeetingItemOpened(item=item.item, case=item.case, mark=item.mark, attendance=state.attendance))


def _must_be_covered(meeting: Meeting) -> bool:
    """Whether every party must be spoken for in the room, by the procedure; silently bound is none (P-22)."""
    return meeting.procedure.choice("quorum", meeting.state.day) == "every_party_covered"


def postpone_item(meeting: Meeting, received: ReceivedAct, act: a.PostponeItem) -> Verdict:
    """An item is put off without being opened; its case goes to a later meeting (P-12, P-22)."""
    refusal = why_not_lead(meeting, received, "postpones an item") or why_not_open(meeting)
    if refusal is not None:
        return refusal
    item = meeting.item(act.item)
    if item is None or item.removed or item.open or item.conclusion is not None:
        return refused(
            RefusalCode.UNKNOWN_ITEM,
            "P-32",
            f"item {act.item} is {'open or dealt with' if item else 'not on the agenda'}",
            "an open item is closed as postponed; `meeting show` lists the agenda",
        )
    return accepted(
        e.MeetingItemConcluded(item=item.item, case=item.case, conclusion=f"utsatt: {act.reason}", unopened=True)
    )


def item_concluded(meeting: Meeting, _received: ReceivedAct, act: a.ItemConcluded) -> Verdict:
    """The case says how its item ended; it goes into the minutes."""
    item = next((i for i in meeting.state.agenda if i.item == act.item and i.open), None)
    if item is None:
        return NOTHING_LEFT
    return accepted(e.MeetingItemConcluded(item=item.item, case=item.case, conclusion=act.conclusion))


def close_meeting(meeting: Meeting, received: ReceivedAct, _act: a.CloseMeeting) -> Verdict:
    """The meeting ends when no item is open; what it did not reach goes to the next (P-12)."""
    refusal = why_not_lead(meeting, received, "closes the meeting") or why_not_open(meeting)
    if refusal is not None:
        return refusal
    current = meeting.open_item()
    if current is not None:
        return refused(
            RefusalCode.ITEMS_LEFT, "P-32", f"item {current.item} is open", "close the item, then the meeting"
        )
    unreached = tuple(i.item for i in meeting.state.agenda if i.conclusion is None and not i.removed)
    return accepted(e.MeetingClosed(unreached=unreached, minutes_due=received.facts.due(MINUTES_DUE)))


def deadline_reached(meeting: Meeting, _received: ReceivedAct, act: a.DeadlineReached) -> Verdict:
    """The day for notice (P-06), or one of the minutes' days (P-33); a clock that was moved rings for nothing."""
    clock = next((c for c in meeting.state.clocks if c.name == act.clock), None)
    if clock is None or clock.due_at != act.due_at:
        return NOTHING_LEFT
    if clock.name != NOTICE_DUE:
        return minutes.ring(meeting, clock.name)
    items = tuple(i.item for i in meeting.state.agenda if not i.removed)
    return accepted(e.NoticeSent(items=items))


Judgement = Callable[[Meeting, ReceivedAct, Any], Verdict]

JUDGEMENTS: dict[type, Judgement] = {
    a.MoveMeeting: move,
    a.CancelMeeting: cancel,
    a.PutOnAgenda: put_on_agenda,
    a.ChangeAgendaItem: change_agenda_item,
    a.TakeOffAgenda: take_off_agenda,
    a.OpenMeeting: open_meeting,
    a.ChangeAttendance: change_attendance,
    a.OpenItem: open_item,
    a.PostponeItem: postpone_item,
    a.ConsentToShortNotice: consent_to_short_notice,
    a.ItemConcluded: item_concluded,
    a.CloseMeeting: close_meeting,
    a.DeadlineReached: deadline_reached,
    **minutes.JUDGEMENTS,
}


def judge_meeting(state: MeetingState | None, received: ReceivedAct, procedure: Procedure, roster: Roster) -> Verdict:
    """What an act on a meeting comes to."""
    act = received.act
    refusal = why_not_come(received)
    if refusal is not None:
        return Verdict(refusal=refusal)
    if state is None and isinstance(act, a.PlanMeeting):
        return plan(received, act, procedure)
    judgement = JUDGEMENTS.get(type(act))
    if state is None or judgement is None:
        return refused(
            RefusalCode.WRONG_STAGE, "ENGINE", f"{act.kind} cannot be done here", "look at the meeting first"
        )
    return judgement(Meeting(state, procedure, roster), received, act)
