"""Positions given apart from the roll call, and decisions made in writing (P-22, P-31).

Both stages stand: what is decided in writing was deliberated in a meeting. Silence is never consent.
"""

from __future__ import annotations

from models import entries as e
from models.acts import (
    AnswerAfterMeeting,
    AnswerInWriting,
    ConsentWithReservation,
    Derivation,
    Mark,
    Objection,
    ProposeInWriting,
    ReceivedAct,
    Stance,
    TakeWrittenPosition,
)
from models.base import PartyId, SeatId
from models.entries import WhyNotInWriting
from models.rulebook import RefusalCode
from models.state import CaseStage, Position, WrittenProcedure
from rules.case.context import (
    DECIDED,
    DELIBERATED,
    Case,
    ended,
    heard_only,
    leads,
    overdue,
    why_not_speak_for_seat,
)
from rules.case.folds.apart import position_of
from rules.case.folds.common import ANSWERS_DUE, RESERVATION_DUE, WRITTEN_DUE
from rules.case.followup import due_dates
from rules.case.requirements import why_not_complete
from rules.consensus import LAPSED, binding_by, bindings_of
from rules.seats import counted_seats
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def quorum_of(case: Case, received: ReceivedAct) -> str:
    """How a party that is absent can still be heard, by the case's procedure (P-22)."""
    return case.procedure.choice("quorum", received.facts.day)


def _counted_seat(case: Case, received: ReceivedAct, rule: str, what: str) -> SeatId | Verdict:
    refusal = why_not_speak_for_seat(case, received, rule)
    if refusal is not None:
        return refusal
    seat = received.actor.seat
    assert seat is not None
    return seat if case.counts(seat) else heard_only(seat, rule, what)


def _why_not_text(case: Case, digest: str) -> Verdict | None:
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
    seat = _counted_seat(case, received, "P-22", "be bound in writing")
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
    refusal = _why_not_text(case, act.text_digest)
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
    seat = _counted_seat(case, received, "P-22", "bind anybody")
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
    refusal = _why_not_text(case, act.text_digest)
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


# --- without a meeting ------------------------------------------------------------------------------------------


