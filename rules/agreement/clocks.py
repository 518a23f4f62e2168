"""What happens to an agreement when a due time comes (A-10, A-14, A-16, A-20, T-04, T-05).

A clock is named by what it is for and, after a colon, by what it is about: `end:1:moss` is the end that notice 1
brings to what binds Moss.
"""

from __future__ import annotations

from collections.abc import Callable

from models import entries as e
from models.acts import DeadlineReached, Derivation
from models.agreement_state import Notice, NoticeStage, Relation
from rules.agreement import reminding, reviews
from rules.agreement.context import Agreed, in_force, term_of
from rules.verdict import NOTHING_LEFT, Verdict, accepted

END = "end"
TERM = "term"
REVIEW_REMINDER = "review-reminder"
REVIEW_OVERDUE = "review-overdue"
REPORT_DUE = "report-due"
ENTERING_DUE = "entering-due"
AGREED = "agreed"

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
    notice = agreed.state.notice(int(number))
    if notice.parts is not None:
        return _parts_end(notice, agreed.state.relation(relation), due)
    return _ends(agreed, (agreed.state.relation(relation),), due, e.EndCause.NOTICE, int(number))


def _parts_end(notice: Notice, relation: Relation, due: Derivation) -> Verdict:
    """Only what the notice names ends; the rest binds on (A-10)."""
    assert notice.parts is not None
    if not in_force(relation):
        return NOTHING_LEFT
    return accepted(
        e.PartsEnded(
            relation=relation.relation,
            parties=relation.parties,
            parts=notice.parts,
            last_day=due.day,
            notice=notice.notice,
        )
    )


def _end_as_agreed(agreed: Agreed, due: Derivation) -> Verdict:
    """The day that the parties fixed together is over, whatever notices say (T-08)."""
    _, relation = due.name.split(":", 1)
    return _ends(agreed, (agreed.state.relation(relation),), due, e.EndCause.AGREED)


def _end_by_term(agreed: Agreed, due: Derivation) -> Verdict:
    """The last day that their text names is over, whatever notices say (A-16, A-20)."""
    return _ends(agreed, _until(agreed, due), due, e.EndCause.TERM)


def _until(agreed: Agreed, due: Derivation) -> tuple[Relation, ...]:
    """The relations by whose text that day is the last."""
    return tuple(r for r in agreed.state.relations if term_of(agreed.state, r, agreed.procedure) == due.day)


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
    never = _until(agreed, due) if cause is e.EndCause.TERM else ()  # who had not signed by then, no longer can
    left = [r for r in agreed.state.relations if r.ended_on is None and r not in (*over, *never)]
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
    AGREED: _end_as_agreed,
    reminding.MILESTONE: reminding.milestone,
    reminding.COUNCIL: reminding.council,
    reminding.REPORT: reminding.report,
    reminding.RENEWAL: reminding.renewal,
}
CONSEQUENCES: dict[str, str] = {
    END: "the notice takes effect: those parties are bound no longer",
    TERM: "the agreement ends by its own last day",
    REVIEW_REMINDER: "the yearly review is to be prepared",
    REVIEW_OVERDUE: "a year has passed without a review; the highest body is told",
    REPORT_DUE: "Helsedirektoratet should have the agreement; whoever owes it is told",
    ENTERING_DUE: "the ministry's deadline has passed; those who have not entered it are told",
    AGREED: "the day the parties fixed is over: they are bound no longer",
    reminding.MILESTONE: "those who negotiate are told what remains before the end",
    reminding.COUNCIL: "no known council meeting is left before the end; the parties are told",
    reminding.REPORT: "the regional health authority is reminded that Helsedirektoratet must be told",
    reminding.RENEWAL: "the parties are reminded that the term ends and nothing is renewed by itself",
}


def consequence_of(name: str) -> str:
    """What comes when a clock of that name rings."""
    return CONSEQUENCES[name.partition(":")[0]]
