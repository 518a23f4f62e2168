"""`saksgang followup`: what bound parties do at home, and the list the deciding body treats as a standing item."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from audit.called import names_of
from audit.naming import Names
from cli.case_options import CaseId, party_acting
from cli.door import Door, Status, command, failed
from cli.followup_paper import paper_of
from cli.moments import parse_day
from cli.sight import conclude
from cli.spreadsheet import AsCsv, refuse_both, write_sheet
from models import acts as a
from models.procedure import Procedure
from register.directory import rules_of
from register.followup import FollowUpLine, follow_up_lines, today

app = typer.Typer(no_args_is_help=True, help="Follow up at home what is decided, and see how it stands.")

Body = Annotated[str | None, typer.Option(metavar="BODY", help="Only what this body has decided.")]


_COLUMNS = ("party", "due", "status", "costs", "unit", "by", "case", "title")


@command(app, "list")
async def list_items(
    door: Door,
    body: Body = None,
    for_party: Annotated[str | None, typer.Option(metavar="PARTY", help="Only what binds this party.")] = None,
    settled: Annotated[bool, typer.Option("--settled", help="Also what is done or dropped.")] = False,
    as_csv: AsCsv = False,
) -> None:
    """List what bound parties have to follow up, overdue first (P-35).

    Example: ./saksgang followup list --body BODY

    Example: ./saksgang followup list --for-party halden --json
    """
    refuse_both(door.out, as_csv=as_csv)
    lines, day, names, _ = await _standing(door, body=body, party=for_party, settled=settled)
    if as_csv:
        write_sheet(_COLUMNS, [_row(line, names) for line in lines])
        return
    door.out.table(
        _COLUMNS,
        [_row(line, names) for line in lines],
        empty="Nothing is left to follow up.",
    )
    door.out.document({"day": day, "items": lines})


def _row(line: FollowUpLine, names: Names) -> tuple[str, ...]:
    item = line.item
    due = f"{item.due} overdue" if line.overdue else str(item.due)
    costs = "not in budget" if item.flagged and not line.settled else "yes" if item.costs else ""
    status = item.status.value.replace("_", " ")
    return names.party(item.party), due, status, costs, item.unit or "", item.reference or "", line.case, line.title


async def _standing(
    door: Door, *, body: str | None, party: str | None = None, settled: bool = False
) -> tuple[tuple[FollowUpLine, ...], date, Names, Procedure]:
    community = await door.community()
    async with door.reading() as connection:
        procedure, roster = await rules_of(connection, f"community-{community}")
        day = await today(connection, procedure.timezone)
        known = [b.body for b in procedure.bodies]
        if body is not None and body not in known:
            title = f"There is no body {body!r} here"
            raise failed(Status.REFUSED, "unknown_body", title, rule="P-35", remedy=f"name one of {', '.join(known)}")
        parties = [p.party for p in roster.parties]
        if party is not None and party not in parties:
            title, remedy = f"There is no party {party!r} here", f"name one of {', '.join(parties)}"
            raise failed(Status.REFUSED, "unknown_party", title, rule="P-35", remedy=remedy)
        lines = await follow_up_lines(connection, community, day, body=body, party=party, settled=settled)
    return lines, day, names_of(procedure, roster, {}), procedure


@command(app, "report", acts=True)
async def report(
    door: Door,
    case: CaseId,
    *,
    status: Annotated[a.FollowUpStatus | None, typer.Option(help="How far the party has come.")] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The responsible unit, never a person's name.")
    ] = None,
    budget_year: Annotated[int | None, typer.Option(min=2000, max=2200, help="In the budget of which year.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="Until when: YYYY-MM-DD.")] = None,
    goal: Annotated[str | None, typer.Option(metavar="TEXT", help="What shall be reached.")] = None,
    risk: Annotated[str | None, typer.Option(metavar="TEXT", help="What may stand in the way.")] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The party's own budget or plan decision: its case number.")
    ] = None,
    costs: Annotated[
        bool | None, typer.Option("--costs/--no-costs", help="Whether it costs the party anything.")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="With dropped: why.")] = None,
) -> None:
    """Report how a party's follow-up of a decision stands (P-35).

    The party's contact reports, or the secretariat. What is not given stays as it is.

    Example: ./saksgang followup report 2026-1 --party halden --status in_budget --reference "PS 88/26" --as p-x
    """
    row = await door.record("case", case)
    act = a.ReportFollowUp(
        party=party_acting(door),
        status=status,
        unit=unit,
        budget_year=budget_year,
        due=None if due is None else parse_day(due),
        goal=goal,
        risk=risk,
        reference=reference,
        costs=costs,
        reason=reason,
    )
    await conclude(door, await door.act(row, act))


@command(app, "paper")
async def paper(
    door: Door,
    body: Annotated[str, typer.Option(metavar="BODY", help="The body that treats it.")],
    file: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it; nothing is overwritten.")],
) -> None:
    """Write a body's standing item on follow-up as a paper for its meeting (P-35).

    Keep it with `./saksgang document add`, and make it a paper of the case in which the body is informed:
    `./saksgang case add-paper`.

    Example: ./saksgang followup paper --body BODY --file oppfolging.txt
    """
    lines, day, names, procedure = await _standing(door, body=body)
    text = paper_of(lines, day, body, names, procedure)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        why, remedy = error.strerror or "", "name a new file in a folder you can write in"
        raise failed(Status.USAGE, "unwritable_file", f"{file} cannot be written", why, remedy=remedy) from error
    door.out.line(f"{file}: {len(lines)} to follow up", style="bold green")
    door.out.document({"file": str(file), "items": len(lines), "day": day})
