"""`saksgang case input | withdraw-input | summarise`: early involvement in a change that a party considers (P-36)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.door import Door, Status, failed
from cli.sight import conclude
from models import acts as a

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: its id, or the ending of it (2026-1).")]


async def give_input(
    door: Door, case: CaseId, text: Annotated[str, typer.Option(metavar="TEXT", help="What the party says.")]
) -> None:
    """Give input on a change that another party considers, for the party named by --party (P-36).

    Example: ./saksgang case input 2026-1 --party moss --text "Vi får flere akutte innleggelser" --as p-x
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.GiveInput(party=_party(door), text=text)))


async def withdraw_input(
    door: Door,
    case: CaseId,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why. It stands in the record.")] = None,
) -> None:
    """Take back the input of the party named by --party; `./saksgang case input` again replaces it instead (P-36).

    Example: ./saksgang case withdraw-input 2026-1 --party moss --as p-x
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.WithdrawInput(party=_party(door), reason=reason)))


def _party(door: Door) -> str:
    if door.who.party is None:
        title, why = "It is not said for which party", "this is done for one"
        raise failed(Status.USAGE, "which_party", title, why, remedy="say --party PARTY")
    return door.who.party


async def summarise(
    door: Door, case: CaseId, text: Annotated[str, typer.Option(metavar="TEXT", help="What came in, and what of it.")]
) -> None:
    """Sum up the input on a change when its time is over; the case ends, and nothing is decided (P-36).

    Example: ./saksgang case summarise 2026-1 --party halden --text "To parter ønsket mer tid" --as p-x
    """
    row = await door.record("case", case)
    await conclude(door, await door.act(row, a.SummariseInvolvement(summary=text)))
