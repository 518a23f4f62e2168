"""The second stage: the roll call and its close (P-17..P-22, P-27).

Only consensus binds, and only those who were spoken for. There is no count here that could become a majority.
"""

from __future__ import annotations

from models import entries as e
from models.acts import (
    CloseItem,
    ConsentWithReservation,
    ItemOutcome,
    Mark,
    Objection,
    ReceivedAct,
    TakePosition,
)
from models.base import PersonId, SeatId
from models.rulebook import RefusalCode
from models.state import CaseStage, OpenCaseItem
from models.words import STANDS
from rules.case.apart import quorum_of
from rules.case.context import DECIDED, Case, heard_only, leads, why_not_speak_for_seat
from rules.case.drofting import close_drofting, no_reason_to_postpone
from rules.case.folds.common import ANSWERS_DUE, RESERVATION_DUE, STATEMENTS_DUE
from rules.case.folds.objections import standing_of
from rules.case.followup import due_dates
from rules.case.mandates import why_not_deputise
from rules.case.texts import why_not_present
from rules.case.versions import outdated
from rules.consensus import (
    LAPSED,
    ConsensusEvaluation,
    ConsensusOutcome,
    bindings_of,
    evaluate_consensus,
    positions_that_bind,
)
from rules.seats import counted_seats, represented_parties
from rules.verdict import Verdict, accepted, refused


def take_position(case: Case, received: ReceivedAct, act: TakePosition) -> Verdict:
    """A seat's position in the open roll call, on the text and version that were seen (P-20)."""
    item = case.state.item
    if item is None or item.mark is not Mark.BESLUTNING or case.state.stage is CaseStage.TRUKKET:
        return _no_roll_call(case)
    absent = why_not_present(case, received.actor.seat, received.actor.person, item, "P-20")
    if absent is not None:
        return absent
    seat, person = received.actor.seat, received.actor.person
    assert seat is not None and person is not None
    refusal = (
        why_not_speak_for_seat(case, received, "P-20")
        or why_not_deputise(case, received, seat, person)
        or _why_not_position(case, received, act, seat)
        or _why_not_second_seat(case, seat, person)
        or _why_not_object_again(case, act, seat)
    )
    if refusal is not None:
        return refusal
    before = next((p for p in case.state.positions if p.seat == seat), None)
    if before is not None and before.stance == act.stance and before.person == person:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-20",
            f"{seat} has taken exactly that position already",
            "nothing more is needed; it can be changed until the roll call closes",
        )
    confirmed = (e.InheritanceConfirmed(seat=seat, person=person),) if seat in case.state.unconfirmed else ()
    taken = e.PositionTaken(
        seat=seat,
        person=person,
        counted=case.counts(seat),
        parties=case.parties_of(seat) if case.counts(seat) else (),
        stance=act.stance,
        text_digest=act.text_digest,
        changed=before is not None,
        reservation_due=received.facts.due(RESERVATION_DUE)
        if isinstance(act.stance, ConsentWithReservation)
        else None,
        objection=_number_of(case, seat, act),
        authority=received.facts.authority if case.counts(seat) else None,
    )
    return accepted(*confirmed, taken)


def _why_not_object_again(case: Case, act: TakePosition, seat: SeatId) -> Verdict | None:
    """What the lead seat has withdrawn for the party is not said again on the same text; anything else is (P-21)."""
    if not isinstance(act.stance, Objection):
        return None
    lead = next(
        (
            o.withdrawn_by
            for o in case.state.objections
            if o.seat == seat and o.withdrawn_by is not None and o.text_digest == act.text_digest
        ),
        None,
    )
    if lead is None:
        return None
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-21",
        f"{lead}, the lead seat, has withdrawn the objection of {seat} on the party's behalf",
        "consent, stand aside, or have a statement entered in the minutes (P-27)",
    )


def _number_of(case: Case, seat: SeatId, act: TakePosition) -> int | None:
    """The objection that the position makes: a new one, or the seat's own from before, said anew (P-28)."""
    if not isinstance(act.stance, Objection) or not case.counts(seat):
        return None
    before = standing_of(case.state, seat)
    return before.objection if before else len(case.state.objections) + 1


def _no_roll_call(case: Case) -> Verdict:
    state = case.state
    if state.item is not None and state.item.mark is Mark.DROFTING:
        return refused(
            RefusalCode.NOT_MARKED,
            "P-01",
            "the item is marked drøfting; nobody can be bound in it",
            "say it as a contribution; positions are taken in the following meeting",
        )
    if state.ended or state.stage in (*DECIDED, CaseStage.IKKE_KONSENSUS):
        return refused(
            RefusalCode.ROLL_CALL_CLOSED,
            "P-20",
            f"the roll call is not open; the case is {STANDS[state.stage]}",
            "a position counts while the item is open in the meeting; a late objection follows P-29",
        )
    if state.drofting is None:
        return refused(
            RefusalCode.NOT_DELIBERATED,
            "P-01",
            "no decision without an earlier drøfting in another meeting",
            "wait for drøfting; positions are taken in a following meeting",
        )
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-20",
        f"the roll call is not open; the case is {STANDS[state.stage]}",
        "positions are taken when the meeting opens the item; before that, P-28 allows a written objection",
    )


