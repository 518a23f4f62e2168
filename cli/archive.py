"""`saksgang archive`: what Temporal remembered of records, kept when it has forgotten it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from audit.naming import counted, short
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from cli.audit_results import conclude
from cli.checkup import ago
from cli.door import Door, Status, command, failed
from cli.moments import wall
from models.histories import Run
from register import archive
from register.archive import Unarchived

if TYPE_CHECKING:
    from archiver import Swept

app = typer.Typer(no_args_is_help=True, help="Keep what Temporal remembers of records when it has forgotten it.")

NOTHING = "there is nothing in the archive to check"
KINDS = ("case", "meeting", "agreement", "dispute")


@command(app, "list")
async def list_runs(
    door: Door,
    record: Annotated[
        str | None, typer.Argument(metavar="RECORD", help="Only of this case, meeting, agreement or dispute.")
    ] = None,
) -> None:
    """List the runs whose histories are kept, and the records whose last run is not yet.

    Example: ./saksgang archive list 2026-1
    """
    async with door.reading() as connection:
        if record is None:
            runs = await archive.runs_in(connection, await door.community())
        else:
            kind = record.partition("-")[0]
            row = await door.record(kind if kind in KINDS else "case", record)
            runs = await archive.runs_of(connection, row.record_id)
        waiting = await archive.unarchived(connection)
    door.out.table(
        ("record", "run", "ended", "how", "events", "SHA-256 of its history"),
        [
            (
                run.record,
                run.run,
                wall(run.ended_at),
                (run.closed or "").replace("_", " "),
                str(run.events),
                run.sha256,
            )
            for run in runs
        ],
        empty="No run has finished there.",
    )
    _tell_waiting(door, waiting)
    door.out.document({"runs": [vars(run) for run in runs], "not_archived": [w._asdict() for w in waiting]})


def _tell_waiting(door: Door, waiting: Sequence[Unarchived]) -> None:
    for one in waiting:
        what = f"not in the archive yet: the last run of {one.record}, which ended {ago(one.waiting)} ago"
        door.out.line(what, style="yellow")


@command(app, "sweep", in_community=False)
async def sweep(door: Door) -> None:
    """Fetch whatever has finished and is not kept; status 0 only where nothing is missing.

    The worker does this every five minutes; by hand it is asked for all that Temporal has.

    Example: ./saksgang archive sweep
    """
    from temporalio.service import RPCError  # noqa: PLC0415  (Temporal's SDK takes long to load)

    from archiver import Archiver  # noqa: PLC0415

    try:
        swept = await Archiver(door.temporal, door.register, door.bucket).sweep(all_of_it=True)
    except (RPCError, RuntimeError) as error:
        title = "Temporal does not answer: what it still has cannot be fetched"
        remedy = "see that it runs: `./saksgang doctor`; what is kept already is safe"
        raise failed(Status.UNAVAILABLE, "temporal_away", title, str(error), remedy=remedy) from None
    async with door.reading() as connection:
        waiting = await archive.unarchived(connection)
    _tell_swept(door, swept, waiting)
    if swept.forgotten or waiting:
        raise typer.Exit(int(Status.FAILURE))


def _tell_swept(door: Door, swept: Swept, waiting: Sequence[Unarchived]) -> None:
    for record, run in swept.kept:
        door.out.line(f"kept: {record}, run {run}", style="green")
    for record, run in swept.forgotten:
        door.out.line(f"gone: {record}, {run} run: Temporal does not have it any more", style="red")
    _tell_waiting(door, [one for one in waiting if one.record not in dict(swept.forgotten)])
    door.out.line(f"{counted(len(swept.kept), 'history', 'histories')} fetched.")
    door.out.document(
        {
            "kept": [{"record": record, "run": run} for record, run in swept.kept],
            "forgotten": [{"record": record, "run": run} for record, run in swept.forgotten],
            "not_archived": [one._asdict() for one in waiting],
        }
    )


@command(app, "verify", in_community=False)
async def verify(door: Door) -> None:
    """Read every kept history back and compare it with its digest and with the index.

    Status 0 all are whole, 1 one is not (the first is named), 3 something is missing, or nothing is there to check.

    Example: ./saksgang archive verify
    """
    async with door.reading() as connection:
        runs = await archive.runs_in(connection)
        gaps = await archive.gaps(connection)
        waiting = await archive.unarchived(connection)
        broken = [check for run in runs if (check := await _broken(connection, run, door.bucket)) is not None]
    kept = "is what its digest" if len(runs) == 1 else "are what their digests"
    what = f"{counted(len(runs), 'history', 'histories')} kept {kept} and the index say"
    checks = broken or [Check(what, PROVED) if runs else Check(NOTHING, NOT_CHECKED, "no run has finished here yet")]
    checks += [Check(f"{record}: run {run} is kept", NOT_CHECKED, "a later one continues it") for record, run in gaps]
    checks += [
        Check(f"{one.record}: its last run is kept", NOT_CHECKED, f"it ended {ago(one.waiting)} ago")
        for one in waiting
    ]
    conclude(door.out, "Archive", checks, {"histories": len(runs), "bytes": sum(run.size for run in runs)})


async def _broken(connection: AsyncConnection, run: Run, bucket: archive.Bucket | None) -> Check | None:
    from audit.histories import NOT_AS_KEPT, address, described, events_in, is_as_kept, unpacked  # noqa: PLC0415
    from audit.written import UnreadableHistory  # noqa: PLC0415

    what = f"{run.record}: run {run.run} is what its digest {short(run.sha256)} says"
    try:
        compressed = await archive.compressed_of(connection, run, bucket)
        content = unpacked(compressed)
        events = events_in(content)
        told = described(run.record, run.run, events)
    except archive.Gone as error:
        return Check(what, BROKEN, str(error))
    except archive.NotAtHand as error:
        return Check(what, NOT_CHECKED, str(error))
    except UnreadableHistory as error:
        return Check(what, BROKEN, str(error))
    if address(content) != run.sha256:
        return Check(what, BROKEN, f"it has digest {short(address(content))}")
    if not is_as_kept(compressed, events, run.sha256):
        return Check(what, BROKEN, f"the file {NOT_AS_KEPT}")
    if told != run:
        differs = next(name for name, value in vars(told).items() if value != vars(run)[name])
        said = f"the index says {vars(run)[differs]}, the history {vars(told)[differs]}"
        return Check(what, BROKEN, f"{differs}: {said}")
    return None
