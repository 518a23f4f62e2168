"""Mandates in a running case: who may deputise, who had left, what a mandate given later or a ratification mends."""

from __future__ import annotations

from models import entries as e
from models.acts import LateGround, MandateGiven, RatifyConsent, ReceivedAct, SeatHolderLeft
from models.base import PersonId, SeatId
from models.entries import LapseReason
from models.rulebook import RefusalCode
from models.state import PartyBinding
from rules.case.context import DECIDED, Case, decided_before, why_not_answer_for, why_not_treated
from rules.case.folds.objections import standing_of
from rules.case.followup import due_dates
from rules.consensus import LAPSED
from rules.mandates import NO_AUTHORITY
from rules.seats import in_force
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def why_not_deputise(case: Case, received: ReceivedAct, seat: SeatId, person: PersonId) -> Verdict | None:
    """Where the procedure says so, a deputy takes a seat only with authority for every party of it (P-23).

    By default the seat is taken all the same: those are bound for whom there is authority, the others wait (P-24).
    """
    if not received.actor.rank or case.procedure.choice("deputy_authority", received.facts.day) == "per_party":
        return None
    authority = received.facts.authority or ()
    lacks = tuple(found.party for found in authority if found.ground in NO_AUTHORITY)
    if not lacks:
        return None
    return deputy_lacks(seat, person, lacks)


def deputy_lacks(seat: SeatId, person: PersonId, lacks: tuple[str, ...]) -> Verdict:
    """The refusal to a deputy who cannot bind all that the seat speaks for."""
    return refused(
        RefusalCode.NO_CAPACITY,
        "P-23",
        f"{person} has no authority for {', '.join(lacks)}, for whom {seat} speaks",
        f"seat the next deputy, or have the authority given: `roster mandate`; `roster who --for {seat}` tells why",
    )


def holder_left(case: Case, _received: ReceivedAct, act: SeatHolderLeft) -> Verdict:
    """Somebody had left the position that the seat goes with: from the day after they do not count (P-24).

    What they said in an open roll call falls away. What is decided stands, and is flagged for each party that they
    consented for after they had left: whether it binds that party is reviewed (P-29).
    """
    if not case.names_seat(act.seat):
        return NOTHING_LEFT
    left = e.HolderLeftSeat(seat=act.seat, person=act.person, last_day=act.last_day)
    return accepted(left, *said_in_roll_call_by(case, act.seat, act.person), *_doubted(case, act))


def _doubted(case: Case, act: SeatHolderLeft) -> tuple[e.LateObjectionLodged, ...]:
    """Omstridt fullmakt, party by party, where a later day's decision binds through whoever had left (P-24, P-29)."""
    state = case.state
    gave = any((p.seat, p.person) == (act.seat, act.person) for p in state.positions)
    if not gave or state.stage not in DECIDED or decided_before(state, act.last_day) or state.decided_in is None:
        return ()
    parties = [b.party for b in state.bindings if b.by_seat == act.seat and not (b.refused or b.after or b.disputed)]
    return tuple(
        e.LateObjectionLodged(
            objection=number,
            about=LateGround.NO_AUTHORITY,
            grounds=f"{act.person} had left {act.seat}; the last day was {act.last_day}",
            meeting=state.decided_in,
            party=party,
            holder_left=act.last_day,
        )
        for number, party in enumerate(parties, start=len(state.late_objections) + 1)
    )


def said_in_roll_call_by(case: Case, seat: SeatId, person: PersonId) -> tuple[e.ObjectionLapsed, ...]:
    """The objection that somebody made in the open roll call, gone with whoever made it; the seat is asked anew."""
    if case.state.item is None or all((p.seat, p.person) != (seat, person) for p in case.state.positions):
        return ()
    made = standing_of(case.state, seat)
    return () if made is None else (e.ObjectionLapsed(objection=made.objection, because=LapseReason.OBJECTOR_AWAY),)


def mandate_given(case: Case, received: ReceivedAct, act: MandateGiven) -> Verdict:
    """A mandate that covers the day of the beslutning binds what waited for it (P-24); any other changes nothing."""
    state = case.state
    if state.decided_on is None or not in_force(act.since, act.until, state.decided_on):
        return NOTHING_LEFT
    given = any((p.seat, p.person) == (act.seat, act.person) for p in state.positions)
    covered = [
        b
        for b in _without_mandate(case)
        if given and b.by_seat == act.seat and (not act.parties or b.party in act.parties)
    ]
    if not covered:
        return NOTHING_LEFT
    entered = e.MandateCovered(
        seat=act.seat,
        person=act.person,
        parties=tuple(b.party for b in covered),
        since=act.since,
        until=act.until,
    )
    return accepted(entered, *(_effect(case, binding) for binding in covered), due_dates(received))


def ratify(case: Case, received: ReceivedAct, act: RatifyConsent) -> Verdict:
    """The principal's word on a consent given without a mandate in force; silence ratifies nothing (P-22, P-24)."""
    waiting = next((b for b in _without_mandate(case) if b.party == act.party), None)
    if waiting is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-24",
            f"no consent for {act.party} waits to be ratified",
            "`case show` lists what the decision still waits for",
        )
    stranger = why_not_answer_for(received, act.party, "P-24")
    if stranger is not None:
        return stranger
    early = why_not_treated(received, act.dated, "P-24")
    if early is not None:
        return early
    ratified = e.ConsentRatified(
        party=act.party,
        by_seat=waiting.by_seat,
        approved=act.approved,
        organ=act.organ,
        dated=act.dated,
        reference=act.reference,
    )
    if not act.approved:
        return accepted(ratified)
    return accepted(ratified, _effect(case, waiting), due_dates(received))


def _without_mandate(case: Case) -> tuple[PartyBinding, ...]:
    return tuple(b for b in case.state.bindings if b.effect_at is None and not b.refused and b.because in LAPSED)


def _effect(case: Case, binding: PartyBinding) -> e.BindingEffect:
    return e.BindingEffect(party=binding.party, by_seat=binding.by_seat, text_digest=case.state.text.digest)
