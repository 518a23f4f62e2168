"""What lies ahead of a case in which the parties are asked early, and nothing is decided (P-36)."""

from __future__ import annotations

from collections.abc import Iterator

from models.outlook import Awaited, Duty, End, Lack, LackKind
from models.state import CaseState
from rules.case.folds.common import INVOLVEMENT_DUE
from rules.outlook.around import Around
from rules.outlook.ends import at_clock
from rules.outlook.who import of_party


def waits(state: CaseState, around: Around) -> Iterator[Awaited]:
    """The parties that are asked of a change, then whoever sums up what they said (P-36)."""
    it = state.involvement
    if it is None:
        return
    for party in it.unheard if it.open else ():
        waited = of_party(Duty.GIVE_INPUT, state, party, around, "P-36")
        yield waited.model_copy(update={"due": it.due.at, "must": False})
    if not it.open and state.proposer_party is not None:
        yield of_party(Duty.SUMMARISE_INVOLVEMENT, state, state.proposer_party, around, "P-36")


def lacks(_state: CaseState, _around: Around) -> Iterator[Lack]:
    """That it is summed up."""
    yield Lack(kind=LackKind.SUMMARY)


def earliest(state: CaseState, _around: Around) -> End:
    """When input closes."""
    return at_clock(state, INVOLVEMENT_DUE, "nothing is decided; it ends when what came in is summed up", "P-36")


def latest(_state: CaseState, _around: Around) -> End:
    """Nobody says when."""
    return End(why="it ends when what came in is summed up, and no date is set for that", rule="P-36")
