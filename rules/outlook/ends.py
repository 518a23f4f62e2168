"""When a case can be decided at the earliest, and by when it must be over (P-05, P-06, P-12).

Earliest: through the meetings that are planned, with the notice period and the smallest gap between the stages; where
none is planned, by the first day for which notice can still leave. Latest: mostly there is none, and it is said why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count

from models.acts import Mark, MeetingFacts
from models.base import BodyId
from models.outlook import End, Step, StepKind
from models.state import CaseStage, CaseState, Drofting
from rules.effects.acts import anchored
from rules.legal_dates import is_working_day, notice_due, start_of
from rules.outlook.around import Around
from rules.planning import following_meeting


def earliest_decision(state: CaseState, around: Around) -> End:
    """The shortest way to a beslutning, if everybody whose turn it is acts at once."""
    steps: list[Step] = []
    if state.classification is None:
        ends = (_by_routing(state, body, around) for body in _deciding(around))
        return min(ends, key=lambda end: _when(end, around))
    if state.path_asked:
        steps.append(Step(kind=StepKind.PATH, body=state.classification.decision_body, day=around.day))
    held = None if state.stage is CaseStage.IKKE_KONSENSUS else state.drofting
    if held is None:
        held, step = _drofting(state, state.classification.drofting_body, around)
        steps.append(step)
    return _decided(state, state.classification.decision_body, held, steps, around)


def _deciding(around: Around) -> tuple[BodyId, ...]:
    return tuple(dict.fromkeys((around.procedure.routing.professional, around.procedure.routing.larger_consequences)))


def _by_routing(state: CaseState, body: BodyId, around: Around) -> End:
    held, step = _drofting(state, around.procedure.routing.drofting_default, around)
    return _decided(state, body, held, [Step(kind=StepKind.CLASSIFICATION, day=around.day), step], around)


def _when(end: End, around: Around) -> datetime:
    """Its moment, or the beginning of its day."""
    if end.at is not None:
        return end.at
    assert end.day is not None, "what goes by the coming meetings has a moment, or a day"
    return start_of(end.day, around.procedure.timezone)


def _drofting(state: CaseState, body: BodyId, around: Around) -> tuple[Drofting, Step]:
    """The next drøfting: where it is placed, else in the body's first coming meeting, else as soon as can be."""
    placed = state.placement if state.placement and state.placement.mark is Mark.DROFTING else None
    if placed is not None and placed.day >= around.day:  # a meeting is opened on its day, and no other
        step = Step(kind=StepKind.DROFTING, body=placed.body, meeting=placed.meeting, at=placed.starts_at)
        return _held(state, placed.meeting, body, placed.day), step
    meeting = _first(m for m in around.meetings if m.body == body and m.starts_at > around.now)
    if meeting is not None:
        step = Step(kind=StepKind.DROFTING, body=body, meeting=meeting.meeting, at=meeting.starts_at)
        return _held(state, meeting.meeting, body, meeting.day), step
    day = first_possible_day(around)
    return _held(state, "unplanned", body, day), Step(kind=StepKind.DROFTING, body=body, day=day)


def _first(meetings: Iterable[MeetingFacts]) -> MeetingFacts | None:
    return min(meetings, key=lambda m: (m.starts_at, m.meeting), default=None)


def _held(state: CaseState, meeting: str, body: BodyId, day: date) -> Drofting:
    return Drofting(
        meeting=meeting, body=body, day=day, round=state.rounds + 1, ready=True, text_digest=state.text.digest
    )


def _decided(state: CaseState, body: BodyId, held: Drofting, steps: list[Step], around: Around) -> End:
    why = "if everybody whose turn it is acts in time and every counted seat consents"
    placed = state.placement if state.placement and state.placement.mark is Mark.BESLUTNING else None
    if placed is not None:
        step = Step(kind=StepKind.BESLUTNING, body=placed.body, meeting=placed.meeting, at=placed.starts_at)
        return End(at=max(placed.starts_at, around.now), why=why, rule="P-12", steps=(*steps, step))
    after = max(around.now, start_of(held.day, around.procedure.timezone))
    meeting = following_meeting(around.meetings, body, held, after, around.procedure, anchored=anchored(state))
    if meeting is not None:
        step = Step(kind=StepKind.BESLUTNING, body=body, meeting=meeting.meeting, at=meeting.starts_at)
        return End(at=meeting.starts_at, why=why, rule="P-12", steps=(*steps, step))
    day = first_possible_day(around, after=held)
    step = Step(kind=StepKind.BESLUTNING, body=body, day=day)
    return End(day=day, why=f"{why}, and a meeting of {body} is planned for it", rule="P-12", steps=(*steps, step))


def first_possible_day(around: Around, *, after: Drofting | None = None) -> date:
    """The first working day for which notice can still leave, and, after drøfting, with the gap kept (P-06, P-12)."""
    days = (around.day + timedelta(days=ahead) for ahead in count())
    in_time = (d for d in days if is_working_day(d) and notice_due(d, around.procedure).at > around.now)
    return next(day for day in in_time if after is None or _leaves_room(after, day, around))


def _leaves_room(held: Drofting, day: date, around: Around) -> bool:
    days = (notice_due(day, around.procedure).day - max(held.day, around.day)).days - 1
    room = days >= around.procedure.number("min_forankring_days", day)
    return room and (day - held.day).days >= around.procedure.number("min_gap_days", day)


def at_clock(state: CaseState, name: str, why: str, rule: str) -> End:
    """When the clock of that name rings; no limit where it does not run."""
    clock = next((c for c in state.clocks if c.name.startswith(name)), None)
    if clock is None:
        return End(why=why, rule=rule)
    return End(at=clock.due_at, why=why, rule=rule, steps=(Step(kind=StepKind.CLOCK, at=clock.due_at),))
