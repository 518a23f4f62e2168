"""Follow-up of the bound parties (P-35)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseStage, CaseState, FollowUpItem
from rules.case.folds.common import FOLLOWUP_DUE, FOLLOWUP_REMINDER, Changes, Folds, clock_of, without

_SAID = ("status", "unit", "budget_year", "due", "goal", "risk", "reference", "costs", "reason")


def _due(s: CaseState, _e: Entry, b: e.FollowUpDue) -> Changes:
    reminders = (clock_of(r, "those who have not reported their follow-up are reminded", "P-35") for r in b.reminders)
    due = clock_of(b.due, "costs that are in no budget are flagged to the deciding body; the decision stands", "P-35")
    others = without(s.clocks, FOLLOWUP_REMINDER, FOLLOWUP_DUE)
    return {"follow_up_due": b.due.day, "clocks": (*others, *reminders, due)}


def _opened(s: CaseState, _e: Entry, b: e.FollowUpOpened) -> Changes:
    waiting = any(p.effect_at is None for p in s.bindings)
    item = FollowUpItem(party=b.party, budget_year=b.budget_year, due=b.due, costs=b.costs)
    return {
        "stage": s.stage if waiting else CaseStage.UNDER_OPPFOLGING,
        "follow_ups": (*s.follow_ups, item),
    }


def _reported(s: CaseState, entry: Entry, b: e.FollowUpReported) -> Changes:
    said = {name: value for name in _SAID if (value := getattr(b, name)) is not None}
    items = tuple(
        item.model_copy(update={**said, "reported_at": entry.at}) if item.party == b.party else item
        for item in s.follow_ups
    )
    clocks = s.clocks
    if all(item.reported_at is not None for item in items):
        clocks = without(clocks, FOLLOWUP_REMINDER)
    return {"follow_ups": items, "clocks": clocks}


def _reminded(s: CaseState, _e: Entry, b: e.FollowUpReminded) -> Changes:
    left = tuple(c for c in s.clocks if not (c.name.startswith(FOLLOWUP_REMINDER) and c.due_at <= b.due_at))
    return {"clocks": left}


def _year_ended(s: CaseState, _e: Entry, b: e.FollowUpYearEnded) -> Changes:
    items = tuple(i.model_copy(update={"flagged": True}) if i.party in b.unbudgeted else i for i in s.follow_ups)
    return {"follow_ups": items, "clocks": without(s.clocks, FOLLOWUP_DUE)}


FOLDS: Folds = {
    e.FollowUpDue: _due,
    e.FollowUpOpened: _opened,
    e.FollowUpReported: _reported,
    e.FollowUpReminded: _reminded,
    e.FollowUpYearEnded: _year_ended,
}
