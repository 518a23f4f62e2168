"""What the house does by itself, and where: the steps of the procedure that answer no act.

After a beslutning: binding effect party by party, then the announcement, then what each bound party has to follow up
(P-19, P-34, P-35). A meeting that has closed is minuted, and its approved minutes are issued (P-33). An agreement's
dates are computed from its facts (T-05). A clock that rang and runs on is stopped. A record that is over is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import entries as e
from models.agreement_state import AgreementState
from models.base import Instant
from models.dispute_state import DisputeState
from models.entries import Entry, EntryBody
from models.procedure import Procedure
from models.roster import Roster
from models.state import CaseStage, CaseState, MeetingStage, MeetingState, RecordHead
from rules.agreement.calendar import calendar_of
from rules.case.aftermath import announcement, effects_of_beslutning
from rules.case.context import DECIDED, Case
from rules.case.followup import follow_ups, outcome_of, settled
from rules.case.proof import enough, lacks_witnesses, newly_awaited
from rules.legal_dates import local_day, minutes_comments_due
from rules.recording import stopped, summarised

Bodies = tuple[EntryBody, ...]


@dataclass(frozen=True)
class Place:
    """Where a record stands when the house enters something by itself, and what it enters."""

    kind: str
    state: Any
    procedure: Procedure
    roster: Roster
    head: RecordHead
    rung: frozenset[tuple[str, Instant]]  # the clocks that have rung, by name and due time
    following: tuple[Entry, ...]  # what is entered from here on

    @property
    def entered(self) -> Entry:
        """What the house enters here."""
        return self.following[0]


def steps_at(place: Place) -> Iterator[Bodies]:
    """What the rules let the house enter here; the first is what is due."""
    if isinstance(place.entered.body, e.RestartedFromRecord):
        yield (place.entered.body,)  # Temporal lost the workflow: nothing in the record says so but this
        return
    if place.state is None:
        return
    for clock in getattr(place.state, "clocks", ()):
        if (clock.name, clock.due_at) in place.rung:
            yield stopped(clock, place.state.clocks)
    if place.kind in STEPS:
        yield from STEPS[place.kind](place)


def _of_case(place: Place) -> Iterator[Bodies]:
    state: CaseState = place.state
    case = Case(state, place.procedure, place.roster)
    if state.stage in DECIDED:
        yield from _held(place) if state.held is not None else _taking_effect(place, case)
    if over(state) and not state.ended:
        closed = e.CaseClosed(outcome=outcome_of(state))
        yield (*_counted(place), closed)
        yield (closed,)


def _held(place: Place) -> Iterator[Bodies]:
    """What a check before this one found, or that it found nothing any more: only that it can stand here (P-19)."""
    if isinstance(place.entered.body, e.DecisionHeld | e.DecisionProved):
        yield (place.entered.body,)


def _taking_effect(place: Place, case: Case) -> Iterator[Bodies]:
    """It binds, party by party, where it binds anybody; then it is announced, and followed up (P-19, P-34, P-35)."""
    state, body = case.state, place.entered.body
    effects = () if state.bindings else effects_of_beslutning(case)
    if not state.bindings and isinstance(body, e.DecisionHeld):
        yield (body,)
    elif not state.bindings and lacks_witnesses(case):
        yield from _witnessed(place, case)
    elif effects:
        yield effects
    elif not state.announced:
        yield (announcement(case),)
    else:
        yield follow_ups(case)


def _witnessed(place: Place, case: Case) -> Iterator[Bodies]:
    """That witnesses are waited for; who they were is taken as it was entered: the log proves it (P-19)."""
    awaited, body = newly_awaited(case), place.entered.body
    if awaited:
        yield awaited
    elif isinstance(body, e.WitnessesSeen) and enough(case, body):
        yield (body,)


def over(state: CaseState) -> bool:
    """Nothing is left to do: decided, announced and carried out by all, or closed by the chair (P-13, P-35)."""
    return state.closing or (state.stage is CaseStage.UNDER_OPPFOLGING and not awaited(state) and settled(state))


def awaited(state: CaseState) -> bool:
    """A reservation or the text of a statement is outstanding (P-20, P-27)."""
    return bool(state.statements_awaited) or any(b.waits_for is not None and not b.refused for b in state.bindings)


def _of_meeting(place: Place) -> Iterator[Bodies]:
    """What the minutes say is theirs to prove: here stand their digests and when comments are due (P-33)."""
    state: MeetingState = place.state
    body = place.entered.body
    if state.stage is not MeetingStage.CLOSED or state.ended:
        return
    if state.minutes is None:
        if isinstance(body, e.MinutesDrafted):
            for day in _days_of_draft(place, state):
                due = minutes_comments_due(day, place.procedure)
                yield (body.model_copy(update={"comments_due": due}),)
    elif state.minutes.approved_in is not None:
        issued = next((x.body for x in place.following if isinstance(x.body, e.MinutesIssued)), None)
        if issued is not None:
            yield (*_counted(place), issued)
            yield (issued,)


def _days_of_draft(place: Place, state: MeetingState) -> Iterator[date]:
    """When the draft can have been written, the likeliest day first: it is entered when somebody works again."""
    entered = local_day(place.entered.at, place.procedure.timezone)
    yield entered
    yield from (entered - timedelta(days=n) for n in range(1, (entered - state.day).days + 1))
    yield from (entered + timedelta(days=n) for n in range(1, 32))


def _of_agreement(place: Place) -> Iterator[Bodies]:
    state: AgreementState = place.state
    if state.ended:
        yield _counted(place)
        return
    calendar = calendar_of(state, place.procedure)
    if state.stale or (calendar.dates, calendar.ends) != (state.dates, state.ends):
        yield (e.DatesComputed(dates=calendar.dates, ends=calendar.ends),)


def _of_dispute(place: Place) -> Iterator[Bodies]:
    """The index of what goes to the nemnda names papers, which are not here: its digests are taken as they are."""
    state: DisputeState = place.state
    body = place.entered.body
    if state.submitted_at is not None and state.index is None and isinstance(body, e.PackageMade):
        yield (body,)
    if state.ended:
        yield _counted(place)


def _counted(place: Place) -> Bodies:
    """The refusals that were counted and not listed, before a record ends."""
    return tuple(body for tally in place.head.tallies for body in summarised(tally))


STEPS: dict[str, Callable[[Place], Iterator[Bodies]]] = {
    "case": _of_case,
    "meeting": _of_meeting,
    "agreement": _of_agreement,
    "dispute": _of_dispute,
}
