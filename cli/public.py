"""`saksgang public`: what a health community shows to everybody, without a person in it (P-34)."""

from __future__ import annotations

import typer

from cli.door import Door, command
from cli.moments import local, local_day
from cli.outlook import IMPORTED, STAGES
from models.public import PublicCase, PublicPaper
from register.public import public_overview

app = typer.Typer(no_args_is_help=True, help="Show what is open to everybody.")


@app.callback()
def _group() -> None:
    """Typer makes a group of one command only when it is told so."""


@command(app, "list")
async def public_list(door: Door) -> None:
    """List what is open to everybody: notices, minutes, cases, and what is withheld on which ground (P-34).

    Example: ./saksgang public list --json
    """
    community = await door.community()
    async with door.reading() as connection:
        found = await public_overview(connection, community)
    out = door.out
    out.line("Notices", style="bold")
    out.table(
        ("meeting", "body", "when", "stage", "place"),
        [(n.meeting, n.body, local(n.starts_at), n.stage.value, n.place) for n in found.notices],
        empty="No notice has gone out.",
    )
    out.line("\nMinutes", style="bold")
    out.table(
        ("meeting", "status", "text"),
        [(m.meeting, m.status, m.text) for m in found.minutes],
        empty="There are no minutes.",
    )
    out.line("\nCases", style="bold")
    out.table(
        ("case", "stage", "registered", "papers", "title"),
        [
            (
                c.case,
                STAGES[c.stage].partition(":")[0],
                local_day(c.registered_at).isoformat(),
                str(len(c.papers)),
                f"{c.title}{IMPORTED if c.imported else ''}",
            )
            for c in found.cases
        ],
        empty="There are no cases.",
    )
    withheld = [(case, paper) for case in found.cases for paper in case.papers if paper.withheld is not None]
    if withheld:
        out.line("\nWithheld", style="bold")
        out.lines(_withheld(case, paper) for case, paper in withheld)
    out.document(found)


def _withheld(case: PublicCase, paper: PublicPaper) -> str:
    return f"{case.case}, paper {paper.paper}: {paper.withheld}"
