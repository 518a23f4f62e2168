"""`saksgang recover`: Temporal's store is lost. What still stands, what is due, and everything started again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.check import check
from audit.naming import counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from cli.door import Door, Status, command
from cli.moments import due
from cli.watch import WHEREABOUTS
from models.base import RecordId
from register import archive
from register.evidence import evidence_of
from register.queries import clocks_of, decided_records

if TYPE_CHECKING:
    from watchdog import Report

app = typer.Typer(no_args_is_help=True, help="Go on when Temporal's store is lost.")


@command(app, "recover", in_community=False)
async def recover(
    door: Door,
    start: Annotated[
        bool, typer.Option("--start", help="Start every record's workflow again that Temporal does not run.")
    ] = False,
) -> None:
    """Say what stands when Temporal's store is lost: decisions, open deadlines; start all again.

    It needs the register alone. Every decision is checked by the rules, and what is in the archive is counted. With
    --start every open record goes on from its entries, under the same id; nothing is sent again. A workflow that runs
    is left alone. Status 0 only where every decision holds and, with --start, everything that is open runs.

    Example: ./saksgang recover --start
    """
    decisions = await _decisions(door)
    async with door.reading() as connection:
        clocks = await clocks_of(connection)
        held = await archive.held(connection)
    found = await _workflows(door, start=start)
    _tell(door, decisions, clocks, found, start=start)
    door.out.line(f"In the archive: {counted(held.runs, 'run')} of {counted(held.records, 'record')}.")
    door.out.document(
        {
            "decisions": [vars(check) for check in decisions],
            "deadlines": [
                {
                    "record": c.record_id,
                    "clock": c.name,
                    "due_at": c.due_at,
                    "consequence": c.consequence,
                    "rule": c.rule,
                }
                for c in clocks
            ],
            "temporal": found.temporal,
            "open": found.open,
            "not_running": [{"record": r, "whereabouts": where.value} for r, where in found.lost.items()],
            "restarted": list(found.restarted),
            "archive": held._asdict(),
        }
    )
    if any(one.outcome == BROKEN for one in decisions) or set(found.lost) - set(found.restarted):
        raise typer.Exit(int(Status.FAILURE))
    if not found.temporal:
        raise typer.Exit(int(Status.UNAVAILABLE))


async def _decisions(door: Door) -> list[Check]:
    """Every decision there is, by its record and all that this rests on."""
    async with door.reading() as connection:
        records = await decided_records(connection)
        return [_decision(record, check(await evidence_of(connection, record))) for record in records]


def _decision(record: RecordId, checked: Any) -> Check:
    what = f"the decision in {record}"
    if checked.difference is not None:
        return Check(what, BROKEN, str(checked.difference))
    if checked.unproved:
        return Check(what, NOT_CHECKED, "; ".join(checked.unproved))
    return Check(what, PROVED, f"{counted(checked.entries, 'entry', 'entries')} follow from the rules")


async def _workflows(door: Door, *, start: bool) -> Report:
    from watchdog import Watchdog  # noqa: PLC0415  (it loads Temporal's SDK)

    dog = Watchdog(door.cases, door.register)
    found = await dog.look()
    if not start:
        return found
    mended = await dog.mend(found, ())
    if set(mended.lost) <= set(mended.restarted):
        return mended
    # Whoever else starts them (a worker's watchdog, this command given twice) may have been first.
    lost = (await dog.look()).lost
    return replace(mended, lost={r: where for r, where in mended.lost.items() if r in mended.restarted or r in lost})


def _tell(door: Door, decisions: Sequence[Check], clocks: Sequence[Any], found: Report, *, start: bool) -> None:
    out = door.out
    out.line("Decisions, from the register alone", style="bold")
    for one in decisions:
        out.hanging(f"  {one.outcome:<13}", f"{one.what}: {one.why}")
    if not decisions:
        out.line("  none")
    out.line()
    out.line("Deadlines that are open", style="bold")
    out.table(
        ("due", "record", "rule", "what then"),
        [(due(c.due_at), c.record_id, c.rule, c.consequence) for c in clocks],
        empty="  none",
    )
    out.line()
    for record, where in found.lost.items():
        if record in found.restarted:
            out.line(f"started again from its entries: {record}", style="green")
        else:
            out.line(f"not running: {record}: {WHEREABOUTS[where.value]}", style="red")
    if not found.temporal:
        out.line("Temporal does not answer: an empty one will do; then again, with --start.", style="yellow")
    elif found.lost and not start:
        out.line("`./saksgang recover --start` starts them again; nothing that was sent is sent again.")
    elif not found.lost:
        out.line(f"All {counted(found.open, 'open record')} run.", style="green")
