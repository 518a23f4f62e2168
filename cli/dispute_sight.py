"""A dispute as a command sees it, and what came of an act on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from audit.naming import Names
from audit.story_of_disputes import RELATIONS, WAYS
from cases import Answer
from cli.case_papers import check_kept
from cli.door import Door
from cli.outlook import LAUNCHER, next_lines
from cli.sight import about, came_of, not_accepted, unjudged
from models import acts as a
from models.base import Digest
from models.dispute import DisputeStage, RelationStage
from models.dispute_state import DisputeState
from models.outlook import Outlook
from models.work import Outcome
from register import queries
from register.outlook import outlook_of
from register.projection import dispute_state

DisputeId = Annotated[
    str, typer.Argument(metavar="DISPUTE", help="The dispute: dispute-COMMUNITY-2026-1, or short 2026-1.")
]


@dataclass(frozen=True)
class DisputeSeen:
    """A dispute, its record's row, and what its ids are called."""

    row: Any
    state: DisputeState
    names: Names
    outlook: Outlook


async def see_dispute(door: Door, wanted: str) -> DisputeSeen:
    """The dispute of that id.

    Raises:
        Failed: there is none, or nothing of it is judged yet.
    """
    row = await door.record("dispute", wanted)
    async with door.reading() as connection:
        state = await dispute_state(connection, row.record_id)
        if state is None:
            raise unjudged(row.record_id)
        outlook = await outlook_of(connection, row.record_id)
    _, _, names = await about(door, row)
    return DisputeSeen(row, state, names, outlook)


async def act_on(door: Door, dispute: str, act: a.Act, *papers: Digest | None) -> None:
    """Send an act to a dispute, and tell what it came to; every paper it names is stored here."""
    row = await door.record("dispute", dispute)
    await check_kept(door, row.community, [digest for digest in papers if digest is not None])
    await conclude_dispute(door, await door.act(row, act))


async def conclude_dispute(door: Door, answer: Answer) -> None:
    """Tell what an act on a dispute came to, and what happens next.

    Raises:
        Failed: it was refused.
        typer.Exit: it is not judged yet.
    """
    if answer.outcome is not Outcome.ACCEPTED:
        await not_accepted(door, answer)
        return
    seen = await see_dispute(door, answer.record)
    async with door.reading() as connection:
        entries = await queries.entries_of(connection, answer.record)
    told = came_of(entries, answer, seen.names)
    more = {"became": told, "title": seen.state.title, "stage": seen.state.stage.value}
    door.conclude(answer, happened="\n".join(told), next_lines=next_of(seen), more=more)


def next_of(seen: DisputeSeen) -> list[str]:
    """What the dispute waits for, a sentence each; once it is over, what it came to."""
    state, names = seen.state, seen.names
    if not state.ended:
        return next_lines(seen.outlook, names)
    lines = [f"{names.all_parties(r.parties)}: {RELATIONS[r.stage]}" for r in state.relations]
    if any(r.stage is RelationStage.UNSOLVED for r in state.relations):
        lines.append(f"what is left: {'; '.join(WAYS.values())}")
    if state.became is not None:
        lines.append(f"the agreement is {state.became}: `{LAUNCHER} agreement show {state.became}`")
    if state.case is not None:
        lines.append(f"the case it comes from: `{LAUNCHER} case next {state.case}`")
    elif state.stage is DisputeStage.FULGT:
        lines.append(f"what is to be done goes both stages as a case: `{LAUNCHER} case open`")
    elif state.stage is DisputeStage.AVVIST:
        lines.append("it is for the local bodies, or brought anew when all consent: `dispute bring`")
    return lines
