"""What lies ahead of a case: who must act, what silence leads to, what is missing, and when it can be over.

One line a stage in the table `STAGES`; an open item comes before the stage it is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from models.acts import LateGround, Mark, MeetingFacts
from models.base import BodyId, Instant
from models.outlook import Awaited, Duty, End, Lack, LackKind, Outlook, Step, StepKind
from models.roster import Office
from models.state import CaseStage, CaseState, OpenCaseItem
from rules.case.folds.common import ANSWERS_DUE, STATEMENTS_DUE, TAKEOVER_DUE, WRITTEN_DUE
from rules.case.missing import missing_answers, users_missing
from rules.consensus import LAPSED, ConsensusEvaluation, ConsensusOutcome, evaluate_consensus
from rules.effects.acts import anchored
from rules.outlook import hold, involvement
from rules.outlook.around import Around
from rules.outlook.ends import at_clock, earliest_decision
from rules.outlook.silence import silences_of_case, unanswered
from rules.outlook.who import of_party, of_seat, secretariat
from rules.planning import following_meeting
from rules.seats import counted_seats, uncovered_parties

BOTH = (Office.SAMHANDLINGSSJEF_MUNICIPAL, Office.SAMHANDLINGSSJEF_HOSPITAL)  # who agree where a case belongs (P-04)
Waits = Callable[[CaseState, Around], Iterator[Awaited]]
Lacks = Callable[[CaseState, Around], Iterator[Lack]]
Ends = Callable[[CaseState, Around], End]


@dataclass(frozen=True)
class Stage:
    """What a stage waits for, what it lacks, and when it can and must be over."""

    waits: Waits
    lacks: Lacks
    earliest: Ends
    latest: Ends


def case_outlook(state: CaseState, around: Around) -> Outlook:
    """Everything that lies ahead of a case (P-01..P-30)."""
    stage = _stage_of(state)
    item = state.item
    waits = stage.waits(state, around) if item is None else _item_waits(state, item, around)
    lacks = stage.lacks(state, around) if item is None else _item_lacks(state, item, around)
    return Outlook(
        record=state.record,
        title=state.title,
        stage=state.stage.value,
        bodies=_bodies(state),
        ended=state.ended,
        reckoned_at=around.now,
        awaited=(*waits, *_everywhere(state, around)),
        silences=silences_of_case(state, around.meetings),
        lacks=tuple(lacks),
        earliest=stage.earliest(state, around) if item is None else _item_ends(state, item, around),
        latest=stage.latest(state, around),
        on_hold_for=state.hold.dispute if state.hold is not None and not state.ended else None,
    )


def _stage_of(state: CaseState) -> Stage:
    """The stage it stands in; none moves while the nemnda has its dispute (N-14)."""
    if state.ended:
        return OVER
    return STAGES[state.stage] if state.hold is None else HOLD


def _bodies(state: CaseState) -> tuple[BodyId, ...]:
    sorts = state.classification
    return () if sorts is None else tuple(dict.fromkeys((sorts.drofting_body, sorts.decision_body)))


# --- who is waited for ------------------------------------------------------------------------------------------


def _unopened(state: CaseState, around: Around) -> Iterator[Awaited]:
    """Its meeting's day is over, and nobody opened the meeting or called it off: the case waits for that (P-12)."""
    placed = state.placement
    meeting = next((m for m in around.meetings if placed is not None and m.meeting == placed.meeting), None)
    if meeting is None or meeting.opened or meeting.day >= around.day:
        return
    yield Awaited(
        duty=Duty.CALL_OFF_MEETING,
        record=meeting.meeting,
        rule="P-12",
        seat=around.procedure.body(meeting.body).chair,
        body=meeting.body,
        meeting=meeting.meeting,
        persons=around.of_chair(meeting.body),
        since=meeting.starts_at,
    )


