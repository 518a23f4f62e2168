"""A decision without a meeting: every counted seat accepts the text and the written way (P-31).

Both stages stand. What is decided in writing was deliberated in a meeting, is decided no sooner than a following
meeting could, and not while the parties are asked at home. Silence is never consent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models import entries as e
from models.acts import (
    AnswerInWriting,
    DeadlineReached,
    Mark,
    ProposeInWriting,
    ReceivedAct,
)
from models.entries import EntryBody, WhyNotInWriting
from models.rulebook import RefusalCode
from models.state import Position, WrittenProcedure
from rules.case.apart import counted_seat, why_not_text
from rules.case.context import DECIDED, DELIBERATED, Case, ended, leads, overdue
from rules.case.drofting import close_forankring
from rules.case.folds.apart import position_of
from rules.case.folds.common import WRITTEN_DUE
from rules.case.followup import due_dates
from rules.case.requirements import why_not_complete
from rules.consensus import LAPSED, bindings_of
from rules.seats import counted_seats
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def propose(case: Case, received: ReceivedAct, act: ProposeInWriting) -> Verdict:
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


def answer(case: Case, received: ReceivedAct, act: AnswerInWriting) -> Verdict:
    """Both the text and the way must be accepted, by every counted seat; one no ends it (P-31)."""
    written = case.state.written
    if written is None or overdue(case, WRITTEN_DUE, received.received_at) is not None:
        return refused(
            RefusalCode.TOO_LATE if written else RefusalCode.WRONG_STAGE,
            "P-31",
            "the days for answering in writing are over" if written else "no written procedure runs in this case",
            "say it in the meeting that takes the case up",
        )
    seat = counted_seat(case, received, "P-31", "decide in writing")
    if isinstance(seat, Verdict):
        return seat
    agrees = act.accepts_text and act.accepts_procedure
    before = tuple(p for p in case.state.positions if p.seat != seat)
    if seat not in written.asked or (agrees and before != case.state.positions):
        known = seat in written.asked
        return refused(
            RefusalCode.NOTHING_TO_CHANGE if known else RefusalCode.WRONG_BODY,
            "P-31",
            f"{seat} has answered so already" if known else f"{seat} is not asked in this case",
            "nothing more is needed; a yes can be taken back until the case is decided"
            if known
            else f"asked are {', '.join(written.asked)}",
        )
    refusal = why_not_text(case, act.text_digest) or why_not_complete(case.state)
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
    if not agrees:
        why = WhyNotInWriting.TEXT_REFUSED if act.accepts_procedure else WhyNotInWriting.PROCEDURE_REFUSED
        return accepted(answered, e.WrittenProcedureEnded(why=why, seats=(seat,), reason=act.reason))
    positions = (*before, position_of(answered, received.received_at))
    if _silent(written, positions) or not _may_decide(case, received.facts.day):
        return accepted(answered)
    return accepted(answered, *_decided(case, received, written, positions, received.facts.day))


def _silent(written: WrittenProcedure, positions: Iterable[Position]) -> tuple[str, ...]:
    """Those who are asked and have not answered."""
    answered = {p.seat for p in positions}
    return tuple(seat for seat in written.asked if seat not in answered)


def _may_decide(case: Case, day: date) -> bool:
    """Whether it is decided with the last answer; else when the days for answering are over (P-11, P-12)."""
    drofting, forankring = case.state.drofting, case.state.forankring
    assert drofting is not None, "only what was deliberated is proposed in writing"
    at_home = forankring is not None and forankring.open
    return not at_home and (day - drofting.day).days >= case.procedure.number("min_gap_days", day)


def _decided(
    case: Case, received: ReceivedAct, written: WrittenProcedure, positions: tuple[Position, ...], day: date
) -> tuple[EntryBody, ...]:
    state = case.state
    assert state.classification is not None
    body = state.classification.decision_body
    if any(o.standing for o in state.objections):
        reason = "a written objection stands"
        return (e.WrittenProcedureEnded(why=WhyNotInWriting.TEXT_REFUSED, seats=(), reason=reason),)
    left = state.placement
    off = (e.LeftAgenda(meeting=left.meeting, reason="decided in writing", rule="P-31"),) if left else ()
    bindings = bindings_of(body, positions, case.procedure, case.roster)
    made = e.BeslutningMade(
        meeting=state.record,
        body=body,
        day=day,
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
    return (*off, *close_forankring(case), made, due_dates(received))


def days_are_over(case: Case, received: ReceivedAct, _act: DeadlineReached) -> Verdict:
    """Decided where every counted seat has accepted; else not, for silence is not consent (P-31)."""
    written = case.state.written
    if written is None:
        return NOTHING_LEFT
    silent = _silent(written, case.state.positions)
    if silent:
        return accepted(e.WrittenProcedureEnded(why=WhyNotInWriting.SILENCE, seats=silent))
    incomplete = why_not_complete(case.state)
    if incomplete is not None and incomplete.refusal is not None:
        reason = incomplete.refusal.detail
        return accepted(e.WrittenProcedureEnded(why=WhyNotInWriting.INCOMPLETE, seats=(), reason=reason))
    return accepted(*_decided(case, received, written, case.state.positions, written.last_day))


# --- what it goes with ----------------------------------------------------------------------------------------------


OVERTAKES = (
    e.CaseRaised,
    e.HigherBodyDemanded,
    e.PathChosen,
    e.TextAmended,
    e.EditorialContested,
    e.ProcedureChanged,
    e.CaseWithdrawn,
    e.CaseMoved,
)
"""After these the seats that were asked in writing have not been asked of this text, in this body, any more."""


def with_end(case: Case, verdict: Verdict) -> Verdict:
    """The verdict, with the end of a written procedure that it overtakes: who counts is asked anew (P-31)."""
    if case.state.written is None or not any(_overtakes(body) for body in verdict.bodies):
        return verdict
    return accepted(e.WrittenProcedureEnded(why=WhyNotInWriting.OVERTAKEN, seats=()), *verdict.bodies)


def _overtakes(body: EntryBody) -> bool:
    """What is only told in a meeting changes nothing of what was asked (P-08)."""
    opened = isinstance(body, e.CaseItemOpened) and body.mark is not Mark.ORIENTERING
    return opened or isinstance(body, OVERTAKES)
