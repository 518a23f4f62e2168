"""Positions given apart from the roll call, before the meeting or after it; silence is never consent (P-22)."""

from __future__ import annotations

from models import entries as e
from models.acts import (
    AnswerAfterMeeting,
    ConsentWithReservation,
    Derivation,
    Mark,
    Objection,
    ReceivedAct,
    Stance,
    TakeWrittenPosition,
)
from models.base import PartyId, SeatId
from models.rulebook import RefusalCode
from models.state import CaseStage, Position
from rules.case.context import Case, heard_only, overdue, why_not_speak_for_seat
from rules.case.folds.apart import position_of
from rules.case.folds.common import ANSWERS_DUE, RESERVATION_DUE
from rules.consensus import binding_by
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def quorum_of(case: Case, received: ReceivedAct) -> str:
    """How a party that is absent can still be heard, by the case's procedure (P-22)."""
    return case.procedure.choice("quorum", received.facts.day)


def counted_seat(case: Case, received: ReceivedAct, rule: str, what: str) -> SeatId | Verdict:
    """The counted seat that the actor holds; only such a one can bind anybody (P-18)."""
    refusal = why_not_speak_for_seat(case, received, rule)
    if refusal is not None:
        return refusal
    seat = received.actor.seat
    assert seat is not None
    return seat if case.counts(seat) else heard_only(seat, rule, what)


def why_not_text(case: Case, digest: str) -> Verdict | None:
    """What is answered is the text as it stands (P-17)."""
    text = case.state.text
    if digest == text.digest:
        return None
    return refused(
        RefusalCode.OUTDATED_TEXT,
        "P-17",
        f"the text is in version {text.version} ({text.digest[:12]}), not {digest[:12]}",
        "read the text as it stands now and answer on that",
    )


# --- in writing before the meeting ------------------------------------------------------------------------------


def take_written_position(case: Case, received: ReceivedAct, act: TakeWrittenPosition) -> Verdict:
    """From the papers until the item opens; it counts where the seat is then empty (P-22)."""
    if quorum_of(case, received) != "written_position":
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-22",
            "this procedure takes positions in the roll call only",
            "let the member or a deputy be there; a written objection can be lodged all the same (P-28)",
        )
    seat = counted_seat(case, received, "P-22", "be bound in writing")
    if isinstance(seat, Verdict):
        return seat
    placement = case.state.placement
    sent = placement is not None and placement.mark is Mark.BESLUTNING and placement.papers_sent
    if not sent or case.state.item is not None or case.state.stage is CaseStage.TRUKKET:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-22",
            "a written position is given from when the papers for beslutning are sent until the item opens",
            "take the position in the roll call" if case.state.item is not None else "wait for the papers",
        )
    if isinstance(act.stance, Objection):
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-28",
            "an objection before the meeting is lodged as what it is",
            "`objection lodge`, with what would remove it",
        )
    refusal = why_not_text(case, act.text_digest)
    if refusal is not None:
        return refusal
    if isinstance(act.stance, ConsentWithReservation):
        others = set(act.stance.parties) - set(case.parties_of(seat))
        if others:
            return refused(
                RefusalCode.UNKNOWN_PARTY,
                "P-20",
                f"{seat} does not speak for {', '.join(sorted(others))}",
                f"reserve for one or more of: {', '.join(case.parties_of(seat))}",
            )
    assert received.actor.person is not None
    return accepted(
        e.WrittenPositionTaken(
            seat=seat,
            person=received.actor.person,
            parties=case.parties_of(seat),
            stance=act.stance,
            text_digest=act.text_digest,
            authority=received.facts.authority,
            reservation_due=_reminder(received, act.stance),
        )
    )


def _reminder(received: ReceivedAct, stance: Stance) -> Derivation | None:
    """When a council or board that is reserved for is reminded (P-20)."""
    return received.facts.due(RESERVATION_DUE) if isinstance(stance, ConsentWithReservation) else None


# --- after the meeting ------------------------------------------------------------------------------------------


def answer_after(case: Case, received: ReceivedAct, act: AnswerAfterMeeting) -> Verdict:
    """Those who were absent answer within the days for it; yes binds, silence does not (P-22)."""
    state = case.state
    seat = counted_seat(case, received, "P-22", "bind anybody")
    if isinstance(seat, Verdict):
        return seat
    parties = tuple(b.party for b in state.bindings if b.after and not b.refused and b.party in case.parties_of(seat))
    if not parties or overdue(case, ANSWERS_DUE, received.received_at) is not None:
        return refused(
            RefusalCode.TOO_LATE if parties else RefusalCode.NOTHING_TO_CHANGE,
            "P-22",
            "the days for answering are over" if parties else f"no answer of {seat} is awaited",
            "bring the matter up as a new case" if parties else "`case show` lists what the decision waits for",
        )
    refusal = why_not_text(case, act.text_digest)
    if refusal is not None:
        return refusal
    assert received.actor.person is not None
    answered = e.AnsweredAfterMeeting(
        seat=seat,
        person=received.actor.person,
        parties=parties,
        stance=act.stance,
        text_digest=act.text_digest,
        authority=received.facts.authority,
        reservation_due=_reminder(received, act.stance),
    )
    if isinstance(act.stance, Objection):
        return accepted(answered)
    position = position_of(answered, received.received_at)
    return accepted(answered, *(_effect(position, party, act) for party in parties))


def _effect(position: Position, party: PartyId, act: AnswerAfterMeeting) -> e.BindingEffect | e.BindingWithheld:
    binding = binding_by(position, party)
    assert binding is not None, "who does not object is willing"
    if binding.waits_for is None:
        return e.BindingEffect(party=party, by_seat=position.seat, text_digest=act.text_digest)
    return e.BindingWithheld(
        party=party,
        by_seat=position.seat,
        waits_for=binding.waits_for,
        treated_on=getattr(act.stance, "treated_on", None),
        due=position.reservation_due,
        because=binding.because,
    )


def lapse_answers(case: Case) -> Verdict:
    """Silence after the days is not consent: the decision does not bind these parties (P-22)."""
    silent = tuple(b.party for b in case.state.bindings if b.after and not b.refused)
    return accepted(e.AnswersLapsed(parties=silent)) if silent else NOTHING_LEFT
