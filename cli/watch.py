"""`saksgang watch`: every deadline that passed without its entry, why, and what was done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.checkup import ago, worker_polls
from cli.door import Door, Status, command
from cli.moments import due, local

if TYPE_CHECKING:
    from temporalio.client import Client

    from watchdog import Late, Report

app = typer.Typer(no_args_is_help=True, help="See whether every deadline has rung.")

CAUSES = {
    "temporal_away": "Temporal does not answer",
    "no_worker": "no worker takes tasks",
    "paused": "its workflow is paused",
    "stuck": "its workflow fails at its next step, again and again; the worker's log says why",
    "lost": "Temporal does not run its workflow",
    "timer_lost": "its workflow runs and has not looked at its deadline",
}
WHEREABOUTS = {
    "missing": "Temporal does not know it",
    "terminated": "an operator has ended it (terminate)",
    "cancelled": "it was cancelled",
    "failed": "it failed",
    "timed_out": "it ran out of time",
    "completed": "Temporal holds it for done, and the register does not",
    "history_lost": "Temporal has lost its history",
    "paused": "it is paused",
    "stuck": "it fails at its next step, again and again",
}


@command(app, "watch", in_community=False)
async def watch(
    door: Door,
    mend: Annotated[
        bool, typer.Option("--mend", help="Poke what is late, and start again what Temporal does not run.")
    ] = False,
) -> None:
    """Name every deadline that passed without its entry, and why; status 0 only where all is in time.

    The worker looks every half minute and mends by itself; after a restore `watch` shows first what it will find.

    Example: ./saksgang watch --mend
    """
    from watchdog import Watchdog  # noqa: PLC0415  (it loads Temporal's SDK)

    dog = Watchdog(door.cases, door.register)
    found = await dog.look(works=await worker_polls(door))
    ended = await _who_ended(door, found)
    if mend:
        found = await dog.mend(found, found.late)
    _tell(door, found, ended)
    door.out.document(_document(found, ended))
    if not found.in_time:
        raise typer.Exit(int(Status.FAILURE))
    if not found.temporal:
        raise typer.Exit(int(Status.UNAVAILABLE))


async def _who_ended(door: Door, found: Report) -> dict[str, tuple[str, str]]:
    """Why and by whom workflows were terminated, as far as Temporal has it: reason and identity."""
    terminated = [record for record, where in found.lost.items() if where.value == "terminated"]
    if not terminated:
        return {}
    client = await door.temporal()
    return {record: await _end_of(client, record) for record in terminated}


async def _end_of(client: Client, record: str) -> tuple[str, str]:
    from temporalio.client import WorkflowHistoryEventFilterType  # noqa: PLC0415

    events = client.get_workflow_handle(record).fetch_history_events(
        event_filter_type=WorkflowHistoryEventFilterType.CLOSE_EVENT
    )
    async for event in events:
        if event.HasField("workflow_execution_terminated_event_attributes"):
            said = event.workflow_execution_terminated_event_attributes
            return said.reason, said.identity
    return "", ""


def _tell(door: Door, found: Report, ended: dict[str, tuple[str, str]]) -> None:
    out = door.out
    for late in found.late:
        passed = late.passed
        out.line(f"late: {passed.clock} of {passed.record}, {ago(passed.late)}", style="bold red")
        out.line(f"  due {due(passed.due_at)}: {passed.consequence}")
        out.line(f"  why: {CAUSES[late.cause.value]}")
    for record, where in (*found.lost.items(), *found.halted.items()):
        reason, by = ended.get(record, ("", ""))
        more = f"; {reason or 'no reason given'} ({by})" if record in ended else ""
        out.line(f"not running: {record}: {WHEREABOUTS[where.value]}{more}", style="red")
    for stopped in found.stopped:
        what = f"stopped: {stopped.clock} of {stopped.record}, {local(stopped.at)}"
        out.line(f"{what}: it had rung and ran on with nothing left to do", style="yellow")
        out.line("  this is a fault in saksgang; the record's other due times go on, and nobody needs to act in it")
    for record in found.restarted:
        out.line(f"started again from its entries: {record}", style="green")
    for record in found.poked:
        out.line(f"poked: {record}", style="green")
    if found.unjudged.acts:
        out.line(f"{found.unjudged.acts} acts are not judged; the oldest waits {ago(found.unjudged.waiting)}")
    if not found.temporal:
        out.line("Temporal does not answer: whether the workflows run cannot be told.", style="yellow")
    if found.in_time:
        out.line(f"All in time: {found.open} open records, no deadline has passed without its entry.", style="green")
    longest = max(timedelta(), found.lag.longest)
    out.line(f"In the last day {found.lag.closings} deadlines rang, {ago(longest)} late at most.", style="dim")


def _document(found: Report, ended: dict[str, tuple[str, str]]) -> dict[str, Any]:
    return {
        "in_time": found.in_time,
        "late": [_late(late) for late in found.late],
        "not_running": [
            {"record": record, "whereabouts": where.value, "reason": ended.get(record, (None, None))[0]}
            for record, where in (*found.lost.items(), *found.halted.items())
        ],
        "stopped": [{"record": s.record, "clock": s.clock, "at": s.at} for s in found.stopped],
        "poked": list(found.poked),
        "restarted": list(found.restarted),
        "open": found.open,
        "asked": found.asked,
        "temporal": found.temporal,
        "unjudged": {"acts": found.unjudged.acts, "seconds": found.unjudged.waiting.total_seconds()},
        "last_day": {"closings": found.lag.closings, "longest_seconds": found.lag.longest.total_seconds()},
    }


def _late(late: Late) -> dict[str, Any]:
    return {
        "record": late.passed.record,
        "clock": late.passed.clock,
        "due_at": late.passed.due_at,
        "seconds_late": late.passed.late.total_seconds(),
        "consequence": late.passed.consequence,
        "cause": late.cause.value,
        "whereabouts": None if late.whereabouts is None else late.whereabouts.value,
    }
