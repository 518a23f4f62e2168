"""An agreement as a command sees it: found by what it is called, told with what came of an act."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from audit.called import names_of
from audit.naming import Names
from cases import Answer
from cli.case_papers import check_kept
from cli.door import Door, Status, failed
from cli.moments import due
from cli.outlook import must_lines
from cli.sight import came_of, not_accepted
from models import acts as a
from models.agreement_state import AgreementState
from models.base import Digest
from models.outlook import Outlook
from models.work import Outcome
from register import queries
from register.agreements import agreement_by, agreements_of
from register.directory import rules_of
from register.outlook import outlook_of
from register.projection import agreement_state
from register.queries import names_shown

AgreementRef = Annotated[
    str, typer.Argument(metavar="AGREEMENT", help="What it is called, or its record; `agreement list` shows both.")
]
LOOKS = 60  # for the dates of an agreement, which are computed after the act: 3 s
FEW = 3


@dataclass(frozen=True)
class AgreementSeen:
    """An agreement, its record's row, what its ids are called, and what lies ahead."""

    row: Any
    state: AgreementState
    names: Names
    outlook: Outlook

    def must(self) -> list[str]:
        """Who must act, a sentence each."""
        return must_lines(self.outlook, self.names)


async def see_agreement(door: Door, wanted: str) -> AgreementSeen:
    """The agreement of that name or record.

    Raises:
        Failed: there is none.
    """
    community = await door.community()
    async with door.reading() as connection:
        known = await agreement_by(connection, community, wanted)
        others = [k.agreement.agreement for k in await agreements_of(connection, community)]
    if known is None:
        remedy = f"name one of {', '.join(others)}" if others else "draft one (`agreement draft`), or import it"
        title = f"There is no agreement {wanted[:60]!r} here"
        raise failed(Status.REFUSED, "unknown_agreement", title, rule="A-01", remedy=remedy)
    row = await door.record("agreement", known.record)
    async with door.reading() as connection:
        procedure, roster = await rules_of(connection, row.record_id)
        persons = await names_shown(connection, row.community)
        outlook = await outlook_of(connection, known.record)
    names = names_of(procedure, roster, persons)
    return AgreementSeen(row, known.state, names, outlook)


async def act_on(door: Door, agreement: str, act: a.Act, *papers: Digest | None) -> None:
    """Send an act to an agreement, and tell what it came to; every paper it names is stored here.

    Args:
        papers: Those it names elsewhere than as its document or proof.
    """
    seen = await see_agreement(door, agreement)
    kept = [getattr(act, name, None) for name in ("document", "proof")]
    await check_kept(door, seen.row.community, [digest for digest in (*kept, *papers) if digest is not None])
    await conclude_agreement(door, await door.act(seen.row, act))


async def conclude_agreement(door: Door, answer: Answer) -> None:
    """Tell what an act on an agreement came to, who must act, and what comes next by itself.

    Raises:
        Failed: it was refused.
        typer.Exit: it is not judged yet.
    """
    if answer.outcome is not Outcome.ACCEPTED:
        await not_accepted(door, answer)
        return
    state = await _computed(door, answer.record)
    seen = await see_agreement(door, state.agreement.agreement)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, answer.record)
    told = came_of(entries, answer, seen.names)
    more = {"became": told, "agreement": state.agreement.agreement, "dates": state.dates, "ends": state.ends}
    door.conclude(answer, happened="\n".join(told), next_lines=[*seen.must(), *coming(state)], more=more)


async def _computed(door: Door, record: str) -> AgreementState:
    """The agreement once its dates are computed; as it stands where that takes long."""
    looks = 0
    while True:
        async with door.reading() as connection:
            state = await agreement_state(connection, record)
        assert state is not None, "an act was accepted on it"
        looks += 1
        if not state.stale or looks > LOOKS:
            return state
        await asyncio.sleep(0.05)


def coming(state: AgreementState) -> list[str]:
    """What comes next by itself, the first few."""
    if state.stale and not state.ended:
        return ["Its dates are being computed; `agreement show` tells them."]
    lines = [f"{due(clock.due_at)}: {clock.consequence} ({clock.rule})" for clock in _in_order(state)[:FEW]]
    more = len(state.clocks) - FEW
    return [*lines, f"and {more} more: `agreement timeline`"] if more > 0 else lines


def _in_order(state: AgreementState) -> list[Any]:
    return sorted(state.clocks, key=lambda clock: (clock.due_at, clock.name))
