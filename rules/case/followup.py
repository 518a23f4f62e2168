"""Follow-up in the parties' budgets and plans: one item a bound party, reported on until it is settled (P-35).

Nothing here touches the decision. A party that has not put it into its budget is flagged, and bound all the same.
"""

from __future__ import annotations

from typing import Any

from models import entries as e
from models.acts import Consequence, DeadlineReached, FollowUpStatus, ReceivedAct, ReportFollowUp
from models.base import PartyId
from models.dispute import RelationStage
from models.roster import Office
from models.rulebook import RefusalCode
from models.state import CaseStage, CaseState, FollowUpItem
from rules.case.context import Case, ended, is_secretariat
from rules.case.folds.common import FOLLOWUP_DUE, FOLLOWUP_REMINDER
from rules.reach import REACH_YEARS
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused

_REPORTED = ("status", "unit", "budget_year", "due", "goal", "risk", "reference", "costs", "reason")
_UNDER_WAY = (FollowUpStatus.OPEN, FollowUpStatus.PLANNED, FollowUpStatus.IN_BUDGET)


def settled(state: CaseState) -> bool:
    """Whether every bound party has done what it was bound to, or dropped it with a reason."""
    return all(item.settled for item in state.follow_ups)


def outcome_of(state: CaseState) -> str:
    """What the case came to, for its last entry: its follow-up, a dispute, or the stage it stands in."""
    if state.hold is not None and state.hold.returned is not None:
        stages = {r.stage for r in state.hold.returned}
        return (RelationStage.UNSOLVED if RelationStage.UNSOLVED in stages else RelationStage.AGREED).value
    if state.stage is not CaseStage.UNDER_OPPFOLGING:
        return state.stage.value
    return "dropped" if all(i.status is FollowUpStatus.DROPPED for i in state.follow_ups) else "carried_out"


def unbudgeted(state: CaseState) -> tuple[PartyId, ...]:
    """Parties for whom the decision costs something that is in no budget of theirs."""
    return tuple(item.party for item in state.follow_ups if item.costs and not _covered(item))


def _covered(item: FollowUpItem) -> bool:
    return item.settled or item.status is FollowUpStatus.IN_BUDGET


def unreported(state: CaseState) -> tuple[PartyId, ...]:
    """Parties that have said nothing of their follow-up."""
    return tuple(item.party for item in state.follow_ups if item.reported_at is None)


def report(case: Case, received: ReceivedAct, act: ReportFollowUp) -> Verdict:
    """The party's contact or the secretariat says how the party's follow-up stands (P-35)."""
    if case.state.ended:
        return ended(case)
    item = next((i for i in case.state.follow_ups if i.party == act.party), None)
    if item is None:
        parties = ", ".join(i.party for i in case.state.follow_ups)
        return refused(
            RefusalCode.UNKNOWN_PARTY if parties else RefusalCode.WRONG_STAGE,
            "P-35",
            f"{act.party} has nothing to follow up in this case" if parties else "the case binds nobody yet",
            f"those who follow it up are: {parties}" if parties else "follow-up begins when a decision binds a party",
        )
    return (
        _why_not_report(received, act)
        or _why_not_status(act, item)
        or _why_not_then(case, act)
        or accepted(e.FollowUpReported(party=act.party, **_said(act)))
    )


def _said(act: ReportFollowUp) -> dict[str, Any]:
    return {name: getattr(act, name) for name in _REPORTED}


def _why_not_report(received: ReceivedAct, act: ReportFollowUp) -> Verdict | None:
    actor = received.actor
    contact = Office.PARTY_CONTACT in actor.offices and actor.party == act.party
    if contact or is_secretariat(actor):
        return None
    return refused(
        RefusalCode.NO_CAPACITY,
        "P-35",
        f"{actor.person} does not report for {act.party}",
        f"let the contact of {act.party} report, or tell the secretariat",
    )


