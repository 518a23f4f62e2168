"""What happens to a case when a due time comes. Silence stands as silence (P-11, P-22, P-27, P-30, P-35)."""

from __future__ import annotations

from collections.abc import Callable

from models import entries as e
from models.acts import DeadlineReached, ReceivedAct
from models.state import CaseStage
from rules.case import followup, involvement, writing
from rules.case.apart import lapse_answers
from rules.case.context import Case
from rules.case.drofting import close_forankring, unanswered
from rules.case.folds.common import (
    ANSWERS_DUE,
    FOLLOWUP_DUE,
    FOLLOWUP_REMINDER,
    FORANKRING_DUE,
    FORANKRING_REMINDER,
    INVOLVEMENT_DUE,
    INVOLVEMENT_REMINDER,
    RESERVATION_DUE,
    STATEMENTS_DUE,
    TAKEOVER_DUE,
    WRITTEN_DUE,
)
from rules.verdict import NOTHING_LEFT, Verdict, accepted


def deadline_reached(case: Case, received: ReceivedAct, act: DeadlineReached) -> Verdict:
    """The clock of that name rings; one that is gone or has been moved rings for nothing."""
    clock = next((c for c in case.state.clocks if c.name == act.clock), None)
    if clock is None or clock.due_at != act.due_at:
        return NOTHING_LEFT
    ring = next((ring for name, ring in RINGS.items() if act.clock.startswith(name)), None)
    return NOTHING_LEFT if ring is None else ring(case, received, act)


def _close_forankring(case: Case, _received: ReceivedAct, _act: DeadlineReached) -> Verdict:
    return accepted(*close_forankring(case))


def _remind(case: Case, _received: ReceivedAct, act: DeadlineReached) -> Verdict:
    parties = () if case.state.stage is CaseStage.TRUKKET else unanswered(case)  # nobody is asked about it now (P-30)
    return accepted(e.ForankringReminded(parties=parties, due_at=act.due_at))


def _lapse_statements(case: Case, _received: ReceivedAct, _act: DeadlineReached) -> Verdict:
    return accepted(*(e.StatementLapsed(seat=seat) for seat in case.state.statements_awaited))


def _remind_of_reservation(case: Case, _received: ReceivedAct, act: DeadlineReached) -> Verdict:
    """The party is not bound, and stays so: silence is not approval (P-20, P-22)."""
    party = act.clock.removeprefix(f"{RESERVATION_DUE}:")
    waiting = next((b for b in case.state.bindings if b.party == party), None)
    if waiting is None or waiting.waits_for is None:
        return NOTHING_LEFT
    return accepted(e.ReservationOverdue(party=party, waits_for=waiting.waits_for, treated_on=waiting.treated_on))


def _lapse_withdrawn(case: Case, _received: ReceivedAct, _act: DeadlineReached) -> Verdict:
    if case.state.stage is not CaseStage.TRUKKET:
        return NOTHING_LEFT
    closed = e.CaseClosed(outcome="trukket")
    if case.state.placement is None:
        return accepted(closed)
    left = e.LeftAgenda(meeting=case.state.placement.meeting, reason="the case is withdrawn", rule="P-30")
    return accepted(left, closed)


RINGS: dict[str, Callable[[Case, ReceivedAct, DeadlineReached], Verdict]] = {
    FORANKRING_REMINDER: _remind,
    FORANKRING_DUE: _close_forankring,
    TAKEOVER_DUE: _lapse_withdrawn,
    STATEMENTS_DUE: _lapse_statements,
    FOLLOWUP_REMINDER: lambda case, _received, act: followup.remind(case, act),
    FOLLOWUP_DUE: lambda case, _received, act: followup.end_of_year(case, act),
    RESERVATION_DUE: _remind_of_reservation,
    ANSWERS_DUE: lambda case, _received, _act: lapse_answers(case),
    INVOLVEMENT_REMINDER: lambda case, _received, _act: involvement.remind(case),
    INVOLVEMENT_DUE: lambda case, _received, _act: involvement.close_input(case),
    WRITTEN_DUE: writing.days_are_over,
}
"""What each clock of a case does when it rings, by the beginning of its name."""
