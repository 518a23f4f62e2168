"""What every judgement of a dispute's act is handed, and the questions they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models import entries as e
from models.acts import ReceivedAct
from models.base import PartyId
from models.dispute import WAYS, Bilateral, DisputeStage, RelationStage
from models.dispute_state import DisputeState, Opposed
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from models.words import DISPUTE_STANDS
from rules.case.context import why_not_answer_for
from rules.verdict import Verdict, refused


@dataclass(frozen=True)
class Disputed:
    """The dispute as it stands, and the rules and parties it was brought under."""

    state: DisputeState
    procedure: Procedure
    roster: Roster


def why_not_speak(disputed: Disputed, received: ReceivedAct, party: PartyId, rule: str) -> Verdict | None:
    """A party of the dispute answers by its contact or the secretariat; a seat answers for no party (N-01, N-03)."""
    if party not in disputed.state.parties:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            rule,
            f"{party} is no party of {disputed.state.record}",
            f"its parties are: {', '.join(disputed.state.parties)}",
        )
    return why_not_for_party(received, party, rule)


def why_not_for_party(received: ReceivedAct, party: PartyId, rule: str) -> Verdict | None:
    """Only the party itself, or the secretariat that enters what it said; no seat and no body (N-01)."""
    if received.actor.seat is not None:
        return refused(
            RefusalCode.NO_CAPACITY,
            rule,
            f"a seat acts in a body; {received.actor.seat} does not act for {party} as a contracting party",
            f"let the contact of {party} do it, on a decision of {party}",
        )
    return why_not_answer_for(received, party, rule)


def why_not_stage(disputed: Disputed, wanted: Iterable[DisputeStage], rule: str, remedy: str) -> Verdict | None:
    """Each step in its time."""
    if disputed.state.stage in tuple(wanted):
        return None
    return refused(
        RefusalCode.WRONG_STAGE, rule, f"{disputed.state.record} is {DISPUTE_STANDS[disputed.state.stage]}", remedy
    )


def why_not_past(received: ReceivedAct, day: date, what: str, rule: str) -> Verdict | None:
    """What is entered as having happened lies behind us, or is today."""
    if day <= received.facts.day:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        rule,
        f"{what} on {day}, which is after today ({received.facts.day})",
        "enter it when it has happened",
    )


def why_not_since(disputed: Disputed, day: date, what: str, rule: str) -> Verdict | None:
    """What answers a submission comes after it; in Norway no day begins later than in UTC."""
    sent = disputed.state.submitted_at
    if sent is None or day >= sent.date():
        return None
    return refused(
        RefusalCode.TOO_SOON,
        rule,
        f"{what} on {day}, before the dispute was submitted on {sent.date()}",
        "look at the day again",
    )


def closed(stage: DisputeStage, relations: Iterable[Opposed]) -> e.DisputeClosed:
    """The last entry of a dispute; where something is unsolved, the ways that are left (N-13)."""
    came_to = tuple(Bilateral(relation=r.relation, parties=r.parties, stage=r.stage) for r in relations)
    unsolved = any(r.stage is RelationStage.UNSOLVED for r in came_to)
    return e.DisputeClosed(stage=stage, relations=came_to, ways=WAYS if unsolved else None)