def _why_not_status(act: ReportFollowUp, item: FollowUpItem) -> Verdict | None:
    if all(value is None or getattr(item, name) == value for name, value in _said(act).items()):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-35",
            f"the follow-up of {act.party} says that already" if act.status else "nothing is reported",
            "say what has changed: status, unit, budget year, due date, goal, risk, reference or costs",
        )
    if act.status is FollowUpStatus.DROPPED and act.reason is None:
        return refused(
            RefusalCode.NO_REASON,
            "P-35",
            "what a decision binds a party to is dropped with a reason, or not at all",
            "say why it is dropped; the decision stands, and the deciding body sees the reason",
        )
    if item.settled and act.status in _UNDER_WAY and act.reason is None:
        return refused(
            RefusalCode.NO_REASON,
            "P-35",
            f"the follow-up of {act.party} is {item.status.value}; it is taken up again with a reason, or not at all",
            "say why it is not settled after all",
        )
    if act.status is FollowUpStatus.IN_BUDGET and act.reference is None and item.reference is None:
        return refused(
            RefusalCode.NO_REASON,
            "P-35",
            "what is in the budget is there by a decision of the party's own",
            "name the council's or board's budget or plan decision as the reference",
        )
    return None


def _why_not_then(case: Case, act: ReportFollowUp) -> Verdict | None:
    """What follows a decision is done after it, and is in a budget that was made after it, within a working life."""
    decided_on = case.state.decided_on
    if decided_on is None:
        return None
    last = decided_on.year + REACH_YEARS
    if act.budget_year is not None and not decided_on.year <= act.budget_year <= last:
        what = f"the budget of {act.budget_year} does not follow the decision of {decided_on}"
    elif act.due is not None and act.due < decided_on:
        what = f"due {act.due}, before the decision of {decided_on}"
    else:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        "P-35",
        what,
        f"look at the year again: a budget year from {decided_on.year} to {last}, a due date after the decision",
    )


# --- what the engine itself enters ------------------------------------------------------------------------------


def due_dates(received: ReceivedAct) -> e.FollowUpDue:
    """The dates of follow-up, as they were computed when the act that makes the decision bind was received."""
    due = received.facts.due(FOLLOWUP_DUE)
    reminders = (d for d in received.facts.dates if d.name.startswith(FOLLOWUP_REMINDER))
    return e.FollowUpDue(
        budget_year=due.day.year + 1,
        due=due,
        reminders=tuple(d for d in reminders if d.at > received.received_at),
    )


def follow_ups(case: Case) -> tuple[e.FollowUpOpened, ...]:
    """One item per party that is bound and has none yet (P-35)."""
    due = case.state.follow_up_due
    if due is None:
        return ()
    known = [item.party for item in case.state.follow_ups]
    return tuple(
        e.FollowUpOpened(
            party=b.party, budget_year=due.year + 1, due=due, costs=costs_for(b.party, case.state.consequences)
        )
        for b in case.state.bindings
        if b.effect_at is not None and b.party not in known
    )


def costs_for(party: PartyId, consequences: tuple[Consequence, ...]) -> bool:
    """Whether the case names an economic consequence for the party: amounts where there are any, else in words."""
    mine = [c for c in consequences if c.party == party]
    return any(any(y.amount > 0 for y in c.amounts) if c.amounts else c.economic is not None for c in mine)


# --- when its clocks ring ---------------------------------------------------------------------------------------


def remind(case: Case, act: DeadlineReached) -> Verdict:
    """Those who have not reported are reminded."""
    return accepted(e.FollowUpReminded(parties=unreported(case.state), due_at=act.due_at))


def end_of_year(case: Case, _act: DeadlineReached) -> Verdict:
    """31 December has passed: costs that are in no budget are flagged; the decision stands (S-31)."""
    if case.state.classification is None or case.state.follow_up_due is None:
        return NOTHING_LEFT
    return accepted(
        e.FollowUpYearEnded(
            body=case.state.classification.decision_body,
            budget_year=case.state.follow_up_due.year + 1,
            unbudgeted=unbudgeted(case.state),
        )
    )