def _everywhere(state: CaseState, around: Around) -> Iterator[Awaited]:
    """Whoever took over a seat confirms what was said in its name (P-25), and objections that stand (P-28)."""
    if state.ended:
        return
    for seat in state.written.asked if state.written is not None else ():
        if all(p.seat != seat for p in state.positions):
            asked = of_seat(Duty.ANSWER_IN_WRITING, state, seat, around, "P-31")
            yield asked.model_copy(update={"due": _due(state, WRITTEN_DUE)})
    yield from _unopened(state, around)
    for seat in state.unconfirmed:
        yield of_seat(Duty.CONFIRM_INHERITED, state, seat, around, "P-25")
    for objection in state.objections:
        if objection.standing and state.stage in AHEAD:
            waited = (
                of_seat(Duty.WITHDRAW_OBJECTION, state, objection.seat, around, "P-28")
                if objection.seat is not None
                else of_party(Duty.WITHDRAW_OBJECTION, state, objection.party or "", around, "P-28")
            )
            yield waited.model_copy(update={"objection": objection.objection, "must": False, "since": objection.at})


def _item_waits(state: CaseState, item: OpenCaseItem, around: Around) -> Iterator[Awaited]:
    present = {sitting.seat: sitting.person for sitting in item.attendance}
    if item.mark is Mark.BESLUTNING:
        for seat in _consensus(state, item, around).unheard:
            waited = of_seat(Duty.TAKE_POSITION, state, seat, around, "P-20")
            yield waited.model_copy(update={"persons": (present[seat],), "meeting": item.meeting})
    if item.mark is Mark.DROFTING:
        for seat, person in present.items():
            waited = of_seat(Duty.CONTRIBUTE, state, seat, around, "P-10")
            yield waited.model_copy(update={"persons": (person,), "meeting": item.meeting, "must": False})
    yield Awaited(
        duty=Duty.CLOSE_ITEM,
        record=item.meeting,
        rule="P-32",
        seat=around.procedure.body(item.body).chair,
        body=item.body,
        meeting=item.meeting,
        item=item.item,
        mark=item.mark.value,
        persons=around.of_chair(item.body),
        since=item.opened_at,
    )


def _classify(state: CaseState, around: Around) -> Iterator[Awaited]:
    agree = tuple(next(iter(around.of_office(o)), None) for o in BOTH)
    yield secretariat(Duty.CLASSIFY, state, around, "P-04").model_copy(update={"agree": agree})


def _choose_path(state: CaseState, around: Around) -> Iterator[Awaited]:
    body = _decided_by(state)
    yield Awaited(
        duty=Duty.CHOOSE_PATH,
        record=state.record,
        rule="P-13",
        seat=around.procedure.body(body).chair,
        body=body,
        persons=around.of_chair(body),
        since=around.since(Duty.CHOOSE_PATH),
    )


def _no_consensus(state: CaseState, around: Around) -> Iterator[Awaited]:
    """The chair chooses; once it has left it to the parties it may still choose otherwise (P-13, N-01)."""
    for chair in _choose_path(state, around):
        yield chair.model_copy(update={"must": not state.nemnda})
    yield from hold.may_bring(state, around)


def _to_meeting(state: CaseState, around: Around) -> Iterator[Awaited]:
    """A place on an agenda, or a meeting to be placed in (P-05, P-12)."""
    if state.path_asked:
        yield from _choose_path(state, around)
    for party in unanswered(state):
        assert state.forankring is not None, "it is what they have not answered"
        yield of_party(Duty.ANSWER_FORANKRING, state, party, around, "P-11", due=state.forankring.due.at)
    yield from _by_law(state, around)
    if state.placement is not None:
        return
    assert state.classification is not None, "without it a case has no way to a meeting"
    if state.drofting is None:
        yield hold.place(state, state.classification.drofting_body, Mark.DROFTING, around, "P-05")
        return
    body = _decided_by(state)
    if _fitting(state, body, around) is None:
        yield secretariat(Duty.PLAN_MEETING, state, around, "P-12", body)


def _fitting(state: CaseState, body: BodyId, around: Around) -> MeetingFacts | None:
    assert state.drofting is not None
    done = anchored(state)
    return following_meeting(around.meetings, body, state.drofting, around.now, around.procedure, anchored=done)


def _decided_by(state: CaseState) -> BodyId:
    assert state.classification is not None, "nothing is put to a body, nor does a chair choose, before it is there"
    return state.classification.decision_body


def _take_over(state: CaseState, around: Around) -> Iterator[Awaited]:
    due = _due(state, TAKEOVER_DUE)
    for party in state.affected:
        if party != state.proposer_party:
            waited = of_party(Duty.TAKE_OVER, state, party, around, "P-30")
            yield waited.model_copy(update={"due": due, "must": False})


