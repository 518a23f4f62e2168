"""Options that several commands of a case take, and the party that acts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.door import Door, Status, failed

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case: case-COMMUNITY-2026-1, or short 2026-1.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")]
OnText = Annotated[
    str | None,
    typer.Option(
        "--text", metavar="DIGEST", help="The text it is given on: 8 digits or more. Usual: the one shown now."
    ),
]
TextFile = Annotated[Path | None, typer.Option(metavar="FILE", help="The same, from a text file in UTF-8.")]


def party_acting(door: Door) -> str:
    """The party for whom it is done.

    Raises:
        Failed: none is named.
    """
    if door.who.party is None:
        remedy = "say --party PARTY"
        raise failed(
            Status.USAGE, "which_party", "It is not said for which party", "this is done for one", remedy=remedy
        )
    return door.who.party
