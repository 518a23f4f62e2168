"""`saksgang case move-procedure`: a running case taken to another version, or what that would change (P-38)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.door import Door, Status, command, failed
from cli.moments import due, local_day
from cli.sight import conclude
from models import acts as a
from models.canonical import digest_of
from models.procedure import Procedure
from procedures.comparing import Difference, differences
from procedures.loading import load_procedure
from register.database import legal_now
from register.running import RunningCase, procedures_like, running_case, why_not
from register.stored import procedure_by

_DIGEST = re.compile(r"[0-9a-f]{6,64}")


def add_to(app: typer.Typer) -> None:
    """Make it a command of the cases' group."""
    command(app, "move-procedure", acts=True)(move_procedure)


async def move_procedure(
    door: Door,
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case: its id, or the short form 2026-1.")],
    to: Annotated[str, typer.Option("--to", metavar="FILE|DIGEST", help="The version: a file, or its digest.")],
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why. It stands in the record.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
) -> None:
    """Move a running case to another version of its rules, or tell what would change (P-38).

    Example: saksgang case move-procedure 2026-1 --to procedure.yaml --dry-run --as p-2h9c

    Example: saksgang case move-procedure 2026-1 --to 54226696fd11 --reason "Kortere frist er avtalt" --as p-2h9c
    """
    row = await door.record("case", case)
    offered = await _version(door, to)
    if dry_run:
        await _tell(door, row.record_id, offered)
        return
    if reason is None:
        raise failed(Status.USAGE, "no_reason", "It is not said why", remedy='--reason "..."; or --dry-run first')
    answer = await door.act(row, a.MoveToProcedure(procedure=digest_of(offered), reason=reason))
    await conclude(door, answer)


async def _version(door: Door, named: str) -> Procedure:
    if not _DIGEST.fullmatch(named):
        return load_procedure(Path(named))
    async with door.reading() as connection:
        found = await procedures_like(connection, named)
        if len(found) == 1:
            return await procedure_by(connection, found[0])
    why = "no version of a procedure" if not found else "more than one version of a procedure"
    raise failed(
        Status.REFUSED, "no_such_procedure", f"{why} here begins with {named[:64]}", rule="P-38",
        remedy="give the file, or more of the digest",
    )  # fmt: skip


async def _tell(door: Door, record: str, offered: Procedure) -> None:
    async with door.reading() as connection:
        now = await legal_now(connection)
        running = await running_case(connection, record)
    assert running is not None, "a case that can be named is registered"
    changes = differences(running.procedure, offered)
    refusal = why_not(running, offered, local_day(now))
    out = door.out
    out.line(
        f"{record}: from {running.procedure.procedure} to {offered.procedure}. Nothing is written.", style="bold"
    )
    out.lines(f"  - {line}" for line in would_change(running, changes))
    if refusal is not None:
        out.line("It cannot be moved", style="bold red")
        out.pairs((("why", refusal.detail), ("rule", refusal.rule), ("allowed", refusal.remedy)))
    out.document(
        {
            "case": record,
            "from": digest_of(running.procedure),
            "to": digest_of(offered),
            "changes": changes,
            "clocks": running.state.clocks,
            "refusal": refusal,
        }
    )


def would_change(running: RunningCase, changes: tuple[Difference, ...]) -> list[str]:
    """What would be otherwise for a case, and what would not."""
    lines = [f"{change.words} ({change.rule})" for change in changes]
    lines += [f"{clock.name} runs on to {due(clock.due_at)}: {clock.consequence}" for clock in running.state.clocks]
    return lines or ["nothing"]
