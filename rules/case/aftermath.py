"""What comes after the roll call, and the ways a case leaves the road (P-20, P-25, P-27, P-30)."""

from __future__ import annotations

from datetime import date

from models import entries as e
from models.acts import (
    AnswerReservation,
    DeliverStatement,
    Derivation,
    ReceivedAct,
    ReplaceSeatHolder,
    ReviewCaseDone,
    TakeOverCase,
    WithdrawCase,
)
from models.base import PartyId, SeatId
from models.roster import Office
from models.rulebook import RefusalCode
from models.state import CaseStage, CaseState
from models.words import STANDS
from rules.case.context import (
    DECIDED,
    Case,
    ended,
    is_secretariat,
    overdue,
    why_not_answer_for,
    why_not_secretariat,
    why_not_speak_for_seat,
    why_not_treated,
)
from rules.case.folds.common import ANSWERS_DUE, STATEMENTS_DUE, TAKEOVER_DUE
from rules.case.followup import due_dates
from rules.consensus import LAPSED, bindings_of, positions_that_bind
from rules.seats import counted_seats
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def withdraw(case: Case, received: ReceivedAct, act: WithdrawCase) -> Verdict:
    """The proposer may withdraw before the decision; the case is kept and may be taken over (P-30)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    if state.stage is CaseStage.TRUKKET:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-30",
            "the case is withdrawn already",
            "another party may take it over",
        )
    if not proposes(case, received):
        proposer = state.proposer_seat or state.proposer_party or "the secretariat"
        return refused(
            RefusalCode.NOT_YOURS,
            "P-30",
            f"the case was proposed by {proposer}",
            "only the proposer withdraws it; others object in the roll call",
        )
    return accepted(e.CaseWithdrawn(reason=act.reason, takeover_due=received.facts.due(TAKEOVER_DUE)))


def review_done(case: Case, _received: ReceivedAct, act: ReviewCaseDone) -> Verdict:
    """The agreement it was opened for needs it no more; what is on the table, or decided, goes its own way (A-08)."""
    state = case.state
    if state.ended or state.item is not None or state.written is not None:
        return NOTHING_LEFT
    closed = e.CaseClosed(outcome="reviewed" if act.because == "no_change" else "agreement_ended")
    if state.placement is None:
        return accepted(closed)
    why = "the agreement is reviewed" if act.because == "no_change" else "the agreement has ended"
    return accepted(e.LeftAgenda(meeting=state.placement.meeting, reason=why, rule="A-08"), closed)


def proposes(case: Case, received: ReceivedAct) -> bool:
    """Whether the case's proposer acts: its seat, its party, or the secretariat where it proposed the case itself."""
    """Whether the actor is who proposed the case: its seat, its party, or the secretariat where neither did."""
    state, actor = case.state, received.actor
    if state.proposer_seat is None and state.proposer_party is None:
        return is_secretariat(actor)
    if state.proposer_seat is not None:
        return actor.seat == state.proposer_seat and actor.rank is not None
    return speaks_for_party(case, received, state.proposer_party)


def speaks_for_party(case: Case, received: ReceivedAct, party: PartyId | None) -> bool:
    """Whether the actor is the party's contact, or holds a counted seat that speaks for it."""
    actor = received.actor
    if party is None:
        return False
    if Office.PARTY_CONTACT in actor.offices and actor.party == party:
        return True
    held = actor.seat if actor.rank is not None and case.names_seat(actor.seat) else None
    return held is not None and party in case.parties_of(held)


def take_over(case: Case, received: ReceivedAct, act: TakeOverCase) -> Verdict:
    """Another party takes the withdrawn case over: same case, history intact (P-30)."""
    state = case.state
    if state.ended or state.stage is not CaseStage.TRUKKET:
        return refused(
            RefusalCode.TOO_LATE if state.ended else RefusalCode.WRONG_STAGE,
            "P-30",
            f"the case is {STANDS[state.stage]}" + (" and ended" if state.ended else ", not withdrawn"),
            "bring the matter up as a new case" if state.ended else "only a withdrawn case is taken over",
        )
    due = overdue(case, TAKEOVER_DUE, received.received_at)
    if due is not None:
        return refused(
            RefusalCode.TOO_LATE,
            "P-30",
            f"the case could be taken over until {due.isoformat()}",
            "bring the matter up as a new case",
        )
    if not speaks_for_party(case, received, act.party):
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-30",
            f"{received.actor.person} does not speak for {act.party}",
            f"let the contact of {act.party}, or the seat that speaks for it, take the case over",
        )
    if _withdrew(case, received, act.party):
        return refused(
            RefusalCode.NOT_YOURS,
            "P-30",
            f"{act.party} withdrew the case itself",
            "another party takes it over; the same party brings it up as a new case",
        )
    return accepted(e.CaseTakenOver(party=act.party, reason=act.reason))


def _withdrew(case: Case, received: ReceivedAct, party: PartyId) -> bool:
    """Whether it was this party that proposed the case and withdrew it, by itself or through its seat."""
    seat = case.state.proposer_seat
    if seat is None:
        return party == case.state.proposer_party
    spoken_for = case.parties_of(seat)
    return party in spoken_for and (received.actor.seat == seat or len(spoken_for) == 1)


