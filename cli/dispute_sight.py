"""A dispute as a command sees it, and what came of an act on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from audit.naming import Names
from audit.story_of_disputes import RELATIONS, WAYS
from cases import Answer
from cli.case_papers import check_kept
from cli.door import Door
from cli.moments import local
from cli.sight import came_of, names_of, not_accepted, unjudged
from models import acts as a
from models.base import Digest
from models.dispute import ConsentAnswer, ConsentRule, DisputeStage
from models.dispute_state import DisputeState
from models.work import Outcome
from register import queries
from register.directory import persons_of, rules_of
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


async def see_dispute(door: Door, wanted: str) -> DisputeSeen:
    """The dispute of that id.

    Raises:
        Failed: there is none, or nothing of it is judged yet.
    """
    row = await door.record("dispute", wanted)
    async with door.reading() as connection:
        state = await dispute_state(connection, row.record_id)
        procedure, roster = await rules_of(connection, row.record_id)
        persons = await persons_of(connection, row.community)
    if state is None:
        raise unjudged(row.record_id)
    return DisputeSeen(row, state, names_of(procedure, roster, {p.person: p.name for p in persons}))


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
    """What the dispute waits for, a sentence each."""
    state, names = seen.state, seen.names
    if state.ended:
        came_to = [f"{names.all_parties(r.parties)}: {RELATIONS[r.stage]}" for r in state.relations]
        unsolved = state.stage is DisputeStage.ULOST_TVIST
        return [*came_to, *([f"What is left: {'; '.join(WAYS.values())}"] if unsolved else [])]
    match state.stage:
        case DisputeStage.SAMTYKKE_INNHENTES:
            return [*_before(state, names), *(f"{local(c.due_at)}: {c.consequence} ({c.rule})" for c in state.clocks)]
        case DisputeStage.OVERSENDT:
            sent = f"sent {local(state.dispatch.sent_at)}" if state.dispatch else "on its way out: `mail list`"
            asked = [f"the nemnda says what follows from the withdrawal of {_all(state.withdrawal_asked, names)}"]
            return [
                f"The nemnda has it, {sent}; no deadline is known (N-11).",
                *(asked if state.withdrawal_asked else []),
            ]
        case _:
            said = {f.party for f in state.followings}
            missing = [party for party in state.disputing if party not in said]
            return [f"{_all(missing, names)} say whether they follow the advice: `dispute follow` (N-13)"]


def _before(state: DisputeState, names: Names) -> list[str]:
    lines = []
    asked = [c.party for c in state.consents if c.answer is ConsentAnswer.ASKED]
    if state.consent_rule is ConsentRule.UNKNOWN:
        lines.append("The secretariat decides whether consent is needed: `dispute consent-rule` (N-03)")
    if asked:
        lines.append(f"{_all(asked, names)} answer whether they consent: `dispute consent` (N-03)")
    unwaived = [party for party in state.disputing if party not in state.waived]
    if not state.treated and unwaived:
        lines.append(f"Local treatment, or waived by {_all(unwaived, names)}: `dispute waive-local` (N-06)")
    unclear = [d.title for d in state.documents if not d.clear]
    if unclear:
        lines.append(f"A person confirms that these are anonymous: {'; '.join(unclear)} (N-09)")
    return lines or ["All is there: `dispute submit` (N-10)"]


def _all(parties: Iterable[str], names: Names) -> str:
    return names.all_parties(parties)
