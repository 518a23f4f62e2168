"""A case whose dispute goes to the nemnda: on hold meanwhile, and back by what came of it (N-04, N-13, N-14)."""

from __future__ import annotations

from typing import Any

from models import acts as a
from models import entries as e
from models.acts import Mark, ReceivedAct
from models.rulebook import RefusalCode
from models.state import CaseStage
from rules.case.context import Case
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused

STANDS_STILL = (
    a.PlaceCase,
    a.AmendText,
    a.ChoosePath,
    a.RaiseCase,
    a.DemandHigherBody,
    a.MoveCase,
    a.ProposeInWriting,
    a.WithdrawCase,
)
"""What would move the disputed decision; information, papers and what is asked of the record go on (N-14)."""


def why_on_hold(case: Case, act: Any) -> Verdict | None:
    """While the nemnda has the dispute nothing moves what is disputed; a meeting may be informed (N-13, N-14)."""
    hold = case.state.hold
    informs = isinstance(act, a.PlaceCase) and act.mark is Mark.ORIENTERING
    if hold is None or informs or not isinstance(act, STANDS_STILL):
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "N-14",
        f"the case is on hold while {hold.dispute} is before the nemnda",
        f"put it on an agenda for orientering, or wait for what comes of the dispute: `dispute show {hold.dispute}`",
    )


def brought(case: Case, _received: ReceivedAct, act: a.DisputeBrought) -> Verdict:
    """What is not decided waits; what is decided stands (N-14)."""
    state = case.state
    if state.hold is not None or state.stage is not CaseStage.IKKE_KONSENSUS:
        return NOTHING_LEFT
    return accepted(e.CaseOnHold(dispute=act.dispute, title=act.title))


def answered(case: Case, _received: ReceivedAct, act: a.DisputeAnswered) -> Verdict:
    """The next meeting is informed (N-13)."""
    if case.state.hold is None or case.state.hold.dispute != act.dispute:
        return NOTHING_LEFT
    return accepted(e.NemndaAnswered(dispute=act.dispute, reference=act.reference))


def returned(case: Case, _received: ReceivedAct, act: a.DisputeReturned) -> Verdict:
    """It is over there; here it goes on when the meeting has been informed (N-04, N-13)."""
    if case.state.hold is None or case.state.hold.dispute != act.dispute:
        return NOTHING_LEFT
    return accepted(e.CaseReturned(dispute=act.dispute, relations=act.relations, agreement=act.agreement))