def _why_not_position(case: Case, received: ReceivedAct, act: TakePosition, seat: SeatId) -> Verdict | None:
    state = case.state
    if act.text_digest != state.text.digest:
        remedy = "read the text as it stands now and take the position on that"
        return outdated(state, act.text_digest, "the position", remedy)
    if act.case_version != state.version:
        return refused(
            RefusalCode.OUTDATED_VERSION,
            "P-20",
            f"the case has changed since version {act.case_version}; it is now in version {state.version}",
            "look at the case again and take the position on what it says now",
        )
    if seat in state.unconfirmed and not act.inherited_seen:
        return refused(
            RefusalCode.INHERITED_UNCONFIRMED,
            "P-25",
            f"{seat} has a new holder, who has not confirmed having seen what was said in its name",
            "read the seat's contributions and objections in the case and say that they are seen",
        )
    if isinstance(act.stance, ConsentWithReservation):
        return _why_not_reserve(case, received, act.stance, seat)
    return None


def _why_not_second_seat(case: Case, seat: SeatId, person: PersonId) -> Verdict | None:
    """Also one seat after the other: a person answers for one counted seat in a roll call (P-23)."""
    other = next((p.seat for p in case.state.positions if p.counted and p.person == person and p.seat != seat), None)
    if other is None or not case.counts(seat):
        return None
    return refused(
        RefusalCode.ONE_PERSON_TWO_SEATS,
        "P-23",
        f"{person} has answered for {other} in this roll call",
        f"let another deputy of {seat} answer, or record that nobody sits there",
    )


def _why_not_reserve(
    case: Case, received: ReceivedAct, stance: ConsentWithReservation, seat: SeatId
) -> Verdict | None:
    if not case.counts(seat):
        return heard_only(seat, "P-18", "reserve for parties it does not speak for")
    if stance.treated_on < received.facts.day:
        return refused(
            RefusalCode.TOO_LATE,
            "P-20",
            f"{stance.treated_by} was to treat it on {stance.treated_on}, which is before today",
            "name the day it will be treated; if it has been, consent or object on what it said",
        )
    spoken_for = case.parties_of(seat)
    others = tuple(p for p in stance.parties if p not in spoken_for)
    if not others:
        return None
    return refused(
        RefusalCode.UNKNOWN_PARTY,
        "P-20",
        f"{seat} does not speak for {', '.join(others)}",
        f"reserve for one or more of: {', '.join(spoken_for)}",
    )


def close_item(case: Case, received: ReceivedAct, act: CloseItem) -> Verdict:
    """The chair closes the item; for beslutning the roll call is closed in this very step (P-20)."""
    item = case.state.item
    if item is None or (item.meeting, item.item) != (act.meeting, act.item):
        closed = act.meeting in case.state.closed_items
        return refused(
            RefusalCode.ROLL_CALL_CLOSED if closed else RefusalCode.UNKNOWN_ITEM,
            "P-32",
            f"item {act.item} of {act.meeting} is {'closed already' if closed else 'not open for this case'}",
            "`case show` says what became of it" if closed else "open the item in the meeting first",
        )
    if not leads(received.actor, item.body):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-32",
            f"only the chair of {item.body} or the secretariat closes an item",
            "ask the chair",
        )
    if case.state.stage is CaseStage.TRUKKET:
        return accepted(e.LeftAgenda(meeting=item.meeting, reason="the case is withdrawn", rule="P-30"))
    match item.mark:
        case Mark.DROFTING:
            return close_drofting(case, received, act, item)
        case Mark.ORIENTERING:
            return accepted(e.OrienteringGiven(meeting=item.meeting, summary=act.summary))
        case Mark.BESLUTNING:
            return _close_roll_call(case, received, act, item)


def _close_roll_call(case: Case, received: ReceivedAct, act: CloseItem, item: OpenCaseItem) -> Verdict:
    if act.outcome is ItemOutcome.POSTPONED:
        if act.summary is None:
            return no_reason_to_postpone()
        return accepted(e.DecisionPostponed(meeting=item.meeting, rule="P-12", reason=act.summary))
    if act.outcome is not None:
        return refused(
            RefusalCode.NOT_MARKED,
            "P-08",
            "the item is marked beslutning; the roll call says how it ends",
            "close it without an outcome, or as postponed",
        )
    state = case.state
    evaluation = evaluate_consensus(
        item.body,
        item.attendance,
        state.positions,
        state.objections,
        case.procedure,
        case.roster,
        received.facts.day,
    )
    match evaluation.outcome:
        case ConsensusOutcome.AWAITING:
            return refused(
                RefusalCode.UNHEARD_SEATS,
                "P-20",
                f"not yet heard: {', '.join(evaluation.unheard)}",
                "call them, or record that they have left the meeting",
            )
        case ConsensusOutcome.UNRESOLVED:
            return _unresolved(evaluation)
        case ConsensusOutcome.BLOCKED:
            return accepted(_no_consensus(case, item, evaluation))
        case ConsensusOutcome.INCOMPLETE:
            return accepted(_postponed_incomplete(item, evaluation))
        case ConsensusOutcome.UNCOVERED:
            if quorum_of(case, received) == "answer_after" and evaluation.consenting:
                return _decided_but_for_absent(case, received, item, evaluation)
            return accepted(_postponed_uncovered(item, evaluation))
        case ConsensusOutcome.REACHED:
            decided = _decided(case, received, item, evaluation)
            if not isinstance(decided, e.BeslutningMade):
                return accepted(decided)
            return accepted(decided, due_dates(received), *_statements_due(case, received))


