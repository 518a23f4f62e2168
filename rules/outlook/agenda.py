"""Which cases are ready for a coming meeting, for what each would be marked, and why the others are not (P-08, P-12).

The answer is the judgement that placing the case would meet now: what is called ready here is not refused there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.acts import Actor, Mark, MeetingFacts, PlaceCase, ReceivedAct
from models.base import BodyId
from models.canonical import EMPTY_HEAD
from models.outlook import Candidate
from models.procedure import Procedure
from models.roster import Office
from models.state import CaseStage, CaseState
from rules.case.context import DECIDED, Case
from rules.case.judge import judge_case
from rules.legal_dates import local_day
from rules.received import facts_of

OUTSIDE = (*DECIDED, CaseStage.TRUKKET, CaseStage.AVSLUTTET, CaseStage.TIL_INNSPILL)
"""Nothing in such a case is put before a meeting: it is decided, withdrawn, over, or asks for early input (P-36)."""


NO_ACT = "0" * 32


def agenda_candidates(cases: Iterable[Case], meeting: MeetingFacts, now: datetime) -> tuple[Candidate, ...]:
    """Every case that the meeting's body has to do with next, in the order of an agenda: marks, then records (P-08).

    Args:
        cases: The running cases of the community, each with the rules it was opened under (P-38).
        meeting: The coming meeting.
        now: The legal time: notice that has left and days that are gone count against a case.
    """
    found = (_candidate(c, meeting, now) for c in cases if c.state.stage not in OUTSIDE and not c.state.ended)
    order = list(Mark)
    return tuple(sorted((c for c in found if c is not None), key=lambda c: (order.index(c.mark), c.case)))


def next_mark(state: CaseState) -> Mark:
    """What the case would be placed for next (P-01, P-08, P-13).

    A case without consensus is deliberated and decided no more until its chair has chosen the way on; meanwhile its
    bodies are told of it.
    """
    if state.stage is CaseStage.IKKE_KONSENSUS:
        return Mark.ORIENTERING
    return Mark.DROFTING if state.drofting is None else Mark.BESLUTNING


def _bodies(state: CaseState, mark: Mark, procedure: Procedure) -> tuple[BodyId, ...]:
    """Before which bodies the case may come for that (P-04, P-05)."""
    sorts = state.classification
    if sorts is None:
        return (procedure.routing.drofting_default,)
    match mark:
        case Mark.DROFTING:
            return (sorts.drofting_body,)
        case Mark.BESLUTNING:
            return (sorts.decision_body,)
        case Mark.ORIENTERING:
            return (sorts.drofting_body, sorts.decision_body)


def _candidate(case: Case, meeting: MeetingFacts, now: datetime) -> Candidate | None:
    state, placed = case.state, case.state.placement
    mark = next_mark(state)
    if placed is not None and placed.meeting == meeting.meeting:
        return Candidate(case=state.record, title=state.title, mark=placed.mark, placed_in=placed.meeting)
    if meeting.body not in _bodies(state, mark, case.procedure):
        return None
    elsewhere = None if placed is None else placed.meeting
    judged = judge_case(state, _asked(state, mark, meeting, now, case), case.procedure, case.roster)
    return Candidate(case=state.record, title=state.title, mark=mark, placed_in=elsewhere, refusal=judged.refusal)


def _asked(state: CaseState, mark: Mark, meeting: MeetingFacts, now: datetime, case: Case) -> ReceivedAct:
    """The secretariat's act of placing the case, as it would be received now; it is judged and goes nowhere."""
    act = PlaceCase(meeting=meeting.meeting, mark=mark)
    day = local_day(now, case.procedure.timezone)
    return ReceivedAct(
        act_id=NO_ACT,
        record=state.record,
        number=1,
        received_at=now,
        digest=EMPTY_HEAD,
        actor=Actor(offices=(Office.SECRETARIAT,)),
        facts=facts_of(act, day, case.procedure, case.roster, record=state.record, meeting=meeting),
        act=act,
    )