def _after_beslutning(state: CaseState, around: Around) -> Iterator[Awaited]:
    if state.held is not None:
        yield secretariat(Duty.CHECK_DECISION, state, around, "P-19").model_copy(update={"since": state.held.since})
    if _waits_for_witnesses(state):
        since = state.witnesses.since if state.witnesses is not None else None
        waited = secretariat(Duty.SEE_TO_WITNESSES, state, around, "P-19")
        yield waited.model_copy(update={"must": False, "since": since})
    for binding in state.bindings:
        if not binding.waiting:
            continue
        if binding.after:
            asked = of_seat(Duty.ANSWER_AFTER, state, binding.by_seat, around, "P-22")
            yield asked.model_copy(update={"due": _due(state, ANSWERS_DUE)})
        elif binding.because in LAPSED:
            yield of_party(Duty.RATIFY_CONSENT, state, binding.party, around, "P-24")
        else:
            waited = of_party(Duty.ANSWER_RESERVATION, state, binding.party, around, "P-20")
            yield waited.model_copy(update={"waits_for": binding.waits_for})
    for late in state.late_objections:
        if late.about is LateGround.NO_AUTHORITY and late.settled is None:
            waited = secretariat(Duty.SETTLE_AUTHORITY, state, around, "P-29")
            yield waited.model_copy(update={"objection": late.objection, "since": late.at})
    due = _due(state, STATEMENTS_DUE)
    for seat in state.statements_awaited:
        yield of_seat(Duty.DELIVER_STATEMENT, state, seat, around, "P-27").model_copy(update={"due": due})
    for item in state.follow_ups:
        if not item.settled:
            yield of_party(Duty.CARRY_OUT, state, item.party, around, "P-35").model_copy(update={"must": False})


def _waits_for_witnesses(state: CaseState) -> bool:
    return state.witnesses is not None and state.witnesses.seen is None and not state.bindings


def _by_law(state: CaseState, around: Around) -> Iterator[Awaited]:
    """What the law asks before the case can be decided (P-03, A-04)."""
    answers = missing_answers(state)
    if answers:
        waited = secretariat(Duty.ANSWER_JOINT_MEASURE, state, around, "A-04")
        yield waited.model_copy(update={"answers": answers})
    if users_missing(state):
        yield secretariat(Duty.RECORD_USERS, state, around, "P-03")


def _due(state: CaseState, clock: str) -> Instant | None:
    return next((c.due_at for c in state.clocks if c.name.startswith(clock)), None)


def _nobody(_state: CaseState, _around: Around) -> Iterator[Awaited]:
    yield from ()


# --- what is missing --------------------------------------------------------------------------------------------


def _consensus(state: CaseState, item: OpenCaseItem, around: Around) -> ConsensusEvaluation:
    return evaluate_consensus(
        item.body,
        item.attendance,
        state.positions,
        state.objections,
        around.procedure,
        around.table(state),
        around.day,
    )


def _item_lacks(state: CaseState, item: OpenCaseItem, around: Around) -> Iterator[Lack]:
    match item.mark:
        case Mark.DROFTING:
            yield Lack(kind=LackKind.READINESS, body=item.body, meeting=item.meeting)
            yield _beslutning(state, around)
        case Mark.BESLUTNING:
            yield from _roll_call_lacks(state, item, around)
        case Mark.ORIENTERING:
            yield from _stage_of(state).lacks(state, around)


def _roll_call_lacks(state: CaseState, item: OpenCaseItem, around: Around) -> Iterator[Lack]:
    found = _consensus(state, item, around)
    if found.unheard:
        yield Lack(kind=LackKind.CONSENTS, body=item.body, meeting=item.meeting, seats=found.unheard)
    against = (*found.objecting, *found.unwilling)
    if against or found.written_objections:
        yield Lack(kind=LackKind.OBJECTIONS, seats=against, objections=found.written_objections)
    spoken = {sitting.seat for sitting in item.attendance} | {said.seat for said in state.positions}
    silent = uncovered_parties(spoken, item.body, around.procedure, around.table(state))
    if silent:
        yield Lack(kind=LackKind.COVERAGE, body=item.body, parties=silent)
    if found.outcome is ConsensusOutcome.REACHED:
        yield Lack(kind=LackKind.CLOSE, body=item.body, meeting=item.meeting)


