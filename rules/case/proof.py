"""A decision binds when its record is proved, and where the procedure says so, when witnesses have seen it (P-19).

One that is held is looked at again when somebody asks. What witnesses are waited for is the entry that says so: it
stands after the beslutning, so whoever has seen the log with that entry has seen it with the beslutning.
"""

from __future__ import annotations

from models import entries as e
from models.acts import CheckDecision, ReceivedAct
from models.rulebook import RefusalCode
from rules.case.context import Case, why_not_secretariat
from rules.verdict import Verdict, accepted, refused

BEFORE_BINDING = "witnesses_before_binding"


def check_again(case: Case, received: ReceivedAct, act: CheckDecision) -> Verdict:
    """The secretariat asks, once what was wrong is mended (P-19)."""
    refusal = why_not_secretariat(received.actor, "have a held decision looked at again")
    if refusal is not None:
        return refusal
    if case.state.held is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-19",
            "the decision is not held",
            "a decision is looked at by itself, before it binds; `case record` tells what came of it",
        )
    return accepted(e.DecisionCheckAsked(reason=act.reason))


def witnesses_needed(case: Case) -> int:
    """How many witnesses a beslutning waits for; none where the procedure is older than the question (P-19)."""
    if all(number.name != BEFORE_BINDING for number in case.procedure.numbers):
        return 0
    assert case.state.decided_on is not None
    return case.procedure.number(BEFORE_BINDING, case.state.decided_on)


def lacks_witnesses(case: Case) -> bool:
    """Whether the beslutning still waits for them."""
    awaited = case.state.witnesses
    seen = 0 if awaited is None or awaited.seen is None else awaited.seen
    return seen < witnesses_needed(case)


def newly_awaited(case: Case) -> tuple[e.WitnessesAwaited, ...]:
    """That they are waited for, said once; again only where the case has moved to rules that ask for others."""
    needed, awaited = witnesses_needed(case), case.state.witnesses
    known = awaited is not None and awaited.needed == needed
    return () if known else (e.WitnessesAwaited(needed=needed),)


def enough(case: Case, seen: e.WitnessesSeen) -> bool:
    """Whether these witnesses are those that were waited for: so many keys, over a tree that can have the entry."""
    awaited = case.state.witnesses
    if awaited is None or awaited.needed != witnesses_needed(case):
        return False
    return len({witness.key_id for witness in seen.witnesses}) >= awaited.needed
