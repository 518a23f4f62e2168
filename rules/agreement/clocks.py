"""What happens to an agreement when a due time comes (A-10, A-14, A-16, A-20, T-04, T-05).

A clock is named by what it is for and, after a colon, by what it is about: `end:1:moss` is the end that notice 1
brings to what binds Moss.
"""

from __future__ import annotations

from collections.abc import Callable

from models import entries as e
from models.acts import DeadlineReached, Derivation
from models.agreement_state import NoticeStage, Relation
from rules.agreement import reviews
from rules.agreement.context import Agreed, in_force
from rules.verdict import NOTHING_LEFT, Verdict, accepted

END = "end"
TERM = "term"
REVIEW_REMINDER = "review-reminder"
REVIEW_OVERDUE = "review-overdue"
REPORT_DUE = "report-due"
ENTERING_DUE = "entering-due"

Ring = Callable[[Agreed, Derivation], Verdict]


def deadline_reached(agreed: Agreed, act: DeadlineReached) -> Verdict:
    """The clock of that name rings; one that is gone or has been moved rings for nothing."""
    due = next((d for d in agreed.state.dates if d.name == act.clock), None)
    if due is None or due.at != act.due_at:
        return NOTHING_LEFT
    return RINGS[act.clock.partition(":")[0]](agreed, due)


def _end_by_notice(agreed: Agreed, due: Derivation) -> Verdict:
    """The period is over: those parties are bound no longer (T-04); it happens once."""
    _, number, relation = due.name.split(":", 2)
    return _ends(agreed, (agreed.state.relation(relation),), due, e.EndCause.NOTICE, int(number))


def _end_by_term(agreed: Agreed, due: Derivation) -> Verdict:
    """The agreement's own last day is over, whatever notices say (A-16, A-20)."""
    return _ends(agreed, agreed.state.relations, due, e.EndCause.TERM)


def _ends(
    agreed: Agreed, relations: tuple[Relation, ...], due: Derivation, cause: e.EndCause, notice: int | None = None
) -> Verdict:
    over = tuple(r for r in relations if in_force(r))
    bodies = [
        e.RelationEnded(
            relation=r.relation,
            parties=r.parties,
            last_day=due.day,
            cause=cause,
            notice=notice,
            overtaken=_overtaken(agreed, r, notice),
        )
        for r in over
    ]
    left = [r for r in agreed.state.relations if r.ended_on is None and r not in over]
    if left:
        return accepted(*bodies)
    return accepted(*bodies, e.AgreementEnded(last_day=due.day))


def _overtaken(agreed: Agreed, relation: Relation, notice: int | None) -> tuple[int, ...] | None:
    running = (
        n.notice
        for n in agreed.state.notices
        if n.stage is NoticeStage.RUNNING and relation.relation in n.relations and n.notice != notice
    )
    return tuple(running) or None


RINGS: dict[str, Ring] = {
    END: _end_by_notice,
    TERM: _end_by_term,
    REVIEW_REMINDER: reviews.remind,
    REVIEW_OVERDUE: reviews.overdue,
    REPORT_DUE: reviews.report_overdue,
    ENTERING_DUE: reviews.entering_overdue,
}
CONSEQUENCES: dict[str, str] = {
    END: "the notice takes effect: those parties are bound no longer",
    TERM: "the agreement ends by its own last day",
    REVIEW_REMINDER: "the yearly review is to be prepared",
    REVIEW_OVERDUE: "a year has passed without a review; the highest body is told",
    REPORT_DUE: "Helsedirektoratet should have the agreement; whoever owes it is told",
    ENTERING_DUE: "the ministry's deadline has passed; those who have not entered it are told",
}


def consequence_of(name: str) -> str:
    """What comes when a clock of that name rings."""
    return CONSEQUENCES[name.partition(":")[0]]
