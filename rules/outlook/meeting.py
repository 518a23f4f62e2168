"""What lies ahead of a meeting: notice, opening, items one by one, close (P-06, P-12, P-22, P-32)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from models.outlook import Awaited, Duty, End, Lack, LackKind, Outlook
from models.roster import Office
from models.state import MeetingStage, MeetingState
from rules.outlook.around import Around
from rules.outlook.silence import silences_of_meeting
from rules.seats import counted_seats, holdings_of, uncovered_parties

Waits = Callable[[MeetingState, Around], Iterator[Awaited]]


def meeting_outlook(state: MeetingState, around: Around) -> Outlook:
    """Everything that lies ahead of a meeting."""
    return Outlook(
        record=state.record,
        title=f"{state.body} {state.day}",
        stage=state.stage.value,
        bodies=(state.body,),
        ended=state.ended,
        reckoned_at=around.now,
        awaited=tuple(STAGES[state.stage](state, around)),
        silences=silences_of_meeting(state),
        lacks=tuple(_uncovered(state, around)),
        earliest=End(at=max(state.starts_at, around.now), why="it is opened on its day, not before", rule="P-06"),
        latest=_latest(state, around),
    )


def _latest(state: MeetingState, around: Around) -> End:
    if state.ended:
        return End(at=around.now, why="it is over", rule="P-33")
    if state.stage is MeetingStage.CLOSED:
        return End(why="minutes wait until a following meeting approves them", rule="P-33")
    return End(why="a meeting that nobody opens or calls off stays as it is; its cases wait with it", rule="P-12")


def _led(duty: Duty, state: MeetingState, around: Around, rule: str, item: int | None = None) -> Awaited:
    return Awaited(
        duty=duty,
        record=state.record,
        rule=rule,
        seat=around.procedure.body(state.body).chair,
        body=state.body,
        meeting=state.record,
        item=item,
        persons=around.of_chair(state.body),
        since=around.since(duty),
    )


def _to_come(state: MeetingState, around: Around) -> Iterator[Awaited]:
    yield from _short_notice(state, around)
    placed = Awaited(
        duty=Duty.PLACE,
        record=state.record,
        rule="P-08",
        office=Office.SECRETARIAT,
        body=state.body,
        meeting=state.record,
        persons=around.of_office(Office.SECRETARIAT),
        due=state.notice_due.at,
        must=False,
    )
    yield placed


def _short_notice(state: MeetingState, around: Around) -> Iterator[Awaited]:
    """Every counted seat consents to the short notice of an extraordinary meeting (P-31)."""
    if state.extraordinary is None:
        return
    for seat in counted_seats(around.procedure, state.body):
        if seat not in state.short_notice:
            yield Awaited(
                duty=Duty.CONSENT_NOTICE,
                record=state.record,
                rule="P-31",
                seat=seat,
                body=state.body,
                persons=around.of_seat(seat),
                since=around.since(Duty.CONSENT_NOTICE),
                due=state.starts_at,
            )


def _to_open(state: MeetingState, around: Around) -> Iterator[Awaited]:
    if state.day < around.day:  # a meeting is opened on its day, and no other
        yield _led(Duty.CALL_OFF_MEETING, state, around, "P-12").model_copy(update={"since": state.starts_at})
        return
    yield from _short_notice(state, around)
    waited = _led(Duty.OPEN_MEETING, state, around, "P-06")
    yield waited.model_copy(update={"since": state.starts_at, "must": state.day <= around.day})


def _in_session(state: MeetingState, around: Around) -> Iterator[Awaited]:
    current = next((i for i in state.agenda if i.open), None)
    if current is not None:
        waited = _led(Duty.CLOSE_ITEM, state, around, "P-32", current.item)
        yield waited.model_copy(update={"mark": current.mark.value})
        return
    left = next((i for i in state.agenda if not i.removed and i.conclusion is None), None)
    if left is not None:
        yield _led(Duty.OPEN_ITEM, state, around, "P-32", left.item)
    else:
        yield _led(Duty.CLOSE_MEETING, state, around, "P-12")


def _minuted(state: MeetingState, around: Around) -> Iterator[Awaited]:
    """Comments are answered, claims settled, and the next meeting approves (P-33)."""
    minutes = state.minutes
    if minutes is None:
        return
    for comment in minutes.unanswered() if minutes.approved_in is None else ():
        yield Awaited(
            duty=Duty.ANSWER_COMMENT,
            record=state.record,
            rule="P-33",
            office=Office.SECRETARIAT,
            body=state.body,
            item=comment,
            persons=around.of_office(Office.SECRETARIAT),
            since=around.since(Duty.ANSWER_COMMENT),
        )
    proposed = [c for c in minutes.corrections if c.outcome is None]
    for claim in minutes.open_contests():
        if all(c.contest != claim.contest for c in proposed):
            yield _led(Duty.SETTLE_CLAIM, state, around, "P-33", claim.item)
    for correction in proposed:
        for seat in correction.asked:
            if seat not in correction.agreed:
                yield Awaited(
                    duty=Duty.AGREE_CORRECTION,
                    record=state.record,
                    rule="P-33",
                    seat=seat,
                    body=state.body,
                    item=correction.correction,
                    persons=around.of_seat(seat),
                    since=around.since(Duty.AGREE_CORRECTION),
                )
    if minutes.approved_in is None:
        yield _led(Duty.APPROVE_MINUTES, state, around, "P-33")


def _nobody(_state: MeetingState, _around: Around) -> Iterator[Awaited]:
    yield from ()


def _uncovered(state: MeetingState, around: Around) -> Iterator[Lack]:
    """Parties nobody can or does speak for in it (P-22)."""
    if state.ended or state.stage in (MeetingStage.CLOSED, MeetingStage.CANCELLED):
        return
    silent = state.uncovered
    if state.stage is not MeetingStage.OPEN:
        seats = counted_seats(around.procedure, state.body)
        filled = (s for s in seats if holdings_of(s, around.roster, state.day))
        silent = uncovered_parties(filled, state.body, around.procedure, around.roster)
    if silent:
        yield Lack(kind=LackKind.COVERAGE, body=state.body, parties=silent, meeting=state.record, day=state.day)


STAGES: Mapping[MeetingStage, Waits] = {
    MeetingStage.PLANNED: _to_come,
    MeetingStage.NOTIFIED: _to_open,
    MeetingStage.OPEN: _in_session,
    MeetingStage.CLOSED: _minuted,
    MeetingStage.CANCELLED: _nobody,
}
"""Every stage has its line; a test holds the table to the whole enumeration."""
