"""An agreement is kept up to date: reviewed every year, its parties succeeded (A-01, A-06, A-07, A-08)."""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import Derivation, ReceivedAct
from models.agreement import ReviewOutcome
from models.base import BodyId
from models.procedure import Procedure
from models.rulebook import RefusalCode
from rules.agreement.context import Agreed, in_force, why_not_party
from rules.case.context import why_not_secretariat, why_not_treated
from rules.verdict import Verdict, accepted, refused


def review(agreed: Agreed, received: ReceivedAct, act: a.RecordReview) -> Verdict:
    """The parties have gone through the agreement together, whatever came of it (A-08)."""
    why_not = why_not_secretariat(received.actor, "enter a review") or why_not_treated(received, act.on, "A-08")
    if why_not is not None:
        return why_not
    if not any(in_force(r) for r in agreed.state.relations):
        return refused(
            RefusalCode.WRONG_STAGE,
            "A-08",
            f"{agreed.state.agreement.agreement} binds nobody yet, so there is nothing to review",
            "it is reviewed once it is entered",
        )
    if any(before.on == act.on for before in agreed.state.reviews):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "A-08", f"a review on {act.on} is entered", "`agreement show` lists them"
        )
    opened = None if agreed.state.review_case is None else agreed.state.review_case.case
    unchanged = act.outcome is ReviewOutcome.NO_CHANGE
    return accepted(
        e.AgreementReviewed(
            on=act.on,
            outcome=act.outcome,
            body=act.body,
            case=act.case or opened,
            closes=opened if unchanged else None,
        )
    )


def review_opened(_agreed: Agreed, _received: ReceivedAct, act: a.ReviewOpened) -> Verdict:
    """The case that the reminder opened says so (A-08)."""
    return accepted(e.ReviewCaseNoted(year=act.year, case=act.case))


def remind(_agreed: Agreed, due: Derivation) -> Verdict:
    """The review of the year is to be prepared (A-08)."""
    return accepted(e.ReviewReminded(year=year_of(due), last_day=due.day))


def overdue(agreed: Agreed, due: Derivation) -> Verdict:
    """The year is over, and nobody has reviewed the agreement: the highest body is told (A-08)."""
    return accepted(e.ReviewOverdue(year=year_of(due), body=highest_body(agreed.procedure)))


def year_of(due: Derivation) -> int:
    """The year that a clock of the yearly review is about; it stands in its name."""
    return int(due.name.partition(":")[2])


def highest_body(procedure: Procedure) -> BodyId:
    """The body that others raise to and that raises to none."""
    raised_to = {body.raises_to for body in procedure.bodies}
    last = [body.body for body in procedure.bodies if body.raises_to is None]
    return next((body for body in last if body in raised_to), last[0])


def report_overdue(_agreed: Agreed, due: Derivation) -> Verdict:
    """A month after it was entered, Helsedirektoratet does not have the agreement (A-07)."""
    return accepted(e.ReportOverdue(relation=due.name.split(":")[1], due=due))


def entering_overdue(agreed: Agreed, due: Derivation) -> Verdict:
    """The ministry's day has passed (A-06)."""
    late = tuple(r.relation for r in agreed.state.relations if r.entered_on is None)
    return accepted(e.EnteringOverdue(relations=late, deadline=due.day))


def succeed(agreed: Agreed, received: ReceivedAct, act: a.SucceedParty) -> Verdict:
    """Whoever takes a party's place takes what it is bound to, and its notices (A-01)."""
    why_not = why_not_secretariat(received.actor, "enter that parties are succeeded")
    for party in act.was:
        why_not = why_not or why_not_party(agreed, party, "A-01")
    if why_not is not None:
        return why_not
    if not act.was or act.becomes in act.was:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-01",
            f"{act.becomes} cannot take its own place",
            "name those who are no more (--was), and the one that takes their place (--becomes)",
        )
    both = [r.relation for r in agreed.state.relations if {*r.parties} <= {act.becomes, *act.was}]
    if both:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "A-01",
            f"{act.becomes} would be bound to itself in {', '.join(both)}",
            "let the agreement between them end first, by a day they fix together",
        )
    return why_not_treated(received, act.since, "A-01") or accepted(
        e.PartySucceeded(was=act.was, becomes=act.becomes, since=act.since, source=act.source, document=act.document)
    )
