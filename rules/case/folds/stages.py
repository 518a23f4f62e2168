"""Drøfting and forankring (P-10, P-11, P-13)."""

from __future__ import annotations

from models import entries as e
from models.acts import Contribute, ItemOutcome
from models.entries import Entry
from models.state import CaseStage, CaseState, Contribution, Drofting, EntryRef, Forankring, PartyForankring
from rules.case.folds.common import FORANKRING_DUE, FORANKRING_REMINDER, Changes, Folds, clock_of, without


def _contributed(s: CaseState, entry: Entry, b: e.Contributed) -> Changes:
    said = Contribution(seat=b.seat, round=s.rounds + 1, said=Contribute(about=b.about, text=b.text), at=entry.at)
    return {"contributions": (*s.contributions, said)}


def _drofting_held(s: CaseState, _e: Entry, b: e.DroftingHeld) -> Changes:
    ready = b.outcome is ItemOutcome.READY
    held = Drofting(meeting=b.meeting, body=b.body, day=b.day, round=b.round, ready=ready, text_digest=b.text_digest)
    return {
        "drofting": held if ready else None,
        "rounds": b.round,
        "stage": CaseStage.DROFTET if ready else CaseStage.KLASSIFISERT,
        "placement": None,
        "item": None,
        "closed_items": (*s.closed_items, b.meeting),
        "forankring": None,
    }


def _path_asked(_s: CaseState, _e: Entry, _b: e.PathAsked) -> Changes:
    return {"path_asked": True}


def _forankring_asked(s: CaseState, _e: Entry, b: e.ForankringAsked) -> Changes:
    known = {p.party: p for p in s.forankring.parties} if s.forankring else {}
    parties = tuple(known.get(p, PartyForankring(party=p)) for p in b.parties)
    clocks = without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER)
    reminders = (clock_of(r, "those who have not answered are reminded", "P-11") for r in b.reminders)
    due = clock_of(b.due, "forankring closes; silence stands as silence, never as consent", "P-11")
    return {
        "forankring": Forankring(open=True, due=b.due, parties=parties),
        "clocks": (*clocks, *reminders, due),
        "stage": CaseStage.UNDER_FORANKRING,
    }


def _reminded(s: CaseState, _e: Entry, b: e.ForankringReminded) -> Changes:
    left = tuple(c for c in s.clocks if not (c.name.startswith(FORANKRING_REMINDER) and c.due_at <= b.due_at))
    return {"clocks": left}


def _answered(s: CaseState, entry: Entry, b: e.ForankringAnswered) -> Changes:
    assert s.forankring is not None
    answer = PartyForankring(
        party=b.party,
        answer=b.answer,
        treated_by=b.treated_by,
        treated_on=b.treated_on,
        comment=b.comment,
        entry=EntryRef(seq=entry.seq, hash=entry.hash),
    )
    parties = tuple(answer if p.party == b.party else p for p in s.forankring.parties)
    return {"forankring": s.forankring.model_copy(update={"parties": parties})}


def _forankring_closed(s: CaseState, _e: Entry, _b: e.ForankringClosed) -> Changes:
    assert s.forankring is not None
    stage = CaseStage.TIL_BESLUTNING if s.stage is CaseStage.UNDER_FORANKRING else s.stage
    return {
        "forankring": s.forankring.model_copy(update={"open": False}),
        "clocks": without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER),
        "stage": stage,
    }


FOLDS: Folds = {
    e.Contributed: _contributed,
    e.DroftingHeld: _drofting_held,
    e.PathAsked: _path_asked,
    e.ForankringAsked: _forankring_asked,
    e.ForankringReminded: _reminded,
    e.ForankringAnswered: _answered,
    e.ForankringClosed: _forankring_closed,
}
