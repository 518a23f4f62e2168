"""What the folds of a case share: the names of its clocks, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.acts import Derivation
from models.entries import Entry
from models.state import CaseStage, CaseState, Clock, PartyBinding

FORANKRING_DUE = "forankring-due"
FORANKRING_REMINDER = "forankring-reminder"
TAKEOVER_DUE = "takeover-due"
STATEMENTS_DUE = "statements-due"
FOLLOWUP_DUE = "followup-due"
FOLLOWUP_REMINDER = "followup-reminder"
RESERVATION_DUE = "reservation-due"
ANSWERS_DUE = "answers-due"
WRITTEN_DUE = "written-due"
INVOLVEMENT_DUE = "involvement-due"
INVOLVEMENT_REMINDER = "involvement-reminder"
Changes = dict[str, Any]
Folds = dict[type, Callable[[CaseState, Entry, Any], Changes]]


def nothing(_s: CaseState, _e: Entry, _b: object) -> Changes:
    """An entry that changes nothing of where the case stands."""
    return {}


def back_to_drofting(s: CaseState) -> Changes:
    """What was deliberated is set aside; the case waits for drøfting again (P-13, P-17)."""
    return {
        "stage": CaseStage.KLASSIFISERT,
        "drofting": None,
        "placement": None,
        "item": None,
        "forankring": None,
        "positions": (),
        "written": None,
        "written_positions": (),
        "clocks": without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER, WRITTEN_DUE),
    }


def stage_of(s: CaseState, bindings: tuple[PartyBinding, ...]) -> CaseStage:
    """Where a decided case stands with these bindings: with a reservation only while a party is waited for (P-20)."""
    waiting = any(p.effect_at is None and not p.refused for p in bindings)
    if s.stage is not CaseStage.BESLUTTET_MED_FORBEHOLD or waiting:
        return s.stage
    return CaseStage.UNDER_OPPFOLGING if s.follow_ups else CaseStage.BESLUTTET


def without(clocks: tuple[Clock, ...], *prefixes: str) -> tuple[Clock, ...]:
    """The clocks but for those whose names begin so."""
    return tuple(c for c in clocks if not c.name.startswith(prefixes))


def clock_of(due: Derivation, consequence: str, rule: str) -> Clock:
    """A running clock for a computed due time."""
    return Clock(name=due.name, due_at=due.at, consequence=consequence, rule=rule)
