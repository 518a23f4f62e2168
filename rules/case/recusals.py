"""Recusal (inhabilitet): decided by the body itself for one case, with its ground; the deputy steps in (P-26).

Whoever is recused leaves the roll call of this case only; the meeting's other items are not touched (P-32).
"""

from __future__ import annotations

from models import entries as e
from models.acts import Cleared, DecideRecusal, NotifyRecusal, ReceivedAct, Recusal
from models.base import BodyId, PartyId
from models.rulebook import RefusalCode
from rules.case.context import DECIDED, Case, ended, leads, why_not_speak_for_seat
from rules.case.mandates import said_in_roll_call_by
from rules.seats import counted_seats, person_in, uncovered_parties
from rules.verdict import Verdict, accepted, refused


def notify(case: Case, received: ReceivedAct, act: NotifyRecusal) -> Verdict:
    """A holder says in good time what may disqualify them; until the body has decided they take part (P-26)."""
    if case.state.ended or case.state.stage in DECIDED:
        return ended(case)
    refusal = why_not_speak_for_seat(case, received, "P-26")
    if refusal is not None:
        return refusal
    seat, person = received.actor.seat, received.actor.person
    assert seat is not None and person is not None
    return accepted(e.RecusalNotified(seat=seat, person=person, ground=act.ground, reason=act.reason))


def decide(case: Case, received: ReceivedAct, act: DecideRecusal) -> Verdict:
    """The body's decision, entered by its chair or the secretariat, without the one it is about (P-26)."""
    if case.state.ended or case.state.stage in DECIDED:
        return ended(case)
    if not case.names_seat(act.seat):
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            "P-26",
            f"the procedure {case.procedure.procedure} has no seat {act.seat!r}",
            "name a seat of the procedure; `roster show` lists them",
        )
    body = case.procedure.body_of(act.seat).body
    refusal = _why_not_decide(case, received, act, body) or _why_not_step_in(case, received, act)
    if refusal is not None:
        return refusal
    decided = e.RecusalDecided(
        seat=act.seat,
        person=act.person,
        disqualified=act.disqualified,
        ground=act.ground,
        reason=act.reason,
        decided_by=body,
        deputy=act.deputy if act.disqualified else None,
        uncovered=_left_unspoken(case, act, body) if act.disqualified and act.deputy is None else None,
    )
    said = said_in_roll_call_by(case, act.seat, act.person) if act.disqualified else ()
    return accepted(decided, *_changes_seat(case, act), *said)


def _left_unspoken(case: Case, act: DecideRecusal, body: BodyId) -> tuple[PartyId, ...] | None:
    """The parties that nobody speaks for when the seat is empty: known now, not first when the roll call closes."""
    item = case.state.item
    there = {a.seat for a in item.attendance} if item is not None else set(counted_seats(case.procedure, body))
    empty = {r.seat for r in case.state.recusals or () if r.deputy is None} | {act.seat}
    silent = uncovered_parties(there - empty, body, case.procedure, case.roster)
    return tuple(p for p in silent if p in case.parties_of(act.seat)) or None


def _changes_seat(case: Case, act: DecideRecusal) -> tuple[e.CaseAttendanceChanged, ...]:
    """While the item is open: who sits in the seat from here on, in this item."""
    item = case.state.item
    if item is None or item.body != case.procedure.body_of(act.seat).body:
        return ()
    sitting = person_in(act.seat, item.attendance)
    if not act.disqualified:
        before = _recusal_of(case, act)
        back = before is not None and sitting == before.deputy
        return (e.CaseAttendanceChanged(seat=act.seat, person=act.person),) if back else ()
    if act.deputy is None and sitting != act.person:
        return ()
    return (e.CaseAttendanceChanged(seat=act.seat, person=act.deputy),)


def _recusal_of(case: Case, act: DecideRecusal) -> Recusal | None:
    return next((r for r in case.state.recusals or () if (r.seat, r.person) == (act.seat, act.person)), None)


def _why_not_decide(case: Case, received: ReceivedAct, act: DecideRecusal, body: BodyId) -> Verdict | None:
    if not leads(received.actor, body) or received.actor.person == act.person:
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-26",
            f"{body} decides it without {act.person}; its chair or the secretariat enters the decision",
            "say what may disqualify you with `case recusal-notify`, and let the body decide",
        )
    if received.facts.rank(act.seat, act.person) is None:
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-26",
            f"{act.person} has no place in {act.seat} on {received.facts.day}",
            "name the member or a deputy of the seat; `roster show` lists them",
        )
    before = _recusal_of(case, act)
    same = before is not None and (before.ground, before.deputy) == (act.ground, act.deputy)
    if act.disqualified and same:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-26",
            f"{act.person} is recused in this case already, on that ground",
            "nothing more is needed",
        )
    cleared = Cleared(seat=act.seat, person=act.person, ground=act.ground) in (case.state.cleared or ())
    if not act.disqualified and before is None and cleared:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-26",
            f"{act.person} is not recused in this case, and {body} has said so already, asked of that ground",
            "nothing more is needed; another ground is another question",
        )
    return None


def _why_not_step_in(case: Case, received: ReceivedAct, act: DecideRecusal) -> Verdict | None:
    """The deputy has a place in the seat, is not recused, and sits in no other counted seat of the item (P-23)."""
    if act.deputy is None or not act.disqualified:
        return None
    if act.deputy == act.person or received.facts.rank(act.seat, act.deputy) is None:
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-23",
            f"{act.deputy} is no deputy for {act.seat} on {received.facts.day}",
            f"name a deputy; `roster who --for {act.seat}` lists them, or name none: the seat is then absent",
        )
    if any((r.seat, r.person) == (act.seat, act.deputy) for r in case.state.recusals or ()):
        return refused(
            RefusalCode.RECUSED,
            "P-26",
            f"{act.deputy} is recused in this case, too",
            "name the next deputy, or none: the seat is then absent",
        )
    item = case.state.item
    sits = [a.seat for a in item.attendance if a.person == act.deputy and a.seat != act.seat] if item else []
    if case.counts(act.seat) and any(case.counts(seat) for seat in sits):
        return refused(
            RefusalCode.ONE_PERSON_TWO_SEATS,
            "P-23",
            f"{act.deputy} sits in {sits[0]} in this item",
            f"name another deputy of {act.seat}, or none: the seat is then absent",
        )
    return None
