"""Slips corrected: by whom, within which limits, and never so that a disagreement quietly becomes consensus.

A position entered for the wrong seat is struck, and the seat that gave it gives it by the ordinary way, with every
check; nothing is moved behind anybody's back. Once the roll call is closed, what the minutes say of who agreed is
corrected by those who took part (P-33).
"""

from __future__ import annotations

from models import entries as e
from models.acts import CorrectEntry, ReceivedAct, WrongDay, WrongSeat
from models.entries import LapseReason
from models.rulebook import RefusalCode
from models.state import CaseStage, EntryRef, PartyBinding, PartyForankring, Position
from rules.case.context import Case, why_not_answer_for, why_not_secretariat, why_not_treated
from rules.case.folds.common import RESERVATION_DUE
from rules.verdict import Verdict, accepted, refused


def correct(case: Case, received: ReceivedAct, act: CorrectEntry) -> Verdict:
    """An entry that can be corrected is one whose effect is still open; it is named by number and digest."""
    match act.slip:
        case WrongSeat():
            return _seat(case, received, act, act.slip)
        case WrongDay():
            return _day(case, received, act, act.slip)


def _named(ref: EntryRef | None, act: CorrectEntry) -> bool:
    return ref is not None and (ref.seq, ref.hash) == (act.seq, act.hash)


def _seat(case: Case, received: ReceivedAct, act: CorrectEntry, slip: WrongSeat) -> Verdict:
    """Only what the secretariat entered, only in the open roll call, only for a seat of the body (P-20)."""
    refusal = why_not_secretariat(received.actor, "correct what it has entered")
    if refusal is not None:
        return refusal
    item = case.state.item
    found = next((p for p in case.state.positions if _named(p.entry, act)), None)
    if item is None or found is None or case.state.stage is CaseStage.TRUKKET:
        return refused(
            RefusalCode.ROLL_CALL_CLOSED,
            "P-33",
            f"entry {act.seq} is no position in an open roll call",
            "the minutes are corrected when the seat itself and all others that took part confirm it: "
            "`minutes contest` for the seat, `minutes propose` for chair or secretariat",
        )
    if not found.entered:
        return refused(
            RefusalCode.NOT_YOURS,
            "P-20",
            f"{found.seat} took the position itself",
            "the seat changes it until the roll call closes: `position take`",
        )
    seats = [seat.seat for seat in case.procedure.body(item.body).seats]
    if slip.meant == found.seat or slip.meant not in seats:
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            "P-20",
            f"{slip.meant} is not another seat of {item.body}",
            f"name the seat that gave the position: {', '.join(s for s in seats if s != found.seat)}",
        )
    corrected = e.EntryCorrected(
        seq=act.seq,
        hash=act.hash,
        correction=e.SeatCorrected(old=found.seat, new=slip.meant),
        reason=act.reason,
    )
    return accepted(corrected, *_never_made(case, found))


def _never_made(case: Case, found: Position) -> tuple[e.ObjectionLapsed, ...]:
    """The objection that the slip made for a seat that did not object, if it made it."""
    made = next((o for o in case.state.objections if o.standing and o.objection == found.objection), None)
    assert found.entry is not None, "it was named by it"
    if made is None or made.steps[0].seq != found.entry.seq:
        return ()
    return (e.ObjectionLapsed(objection=made.objection, because=LapseReason.ENTERED_WRONGLY),)


def _day(case: Case, received: ReceivedAct, act: CorrectEntry, slip: WrongDay) -> Verdict:
    """The day of a council's or board's treatment, while a reservation waits or before the decision (P-11, P-20)."""
    waiting = next(
        (b for b in case.state.bindings if _named(b.entry, act) and not b.refused and not b.effect_at), None
    )
    if waiting is not None:
        return _reservation(received, act, slip, waiting)
    parties = case.state.forankring.parties if case.state.forankring and case.state.decided_in is None else ()
    answered = next((p for p in parties if _named(p.entry, act)), None)
    if answered is not None:
        return _forankring(received, act, slip, answered)
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-20",
        f"entry {act.seq} names no day that can still be corrected",
        "correct the day of a forankring answer before the decision, or of a reservation while it waits",
    )


def _reservation(received: ReceivedAct, act: CorrectEntry, slip: WrongDay, waiting: PartyBinding) -> Verdict:
    if waiting.because is not None or waiting.treated_on is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-24",
            f"{waiting.party} waits for a mandate, not for a day",
            "have the mandate given, or the consent ratified",
        )
    if slip.meant < received.facts.day:
        return refused(
            RefusalCode.TOO_LATE,
            "P-20",
            f"{slip.meant} is before today",
            "if it has been treated, enter the answer: `case reservation`",
        )
    refusal = why_not_answer_for(received, waiting.party, "P-20")
    if refusal is not None:
        return refusal
    due = received.facts.due(RESERVATION_DUE)
    return accepted(
        _corrected(act, e.DayCorrected(party=waiting.party, old=waiting.treated_on, new=slip.meant, due=due))
    )


def _forankring(received: ReceivedAct, act: CorrectEntry, slip: WrongDay, answered: PartyForankring) -> Verdict:
    return (
        why_not_treated(received, slip.meant, "P-11")
        or why_not_answer_for(received, answered.party, "P-20")
        or accepted(_corrected(act, e.DayCorrected(party=answered.party, old=answered.treated_on, new=slip.meant)))
    )


def _corrected(act: CorrectEntry, day: e.DayCorrected) -> e.EntryCorrected:
    return e.EntryCorrected(seq=act.seq, hash=act.hash, correction=day, reason=act.reason)