def propose_in_writing(case: Case, received: ReceivedAct, act: ProposeInWriting) -> Verdict:
    """Only what was deliberated, not sooner after drøfting than a meeting could decide it (P-01, P-12, P-31)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    if state.classification is None or state.drofting is None or state.stage not in DELIBERATED:
        return refused(
            RefusalCode.NOT_DELIBERATED,
            "P-01",
            "no decision without an earlier drøfting, in writing either",
            "place the case for drøfting first, in an extraordinary meeting where it is urgent",
        )
    if not leads(received.actor, state.classification.decision_body):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-31",
            f"only the chair of {state.classification.decision_body} or the secretariat proposes a written decision",
            "ask the chair or the secretariat",
        )
    if state.item is not None or state.written is not None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-31",
            "the case is being dealt with now" if state.item else "a written procedure runs already",
            "wait until that is over",
        )
    incomplete = why_not_complete(state)
    if incomplete is not None:
        return incomplete
    due = received.facts.due(WRITTEN_DUE)
    gap = case.procedure.number("min_gap_days", received.facts.day)
    if (due.day - state.drofting.day).days < gap:
        earliest = state.drofting.day.fromordinal(state.drofting.day.toordinal() + gap)
        return refused(
            RefusalCode.TOO_SOON,
            "P-12",
            f"answers would be due on {due.day}; drøfting was on {state.drofting.day}, and {gap} days lie between",
            f"propose it so late that answers are due on or after {earliest}",
        )
    asked = counted_seats(case.procedure, state.classification.decision_body)
    return accepted(e.WrittenProcedureOpened(reason=act.reason, text_digest=state.text.digest, asked=asked, due=due))


def answer_in_writing(case: Case, received: ReceivedAct, act: AnswerInWriting) -> Verdict:
    """Both the text and the way must be accepted, by every counted seat; the last one decides (P-31)."""
    written = case.state.written
    if written is None or overdue(case, WRITTEN_DUE, received.received_at) is not None:
        return refused(
            RefusalCode.TOO_LATE if written else RefusalCode.WRONG_STAGE,
            "P-31",
            "the days for answering in writing are over" if written else "no written procedure runs in this case",
            "say it in the meeting that takes the case up",
        )
    seat = _counted_seat(case, received, "P-31", "decide in writing")
    if isinstance(seat, Verdict):
        return seat
    if seat not in written.asked or any(p.seat == seat for p in case.state.positions):
        known = seat in written.asked
        return refused(
            RefusalCode.NOTHING_TO_CHANGE if known else RefusalCode.WRONG_BODY,
            "P-31",
            f"{seat} has answered already" if known else f"{seat} is not asked in this case",
            "nothing more is needed" if known else f"asked are {', '.join(written.asked)}",
        )
    refusal = _why_not_text(case, act.text_digest) or why_not_complete(case.state)
    if refusal is not None:
        return refusal
    assert received.actor.person is not None
    answered = e.AnsweredInWriting(
        seat=seat,
        person=received.actor.person,
        parties=case.parties_of(seat),
        accepts_text=act.accepts_text,
        accepts_procedure=act.accepts_procedure,
        text_digest=act.text_digest,
        authority=received.facts.authority,
        reason=act.reason,
        statement=act.statement,
    )
    if not (act.accepts_procedure and act.accepts_text):
        why = WhyNotInWriting.TEXT_REFUSED if act.accepts_procedure else WhyNotInWriting.PROCEDURE_REFUSED
        return accepted(answered, e.WrittenProcedureEnded(why=why, seats=(seat,), reason=act.reason))
    left = set(written.asked) - {p.seat for p in case.state.positions} - {seat}
    return accepted(answered) if left else accepted(answered, *_decided(case, received, written, answered))


def _decided(
    case: Case, received: ReceivedAct, written: WrittenProcedure, last: e.AnsweredInWriting
) -> tuple[e.LeftAgenda | e.BeslutningMade | e.FollowUpDue | e.WrittenProcedureEnded, ...]:
    state = case.state
    assert state.classification is not None
    body = state.classification.decision_body
    if any(o.standing for o in state.objections):
        reason = "a written objection stands"
        return (e.WrittenProcedureEnded(why=WhyNotInWriting.TEXT_REFUSED, seats=(), reason=reason),)
    left = state.placement
    off = (e.LeftAgenda(meeting=left.meeting, reason="decided in writing", rule="P-31"),) if left else ()
    positions = (*state.positions, position_of(last, received.received_at))
    bindings = bindings_of(body, positions, case.procedure, case.roster)
    made = e.BeslutningMade(
        meeting=state.record,
        body=body,
        day=received.facts.day,
        text_digest=state.text.digest,
        proposal=state.text.text,
        consenting=written.asked,
        standing_aside=(),
        reserving=(),
        absent=(),
        heard=(),
        parties=tuple(b.party for b in bindings if b.waits_for is None),
        reserved_parties=tuple(b.party for b in bindings if b.waits_for is not None),
        without_mandate=tuple(b.party for b in bindings if b.because in LAPSED) or None,
        in_writing=True,
    )
    return (*off, made, due_dates(received))


OVERTAKES = (
    e.CaseItemOpened,
    e.CaseRaised,
    e.HigherBodyDemanded,
    e.TextAmended,
    e.EditorialContested,
    e.ProcedureChanged,
    e.CaseWithdrawn,
    e.CaseMoved,
)
"""After these the seats that were asked in writing have not been asked of this text, in this body, any more."""


def with_writing_ended(case: Case, verdict: Verdict) -> Verdict:
    """The verdict, with the end of a written procedure that it overtakes: who counts is asked anew (P-31)."""
    if case.state.written is None or not any(isinstance(body, OVERTAKES) for body in verdict.bodies):
        return verdict
    return accepted(e.WrittenProcedureEnded(why=WhyNotInWriting.OVERTAKEN, seats=()), *verdict.bodies)


def end_in_silence(case: Case) -> Verdict:
    """Not every counted seat has answered in time, and silence is not consent: no written decision (P-31)."""
    written = case.state.written
    if written is None:
        return NOTHING_LEFT
    answered = {p.seat for p in case.state.positions}
    silent = tuple(seat for seat in written.asked if seat not in answered)
    return accepted(e.WrittenProcedureEnded(why=WhyNotInWriting.SILENCE, seats=silent))