def _beslutning(state: CaseState, around: Around) -> Lack:
    """Consensus in the meeting that decides: every counted seat, every party spoken for."""
    body = state.classification.decision_body if state.classification else None
    seats = counted_seats(around.procedure, body) if body else ()
    placed = state.placement if state.placement and state.placement.mark is Mark.BESLUTNING else None
    return Lack(
        kind=LackKind.BESLUTNING,
        body=body,
        seats=seats,
        meeting=placed.meeting if placed else None,
        day=placed.day if placed else None,
    )


def _road_lacks(state: CaseState, around: Around) -> Iterator[Lack]:
    """What the way to a beslutning still has: classification, drøfting, a meeting, consensus."""
    sorts = state.classification
    if sorts is None:
        yield Lack(kind=LackKind.CLASSIFICATION)
    elif state.path_asked:
        yield Lack(kind=LackKind.PATH, body=sorts.decision_body)
    if state.drofting is None:
        body = sorts.drofting_body if sorts else around.procedure.routing.drofting_default
        placed = state.placement if state.placement and state.placement.mark is Mark.DROFTING else None
        yield Lack(
            kind=LackKind.DROFTING,
            body=body,
            meeting=placed.meeting if placed else None,
            day=placed.day if placed else None,
        )
    elif state.placement is None and _fitting(state, _decided_by(state), around) is None:
        yield Lack(kind=LackKind.MEETING, body=_decided_by(state))
    asked = (*missing_answers(state), *(("users",) if users_missing(state) else ()))
    if asked:
        yield Lack(kind=LackKind.LAW, answers=asked)
    standing = [o for o in state.objections if o.standing]
    if standing:
        seats, parties = tuple(o.seat for o in standing if o.seat), tuple(o.party for o in standing if o.party)
        numbers = tuple(o.objection for o in standing)
        yield Lack(kind=LackKind.OBJECTIONS, seats=seats, parties=parties, objections=numbers)
    yield _beslutning(state, around)


def _path_lacks(state: CaseState, _around: Around) -> Iterator[Lack]:
    kind = LackKind.BROUGHT if state.nemnda else LackKind.PATH
    yield Lack(kind=kind, body=_decided_by(state))


def _takeover_lacks(_state: CaseState, _around: Around) -> Iterator[Lack]:
    yield Lack(kind=LackKind.TAKEOVER)


def _binding_lacks(state: CaseState, _around: Around) -> Iterator[Lack]:
    waiting = [b for b in state.bindings if b.waiting]
    reserved = tuple(b.party for b in waiting if b.because not in LAPSED)
    unmandated = tuple(b.party for b in waiting if b.because in LAPSED)
    if state.held is not None:
        yield Lack(kind=LackKind.PROOF)
    if _waits_for_witnesses(state):
        assert state.witnesses is not None
        yield Lack(kind=LackKind.WITNESSES, number=state.witnesses.needed)
    if reserved:
        yield Lack(kind=LackKind.RESERVATIONS, parties=reserved)
    if unmandated:
        yield Lack(kind=LackKind.MANDATES, parties=unmandated)
    if state.statements_awaited:
        yield Lack(kind=LackKind.STATEMENTS, seats=state.statements_awaited)


def _nothing(_state: CaseState, _around: Around) -> Iterator[Lack]:
    yield from ()


# --- when it can and must be over -------------------------------------------------------------------------------


def _item_ends(state: CaseState, item: OpenCaseItem, around: Around) -> End:
    if item.mark is not Mark.BESLUTNING:
        return _stage_of(state).earliest(state, around)
    step = Step(kind=StepKind.BESLUTNING, body=item.body, meeting=item.meeting, at=around.now)
    return End(
        at=around.now, why="the roll call is open; it ends when the item is closed", rule="P-20", steps=(step,)
    )


def _never(_state: CaseState, _around: Around) -> End:
    why = "nothing forces a decision: a case can be put off and deliberated again as often as the body wishes"
    return End(why=why, rule="P-13")


def _when_chosen(state: CaseState, _around: Around) -> End:
    who = "a party brings it before the nemnda, or" if state.nemnda else ""
    return End(why=f"{who} the chair chooses the way on, and no date is set for that".strip(), rule="P-13")