def replace_holder(case: Case, received: ReceivedAct, act: ReplaceSeatHolder) -> Verdict:
    """A new holder inherits what was said in the seat's name and must confirm it (P-25)."""
    if received.actor.record is None:
        refusal = why_not_secretariat(received.actor, "record a new holder")
        if refusal is not None:
            return refusal
    if not case.names_seat(act.seat):
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            "P-25",
            f"the procedure {case.procedure.procedure} has no seat {act.seat!r}",
            "name a seat of the procedure",
        )
    if case.state.ended:
        return ended(case)
    if received.actor.record is None and received.facts.rank(act.seat, act.person) is None:
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-25",
            f"{act.person} has no place in {act.seat} on {received.facts.day}",
            f"enter the new holder in the roster first; `roster who --for {act.seat}` lists who has a place",
        )
    return accepted(e.SeatHolderReplaced(seat=act.seat, person=act.person, rank=act.rank))


def deliver_statement(case: Case, received: ReceivedAct, act: DeliverStatement) -> Verdict:
    """The text of an announced statement, within the days of P-27; nobody else edits it."""
    refusal = why_not_speak_for_seat(case, received, "P-27")
    if refusal is not None:
        return refusal
    seat = received.actor.seat
    assert seat is not None
    late = overdue(case, STATEMENTS_DUE, received.received_at) is not None
    if late or seat not in case.state.statements_awaited:
        return refused(
            RefusalCode.TOO_LATE,
            "P-27",
            f"no statement of {seat} is awaited" + (" any more" if late else ""),
            "announce it when the item closes; its text is due within the days the procedure gives",
        )
    return accepted(e.StatementDelivered(seat=seat, text=act.text))


def answer_reservation(case: Case, received: ReceivedAct, act: AnswerReservation) -> Verdict:
    """The council's or board's answer: yes binds the party, no sends the case back as no consensus (P-20)."""
    reserved = (
        b for b in case.state.bindings if b.waits_for and not b.refused and not b.after and b.because not in LAPSED
    )
    waiting = next((b for b in reserved if b.party == act.party), None)
    if waiting is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-20",
            f"no reservation waits for {act.party}",
            "`case show` lists what the decision still waits for",
        )
    stranger = why_not_answer_for(received, act.party, "P-20")
    if stranger is not None:
        return stranger
    early = why_not_treated(received, act.treated_on, "P-20") or _why_not_after(case, act)
    if early is not None:
        return early
    answered = e.ReservationAnswered(
        party=act.party,
        approved=act.approved,
        treated_by=act.treated_by,
        treated_on=act.treated_on,
        reference=act.reference,
    )
    if not act.approved:
        return accepted(answered)
    effect = e.BindingEffect(party=act.party, by_seat=waiting.by_seat, text_digest=case.state.text.digest)
    return accepted(answered, effect, due_dates(received))


def _why_not_after(case: Case, act: AnswerReservation) -> Verdict | None:
    """What a council or board treats is the decision, and that was not there before (P-20)."""
    decided_on = case.state.decided_on
    if decided_on is None or act.treated_on >= decided_on:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        "P-20",
        f"treated on {act.treated_on}, before the decision of {decided_on}",
        "give the day on which the council or board treated the decision",
    )


# --- what the engine itself enters after a beslutning, each step resting on the entries before ------------------


def effects_of_beslutning(case: Case) -> tuple[e.BindingEffect | e.BindingWithheld, ...]:
    """Binding as a step of its own, party by party; a reservation holds its party's back (P-19, P-20)."""
    assert case.state.decided_on is not None and case.state.classification is not None
    body = case.state.classification.decision_body
    digest = case.state.text.digest
    effects: list[e.BindingEffect | e.BindingWithheld] = []
    binding_ones = positions_that_bind(case.state.positions, case.procedure, case.state.decided_on)
    for binding in bindings_of(body, binding_ones, case.procedure, case.roster):
        if binding.waits_for is None:
            effects.append(e.BindingEffect(party=binding.party, by_seat=binding.by_seat, text_digest=digest))
        else:
            day = _reserved_until(case.state, binding.by_seat)
            effects.append(
                e.BindingWithheld(
                    party=binding.party,
                    by_seat=binding.by_seat,
                    waits_for=binding.waits_for,
                    treated_on=day,
                    due=_reminder_due(case.state, binding.by_seat),
                    because=binding.because,
                )
            )
    spoken = {effect.party for effect in effects}
    effects += [
        e.BindingWithheld(party=party, by_seat=seat, waits_for="answer after the meeting", after=True)
        for party, seat in _may_answer(case)
        if party not in spoken
    ]
    return tuple(effects)


def _may_answer(case: Case) -> tuple[tuple[PartyId, SeatId], ...]:
    """The parties whose seats were absent and may answer, where the procedure has started those days (P-22)."""
    assert case.state.classification is not None
    if all(clock.name != ANSWERS_DUE for clock in case.state.clocks):
        return ()
    taken = {p.seat for p in case.state.positions}
    silent = [s for s in counted_seats(case.procedure, case.state.classification.decision_body) if s not in taken]
    first: dict[PartyId, SeatId] = {}
    for seat in silent:
        for party in case.parties_of(seat):
            first.setdefault(party, seat)
    return tuple(first.items())


def _reserved_until(state: CaseState, seat: str) -> date | None:
    return next((getattr(p.stance, "treated_on", None) for p in state.positions if p.seat == seat), None)


def _reminder_due(state: CaseState, seat: str) -> Derivation | None:
    return next((p.reservation_due for p in state.positions if p.seat == seat), None)


def announcement(case: Case) -> e.Announced:
    """The outcome for every seat and every party (P-34)."""
    return e.Announced(outcome=case.state.stage.value, parties=case.state.affected)
