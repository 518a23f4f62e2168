"""What the folds of a case share: the names of its clocks, the way back, and what goes when something has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.acts import Derivation
from models.entries import Entry
from models.state import CaseStage, CaseState, Clock, PartyBinding, Position

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
OF_A_DECISION = (ANSWERS_DUE, RESERVATION_DUE, FOLLOWUP_DUE, FOLLOWUP_REMINDER)
"""The clocks that a decision sets going. Announced statements have theirs from the meeting, and keep it (P-27)."""
Changes = dict[str, Any]
Folds = dict[type, Callable[[CaseState, Entry, Any], Changes]]


def nothing(_s: CaseState, _e: Entry, _b: object) -> Changes:
    """An entry that changes nothing of where the case stands."""
    return {}


def back_to_drofting(s: CaseState) -> Changes:
    """What was deliberated, and what was decided on it, is set aside; drøfting is held again (P-13, P-17)."""
    clocks = without(s.clocks, FORANKRING_DUE, FORANKRING_REMINDER, WRITTEN_DUE, *OF_A_DECISION)
    return {
        "stage": CaseStage.KLASSIFISERT,
        "drofting": None,
        "placement": None,
        "item": None,
        "forankring": None,
        "positions": (),
        "written": None,
        "written_positions": (),
        "bindings": (),
        "absent": (),
        "announced": False,
        "held": None,
        "witnesses": None,
        "decided_in": None,
        "decided_on": None,
        "outside": (),
        "follow_ups": (),
        "follow_up_due": None,
        "clocks": clocks,
    }


def stage_of(s: CaseState, bindings: tuple[PartyBinding, ...]) -> CaseStage:
    """Where a decided case stands with these bindings: with a reservation only while a party is waited for (P-20)."""
    waiting = any(p.effect_at is None and not p.refused for p in bindings)
    if s.stage is not CaseStage.BESLUTTET_MED_FORBEHOLD or waiting:
        return s.stage
    return CaseStage.UNDER_OPPFOLGING if s.follow_ups else CaseStage.BESLUTTET


def without_consensus(s: CaseState) -> Changes:
    """There was none after all: nobody is bound, nothing is followed up, and the chair is asked (P-13, P-19)."""
    return {
        "stage": CaseStage.IKKE_KONSENSUS,
        "path_asked": True,
        "bindings": tuple(p.model_copy(update={"effect_at": None, "refused": True}) for p in s.bindings),
        "decided_in": None,
        "decided_on": None,
        "held": None,
        "witnesses": None,
        "follow_ups": (),
        "follow_up_due": None,
        "clocks": without(s.clocks, *OF_A_DECISION),
    }


def in_another_body(s: CaseState) -> Changes:
    """Another body decides: what the seats of this one have said in writing is set aside (P-14, P-18)."""
    return {"written_positions": ()} | ({} if s.written is None else out_of_writing(s))


def out_of_writing(s: CaseState) -> Changes:
    """The written procedure is over, with its answers and its clock (P-31)."""
    return {"written": None, "positions": (), "clocks": without(s.clocks, WRITTEN_DUE)}


def answers_in_writing(s: CaseState) -> tuple[Position, ...]:
    """What has been answered in a written procedure that runs; what was said in a roll call went with it (P-31)."""
    return () if s.written is None else s.positions


def without(clocks: tuple[Clock, ...], *prefixes: str) -> tuple[Clock, ...]:
    """The clocks but for those whose names begin so."""
    return tuple(c for c in clocks if not c.name.startswith(prefixes))


def clock_of(due: Derivation, consequence: str, rule: str) -> Clock:
    """A running clock for a computed due time."""
    return Clock(name=due.name, due_at=due.at, consequence=consequence, rule=rule)
