"""`saksgang case move-procedure`: a running case taken to another version, or what that would change (P-38)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.door import Door, Status, command, failed
from cli.moments import due, local_day
from cli.refusals import shortened
from cli.sight import conclude
from models import acts as a
from models.canonical import digest_of
from models.procedure import Procedure
from procedures.comparing import Difference, differences
from procedures.loading import load_procedure
from register.database import legal_now
from register.running import RunningCase, procedures_like, running_case, why_not
from register.stored import procedure_by


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

    Example: ./saksgang case move-procedure 2026-1 --to procedure.yaml --dry-run --as p-2h9c

    Example: ./saksgang case move-procedure 2026-1 --to 54226696fd11 --reason "Kortere frist er avtalt" --as p-2h9c
    """
    row = await door.record("case", case)
    offered = await version_named(door, to)
    if dry_run:
        await _tell(door, row.record_id, offered)
        return
    if reason is None:
        raise failed(Status.USAGE, "no_reason", "It is not said why", remedy='--reason "..."; or --dry-run first')
    answer = await door.act(row, a.MoveToProcedure(procedure=digest_of(offered), reason=reason))
    await conclude(door, answer)


async def version_named(door: Door, named: str) -> Procedure:
    """The procedure in a file; or the one the register keeps whose digest begins so, or that bears that id.

    Raises:
        Failed: there is none, or more than one.
    """
    if is_file(named):
        return load_procedure(Path(named))
    async with door.reading() as connection:
        found = await procedures_like(connection, named)
        if len(found) == 1:
            return await procedure_by(connection, found[0])
    if not found and not re.fullmatch(r"[0-9a-z-]+", named):
        return load_procedure(Path(named))  # a path of no file: said so
    why = "no version of a procedure" if not found else "more than one version of a procedure"
    raise failed(
        Status.REFUSED, "no_such_procedure", f"{why} here is {shortened(named)!r}, by its id or its digest",
        remedy=f"name one of {', '.join(d[:12] for d in found)}" if found else _WHERE,
    )  # fmt: skip


_WHERE = "give the file, or `./saksgang case show` names the version of a case"


def is_file(named: str) -> bool:
    """Whether a file is meant: there is one of that name."""
    return Path(named).exists()


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
