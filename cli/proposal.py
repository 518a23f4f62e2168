"""`saksgang proposal`: what comes from those who have no seat and are no party, through the secretariat (P-02)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.door import Door, command
from cli.moments import local
from models import acts as a
from models import entries as e
from models.state import Proposal
from models.work import Outcome
from register.community import record_of
from register.proposals import proposals_of
from register.queries import entries_of

app = typer.Typer(no_args_is_help=True, help="Enter proposals from outside, decline them, see what came of them.")


@command(app, "receive", acts=True)
async def receive(
    door: Door,
    title: Annotated[str, typer.Option(metavar="TEXT", help="One line, at most 300 characters.")],
    from_whom: Annotated[
        str, typer.Option("--from", metavar="WHO", help="A function or an organisation, never a person's name.")
    ],
    summary: Annotated[str, typer.Option(metavar="TEXT", help="What it is about, and why.")],
) -> None:
    """Enter a proposal from somebody who cannot submit a case; the secretariat does (P-02).

    Example: ./saksgang proposal receive --title "Felles vaktnummer" --from "en brukerorganisasjon"
    --summary "..." --as p-2h9c
    """
    await _conclude(door, a.ReceiveProposal(title=title, from_whom=from_whom, summary=summary))


@command(app, "decline", acts=True)
async def decline(
    door: Door,
    number: Annotated[int, typer.Argument(min=1, metavar="NUMBER", help="`./saksgang proposal list` shows them.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why. It stands in the record.")],
) -> None:
    """Make no case of a proposal, and say why; the secretariat does (P-02).

    Example: ./saksgang proposal decline 1 --reason "Hører til i kommunen" --as p-2h9c
    """
    await _conclude(door, a.DeclineProposal(number=number, reason=reason))


async def _conclude(door: Door, act: a.ReceiveProposal | a.DeclineProposal) -> None:
    community = await door.community()
    submission = await door.submission(community, act)
    door.sent = True
    answer = await door.cases.act(record_of(community), submission)
    if answer.outcome is not Outcome.ACCEPTED:
        door.conclude(answer, happened="Nothing was left to do.")
        return
    async with door.reading() as connection:
        entries = await entries_of(connection, answer.record)
    said = next(entry.body for entry in entries if entry.seq == answer.first_seq)
    assert isinstance(said, e.ProposalReceived | e.ProposalDeclined)
    if isinstance(said, e.ProposalReceived):
        happened = f"Proposal {said.number} is received: {said.title}."
        after = f"`./saksgang case open --from-proposal {said.number}` makes a case of it, "
        after += "`./saksgang proposal decline` does not"
    else:
        happened, after = f"Proposal {said.number} is declined.", "tell whoever brought it, with the reason"
    door.conclude(answer, happened=happened, next_lines=(after,), more={"proposal": said.number})


@command(app, "list")
async def list_proposals(
    door: Door, waiting: Annotated[bool, typer.Option("--waiting", help="Only what nothing came of yet.")] = False
) -> None:
    """List the proposals from outside and what came of each: a case, or the reason it was declined (P-02).

    Example: ./saksgang proposal list --waiting --json
    """
    community = await door.community()
    async with door.reading() as connection:
        found = [p for p in await proposals_of(connection, community) if p.waits or not waiting]
    door.out.table(
        ("number", "received", "from", "title", "became"),
        [(str(p.number), local(p.received_at), p.from_whom, p.title, _became(p)) for p in found],
        empty="There are no such proposals.",
    )
    door.out.document({"proposals": [_document(p) for p in found]})


def _became(proposal: Proposal) -> str:
    if proposal.case is not None:
        return proposal.case
    return "waits" if proposal.declined is None else f"declined: {proposal.declined}"


def _document(proposal: Proposal) -> dict[str, Any]:
    return proposal.model_dump(mode="json") | {"waits": proposal.waits}