def _unresolved(evaluation: ConsensusEvaluation) -> Verdict:
    numbers = ", ".join(str(number) for number in evaluation.to_resolve)
    return refused(
        RefusalCode.OBJECTION_STANDS,
        "P-20",
        f"objection {numbers} has not been answered, or its objector not asked again",
        "answer it (`objection answer`) and let the objector keep, withdraw or see it resolved; or postpone the item",
    )


def _decided_but_for_absent(
    case: Case, received: ReceivedAct, item: OpenCaseItem, evaluation: ConsensusEvaluation
) -> Verdict:
    """Decided, and not yet for the parties nobody spoke for: their seats may answer within the days (P-22)."""
    decided = _decided(case, received, item, evaluation)
    if isinstance(decided, e.DecisionPostponed):
        return accepted(decided)
    outside = tuple(p for p in decided.outside_parties if p not in evaluation.uncovered)
    made = decided.model_copy(update={"answers_after": evaluation.uncovered, "outside_parties": outside})
    seats = tuple(s for s in evaluation.absent if any(p in evaluation.uncovered for p in case.parties_of(s)))
    awaited = e.AnswersAwaited(
        meeting=item.meeting, parties=evaluation.uncovered, seats=seats, due=received.facts.due(ANSWERS_DUE)
    )
    return accepted(made, due_dates(received), *_statements_due(case, received), awaited)


def _statements_due(case: Case, received: ReceivedAct) -> tuple[e.StatementsDue, ...]:
    """Until when announced statements can come (P-27); nothing where none was announced."""
    seats = tuple(p.seat for p in case.state.positions if getattr(p.stance, "statement_follows", False))
    return (e.StatementsDue(seats=seats, due=received.facts.due(STATEMENTS_DUE)),) if seats else ()


def _no_consensus(case: Case, item: OpenCaseItem, evaluation: ConsensusEvaluation) -> e.NoConsensus:
    return e.NoConsensus(
        meeting=item.meeting,
        body=item.body,
        objecting=evaluation.objecting,
        written_objections=evaluation.written_objections,
        absent=evaluation.absent,
        unwilling=evaluation.unwilling,
        text_digest=case.state.text.digest,
    )


def _postponed_uncovered(item: OpenCaseItem, evaluation: ConsensusEvaluation) -> e.DecisionPostponed:
    return e.DecisionPostponed(
        meeting=item.meeting,
        rule="P-22",
        reason="nobody spoke for every represented party",
        uncovered=evaluation.uncovered,
    )


def _postponed_incomplete(item: OpenCaseItem, evaluation: ConsensusEvaluation) -> e.DecisionPostponed:
    return e.DecisionPostponed(
        meeting=item.meeting,
        rule="P-20",
        reason=f"every counted seat must say yes; away: {', '.join(evaluation.absent)}",
    )


def _decided(
    case: Case, received: ReceivedAct, item: OpenCaseItem, evaluation: ConsensusEvaluation
) -> e.BeslutningMade | e.DecisionPostponed:
    state = case.state
    everyone = counted_seats(case.procedure, item.body)
    if item.changed_in_substance and any(all(p.seat != s for p in state.positions) for s in everyone):
        # A change of substance needs every counted member, not only those present (P-17).
        return e.DecisionPostponed(
            meeting=item.meeting, rule="P-17", reason="not every counted member accepted the changed text"
        )
    binding = positions_that_bind(state.positions, case.procedure, received.facts.day)
    bindings = bindings_of(item.body, binding, case.procedure, case.roster)
    bound = {b.party for b in bindings}
    represented = represented_parties(item.body, case.procedure, case.roster)
    return e.BeslutningMade(
        meeting=item.meeting,
        body=item.body,
        day=received.facts.day,
        text_digest=state.text.digest,
        proposal=state.text.text,
        consenting=evaluation.consenting,
        standing_aside=evaluation.standing_aside,
        reserving=evaluation.reserving,
        absent=evaluation.absent,
        heard=evaluation.heard,
        parties=tuple(b.party for b in bindings if b.waits_for is None),
        reserved_parties=tuple(b.party for b in bindings if b.waits_for is not None),
        outside_parties=tuple(p for p in represented if p not in bound),
        recused=tuple(r for r in state.recusals or () if r.seat in everyone) or None,
        without_mandate=tuple(b.party for b in bindings if b.because in LAPSED) or None,
    )
