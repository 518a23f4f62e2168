"""A decision whose minutes are contested: flagged until the correction procedure has settled it (P-29, P-33)."""

from __future__ import annotations

from models import entries as e
from models.acts import ContestSettled, DecisionContested, ReceivedAct
from rules.case.context import DECIDED, Case
from rules.verdict import NOTHING_LEFT, Verdict, accepted


def decision_contested(case: Case, _received: ReceivedAct, act: DecisionContested) -> Verdict:
    """The decision stands, and everybody sees that its minutes are contested."""
    if any((f.meeting, f.contest) == (act.meeting, act.contest) for f in case.state.flags):
        return NOTHING_LEFT
    return accepted(e.DecisionFlagged(meeting=act.meeting, contest=act.contest, seat=act.seat, objected=act.objected))


def contest_settled(case: Case, _received: ReceivedAct, act: ContestSettled) -> Verdict:
    """Settled: the decision stands, unless all who took part agree that a counted seat had objected (P-19)."""
    flag = next((f for f in case.state.flags if (f.meeting, f.contest) == (act.meeting, act.contest)), None)
    if flag is None or flag.settled is not None:
        return NOTHING_LEFT
    decided_there = case.state.decided_in == act.meeting and (case.state.stage in DECIDED or case.state.ended)
    falls = act.corrected and bool(flag.objected) and case.counts(flag.seat) and decided_there
    return accepted(
        e.DecisionFlagLifted(
            meeting=act.meeting, contest=act.contest, corrected=act.corrected, falls=falls, reason=act.reason
        )
    )
