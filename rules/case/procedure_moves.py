"""A running case taken to another version of its procedure: an act of its own, with what stands in the way (P-38).

Nothing is computed again: due times that run go on as they are, and what was said and decided stands. From the entry
on every rule and number is the new version's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models import entries as e
from models.acts import MoveToProcedure, ReceivedAct
from models.base import BodyId, SeatId
from models.canonical import digest_of
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import Refusal, RefusalCode
from models.state import CaseState
from rules.case.context import DECIDED, Case, ended, why_not_secretariat
from rules.verdict import Verdict, accepted, refused

STAY = "let the case run to its end by the version it has"


def move_to_procedure(case: Case, received: ReceivedAct, act: MoveToProcedure) -> Verdict:
    """The secretariat moves a running case to a version that its community has adopted, with a reason (P-38)."""
    state, offered = case.state, received.facts.procedure
    if state.ended or state.stage in DECIDED:
        return ended(case)
    refusal = why_not_secretariat(received.actor, "move a case to another version of the procedure")
    if refusal is not None:
        return refusal
    if offered is None or digest_of(offered) != act.procedure:
        return refused(
            RefusalCode.UNKNOWN_PROCEDURE,
            "P-38",
            f"the community has adopted no procedure {act.procedure[:12]}",
            "adopt it first: `community adopt-procedure`",
        )
    why_not = why_not_move(state, case.procedure, offered, case.roster, received.facts.day)
    if why_not is not None:
        return Verdict(refusal=why_not)
    return accepted(
        e.ProcedureChanged(procedure=act.procedure, replaces=digest_of(case.procedure), reason=act.reason)
    )


def why_not_move(
    state: CaseState, procedure: Procedure, offered: Procedure, roster: Roster, day: date
) -> Refusal | None:
    """What stands in the way of a move, or None. Asked by a dry run before anybody acts, and again when judged."""
    if digest_of(offered) == digest_of(procedure):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "P-38", "the case goes by that version already", "nothing more is needed"
        ).refusal
    if state.item is not None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-38",
            f"the case is being dealt with in {state.item.meeting}",
            "move it when the item is closed",
        ).refusal
    if offered.valid_from > day:
        return refused(
            RefusalCode.TOO_SOON,
            "P-38",
            f"the version applies from {offered.valid_from}",
            f"move the case on or after {offered.valid_from}",
        ).refusal
    bodies = [body for body in _bodies_of(state) if body not in {b.body for b in offered.bodies}]
    if bodies:
        return refused(
            RefusalCode.UNKNOWN_BODY,
            "P-38",
            f"the case rests on {', '.join(bodies)}, and the version has no such body",
            f"{STAY}, or bring the matter up anew under the other",
        ).refusal
    return _why_not_seats(state, procedure, offered, roster)


def _why_not_seats(state: CaseState, procedure: Procedure, offered: Procedure, roster: Roster) -> Refusal | None:
    kept = {seat.seat: (seat.counts, seat.group) for body in offered.bodies for seat in body.seats}
    spoken = [s for s in _seats_of(state) if kept.get(s) != (procedure.seat(s).counts, procedure.seat(s).group)]
    if spoken:
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            "P-38",
            f"{', '.join(spoken)} spoke in the case, and the version has no such seat, or it speaks for others",
            f"{STAY}, or bring the matter up anew under the other",
        ).refusal
    groups = {group.group for group in roster.groups}
    bodies = [offered.body(body) for body in _bodies_of(state)]
    missing = {seat.group for body in bodies for seat in body.seats if seat.counts and seat.group not in groups}
    if missing:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "P-38",
            f"nobody belongs to {', '.join(sorted(str(group) for group in missing))} by the roster of the case",
            f"{STAY}: its seats and parties were frozen when it was opened",
        ).refusal
    return None


def _bodies_of(state: CaseState) -> tuple[BodyId, ...]:
    """The bodies that a case rests on: where it is deliberated and decided, and where it waits."""
    return tuple(dict.fromkeys(_bodies(state)))


def _bodies(state: CaseState) -> Iterator[BodyId]:
    if state.classification is not None:
        yield state.classification.drofting_body
        yield state.classification.decision_body
    if state.placement is not None:
        yield state.placement.body
    if state.drofting is not None:
        yield state.drofting.body


def _seats_of(state: CaseState) -> tuple[SeatId, ...]:
    """The seats that have spoken: what they said must go on being said by a seat."""
    spoken = [
        state.proposer_seat,
        *(said.seat for said in state.contributions),
        *(objection.seat for objection in state.objections),
        *state.unconfirmed,
    ]
    return tuple(dict.fromkeys(seat for seat in spoken if seat is not None))