def _taken_or_not(state: CaseState, _around: Around) -> End:
    why = "unless another party takes it over before, the case ends then"
    return at_clock(state, TAKEOVER_DUE, why, "P-30")


BEFORE_IT_BINDS: Final = {
    LackKind.PROOF: "its record passes the check",
    LackKind.WITNESSES: "so many witnesses of the log have seen it",
}
"""What a decision waits for that binds nobody yet (P-19)."""


def _when_answered(state: CaseState, around: Around) -> End:
    lacks = tuple(_binding_lacks(state, around))
    before = next((BEFORE_IT_BINDS[lack.kind] for lack in lacks if lack.kind in BEFORE_IT_BINDS), None)
    if before is not None:
        return End(at=around.now, why=f"as soon as {before}", rule="P-19")
    why = "as soon as all who are waited for have answered" if lacks else "everything after the decision is done"
    steps = (Step(kind=StepKind.ANSWERS, day=around.day),) if lacks else ()
    return End(at=around.now, why=why, rule="P-20" if lacks else "P-34", steps=steps)


def _answered_by(state: CaseState, around: Around) -> End:
    before = [BEFORE_IT_BINDS[x.kind] for x in _binding_lacks(state, around) if x.kind in BEFORE_IT_BINDS]
    if before:
        return End(why=f"it binds nobody before {before[0]}, and no date is set for that", rule="P-19")
    kinds = {lack.kind for lack in _binding_lacks(state, around)} if _due(state, STATEMENTS_DUE) is None else set()
    if LackKind.MANDATES in kinds:
        return End(why="no date is set for a mandate or a ratification", rule="P-24")
    if LackKind.RESERVATIONS in kinds:
        return End(why="no date is set for the answer of a council or board", rule="P-20")
    return at_clock(state, STATEMENTS_DUE, "what has not come by then lapses; after that it is followed up", "P-27")


def _when_carried_out(_state: CaseState, around: Around) -> End:
    why = "as soon as every bound party has reported it done, or dropped with a reason"
    return End(at=around.now, why=why, rule="P-35", steps=(Step(kind=StepKind.ANSWERS, day=around.day),))


def _carried_out_by(_state: CaseState, _around: Around) -> End:
    return End(why="the decision binds until it is carried out, and no date ends that", rule="P-35")


def _is_over(_state: CaseState, around: Around) -> End:
    return End(at=around.now, why="it is over; the matter can be brought up as a new case", rule="P-29")


ROAD = Stage(_to_meeting, _road_lacks, earliest_decision, _never)
DECIDED = Stage(_after_beslutning, _binding_lacks, _when_answered, _answered_by)


OVER = Stage(_nobody, _nothing, _is_over, _is_over)
HOLD = Stage(hold.waits, hold.lacks, hold.lasts, hold.lasts)
AHEAD = (CaseStage.DROFTET, CaseStage.LOFTET, CaseStage.UNDER_FORANKRING, CaseStage.TIL_BESLUTNING, CaseStage.UTSATT)

STAGES: Mapping[CaseStage, Stage] = {
    CaseStage.MELDT: Stage(_classify, _road_lacks, earliest_decision, _never),
    CaseStage.KLASSIFISERT: ROAD,
    CaseStage.TIL_DROFTING: ROAD,
    CaseStage.DROFTET: ROAD,
    CaseStage.LOFTET: ROAD,
    CaseStage.UNDER_FORANKRING: ROAD,
    CaseStage.TIL_BESLUTNING: ROAD,
    CaseStage.UTSATT: ROAD,
    CaseStage.IKKE_KONSENSUS: Stage(_no_consensus, _path_lacks, earliest_decision, _when_chosen),
    CaseStage.TRUKKET: Stage(_take_over, _takeover_lacks, _taken_or_not, _taken_or_not),
    CaseStage.BESLUTTET: DECIDED,
    CaseStage.BESLUTTET_MED_FORBEHOLD: DECIDED,
    CaseStage.UNDER_OPPFOLGING: Stage(_after_beslutning, _binding_lacks, _when_carried_out, _carried_out_by),
    CaseStage.AVSLUTTET: OVER,
    CaseStage.TIL_INNSPILL: Stage(involvement.waits, involvement.lacks, involvement.earliest, involvement.latest),
}
"""Every stage has its line; a test holds the table to the whole enumeration."""
