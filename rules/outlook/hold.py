"""What lies ahead of a case that may go to the nemnda, or is on hold because its dispute does (N-01, N-13, N-14)."""

from __future__ import annotations

from collections.abc import Iterator

from models.acts import Mark
from models.base import BodyId
from models.outlook import Awaited, Duty, End, Lack, LackKind
from models.state import CaseState, NemndaHold
from rules.dispute.opening import CONTRACTING
from rules.outlook.around import Around
from rules.outlook.who import of_party, secretariat


def may_bring(state: CaseState, around: Around) -> Iterator[Awaited]:
    """The chair left it to the contracting parties, and none has brought it yet (N-01)."""
    kinds = {party.party: party.kind for party in around.roster.parties}
    for party in state.affected if state.nemnda else ():
        if kinds.get(party) in CONTRACTING:
            yield of_party(Duty.BRING_DISPUTE, state, party, around, "N-01")


def place(state: CaseState, body: BodyId, mark: Mark, around: Around, rule: str) -> Awaited:
    """The secretariat places it in a coming meeting of the body, or plans one first."""
    coming = any(m.body == body and m.starts_at > around.now for m in around.meetings)
    duty = Duty.PLACE if coming else Duty.PLAN_MEETING
    return secretariat(duty, state, around, rule, body).model_copy(update={"mark": mark.value})


def waits(state: CaseState, around: Around) -> Iterator[Awaited]:
    """The next meeting is informed of what the nemnda gave; all else is for the dispute (N-13)."""
    if _to_be_informed(_hold(state)) and state.placement is None:
        yield place(state, _body(state), Mark.ORIENTERING, around, "N-13")


def lacks(state: CaseState, _around: Around) -> Iterator[Lack]:
    """The end of the dispute, and a meeting that knows of it."""
    hold = _hold(state)
    if hold.returned is None:
        yield Lack(kind=LackKind.DISPUTE, dispute=hold.dispute)
    if _to_be_informed(hold):
        yield Lack(kind=LackKind.INFORMED, body=_body(state))


def lasts(state: CaseState, _around: Around) -> End:
    """As long as the dispute, and no deadline is known for that; then until a meeting is informed (N-11, N-13)."""
    hold = _hold(state)
    if hold.returned is None:
        return End(why=f"on hold until {hold.dispute} is over, for which no deadline is known", rule="N-14")
    return End(why="on hold until a meeting is informed of what the nemnda gave", rule="N-13")


def _hold(state: CaseState) -> NemndaHold:
    assert state.hold is not None, "only of a case on hold"
    return state.hold


def _to_be_informed(hold: NemndaHold) -> bool:
    return hold.answered is not None and not hold.presented


def _body(state: CaseState) -> BodyId:
    assert state.classification is not None, "a case without consensus has been classified"
    return state.classification.decision_body
