"""Early involvement (P-36)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseStage, CaseState, Involvement
from rules.case.folds.common import INVOLVEMENT_DUE, INVOLVEMENT_REMINDER, Changes, Folds, clock_of, without


def _asked(s: CaseState, _e: Entry, b: e.InvolvementAsked) -> Changes:
    due = clock_of(b.due, "input closes, and is summed up; silence stands as silence", "P-36")
    it = Involvement(open=True, due=b.due, own_decision_on=b.own_decision_on, parties=b.parties)
    reminders = (
        clock_of(d, "whoever has given no input is reminded", "P-36") for d in (b.reminder,) if d is not None
    )
    return {"involvement": it, "stage": CaseStage.TIL_INNSPILL, "clocks": (*s.clocks, *reminders, due)}


def _reminded(s: CaseState, _e: Entry, _b: e.InvolvementReminded) -> Changes:
    return {"clocks": without(s.clocks, INVOLVEMENT_REMINDER)}


def _given(s: CaseState, _e: Entry, b: e.InputGiven) -> Changes:
    assert s.involvement is not None
    heard = tuple(dict.fromkeys((*s.involvement.heard, b.party)))
    return {"involvement": s.involvement.model_copy(update={"heard": heard})}


def _taken_back(s: CaseState, _e: Entry, b: e.InputWithdrawn) -> Changes:
    assert s.involvement is not None
    heard = tuple(party for party in s.involvement.heard if party != b.party)
    return {"involvement": s.involvement.model_copy(update={"heard": heard})}


def _input_closed(s: CaseState, _e: Entry, _b: e.InvolvementClosed) -> Changes:
    assert s.involvement is not None
    it = s.involvement.model_copy(update={"open": False})
    return {"involvement": it, "clocks": without(s.clocks, INVOLVEMENT_DUE, INVOLVEMENT_REMINDER)}


def _summarised(_s: CaseState, _e: Entry, _b: e.InvolvementSummarised) -> Changes:
    return {"closing": True, "stage": CaseStage.AVSLUTTET}


FOLDS: Folds = {
    e.InvolvementAsked: _asked,
    e.InvolvementReminded: _reminded,
    e.InputGiven: _given,
    e.InputWithdrawn: _taken_back,
    e.InvolvementClosed: _input_closed,
    e.InvolvementSummarised: _summarised,
}
