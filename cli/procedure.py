"""`saksgang procedure`: a procedure file checked, told in words, compared with another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.door import Door, command
from models.canonical import digest_of
from procedures.loading import load_community, load_procedure

app = typer.Typer(no_args_is_help=True, help="Check a procedure file, tell it in words, compare two.")


@app.callback()
def _group() -> None:
    """Typer makes a group of one command only when it is told so."""


@command(app, "check", in_community=False)
async def check(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Bodies, seats, routing, clocks, numbers: YAML.")],
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="Check it against this roster as well.")
    ] = None,
) -> None:
    """Check a procedure file: everything that cannot work is named with line, rule and remedy.

    Status 0 where it can be used, 2 where it cannot.

    Example: saksgang procedure check procedure.yaml

    Example: saksgang procedure check procedure.yaml --roster roster.yaml --json
    """
    community = load_community(file, roster) if roster is not None else None
    procedure = community.procedure if community is not None else load_procedure(file)
    warnings = [str(fault) for fault in community.warnings] if community is not None else []
    seats = sum(len(body.seats) for body in procedure.bodies)
    counted = sum(seat.counts for body in procedure.bodies for seat in body.seats)
    door.out.line(f"{file.name} can be used: {procedure.names.en}", style="bold green")
    door.out.pairs(
        (
            ("bodies", ", ".join(body.body for body in procedure.bodies)),
            ("seats", f"{seats}, of which {counted} count"),
            ("clocks", str(len(procedure.clocks))),
            ("numbers", str(len(procedure.numbers))),
            ("digest", digest_of(procedure)),
        )
    )
    for warning in warnings:
        door.out.line(f"warning: {warning}", style="yellow")
    door.out.document(
        {
            "file": file.name,
            "procedure": procedure.procedure,
            "version": procedure.version,
            "digest": digest_of(procedure),
            "bodies": [body.body for body in procedure.bodies],
            "seats": seats,
            "counted": counted,
            "clocks": [clock.name for clock in procedure.clocks],
            "numbers": [number.name for number in procedure.numbers],
            "warnings": warnings,
        }
    )
