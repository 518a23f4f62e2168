"""`saksgang register verify`: every row of the register against what it rests on, and nothing changed by it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent

from audit.histories import NOT_AS_KEPT, described, events_in, is_as_kept, record_in, unpacked
from audit.naming import counted
from audit.written import UnreadableHistory
from cli.checkup import UNARCHIVED_FOR, UNSIGNED_FOR
from cli.door import Door, Failed, Status, failed
from cli.soundness_of_log import kept_signatures, unsound_log
from models.base import Digest
from models.histories import Run
from register.archive import (
    CONTENT,
    REGISTER,
    RUN,
    Bucket,
    Gone,
    NotAtHand,
    compressed_of,
    gaps,
    records_among,
    runs_in,
    unarchived,
)
from register.log import never_signed
from register.schema import newest_version
from register.soundness import FEW, Unsound, unsound_rows, unsound_views
from register.soundness_of_named import NEVER_KEPT, papers_of_resolutions

MOST_SHOWN = 20


async def verify(door: Door) -> None:
    """Compare every row with what it rests on: digests, entries, rules in force, the signed log, read models.

    It changes nothing; running cases wait while the read models are compared. Whoever changes rows and makes every
    digest anew is not found here but by what others hold: `./saksgang audit compare`.

    Example: ./saksgang register verify
    """
    started, outside = time.monotonic(), Outside(door.bucket)
    async with door.register.as_of_one_moment() as connection:
        found = [one async for one in unsound(connection, outside)]
        unclear = [one async for one in left_open(connection)]
    async with door.register.engine.connect() as connection:
        found += [one async for one in unsound_views(connection)]
        await connection.rollback()
    seconds = time.monotonic() - started
    if found:
        raise _contradicted(found, unclear)
    if outside.away is not None:  # all but those histories is sound
        raise outside.away
    door.out.line(f"Every row is what it should be, in {seconds:.1f} s.", style="bold green")
    for one in unclear:
        door.out.line(f"what is left does not tell: {one}", style="yellow")
    door.out.document({"sound": True, "found": [], "unclear": _plain(unclear), "seconds": round(seconds, 3)})


def _contradicted(found: Sequence[Unsound], unclear: Sequence[Unsound]) -> Failed:
    title = f"{counted(len(found), 'row')} of the register {'contradicts' if len(found) == 1 else 'contradict'} it"
    shown = "; ".join(str(one) for one in found[:MOST_SHOWN])
    unkept = [one for one in found if one.what.endswith(NEVER_KEPT)]
    remedies = ["look for the papers in a copy, or hand them in: `./saksgang document add`"] if unkept else []
    if len(unkept) < len(found):
        change = "somebody changed it past the program: keep the database as it is and compare it with a copy"
        remedies += [change, "where only read models are named, `./saksgang register rebuild` makes them again"]
    remedy = "; ".join(remedies)
    more = {"found": _plain(found), "unclear": _plain(unclear)}
    return failed(Status.FAILURE, "register_unsound", title, shown, remedy=remedy, more=more)


def _plain(found: Sequence[Unsound]) -> list[dict[str, str]]:
    return [{"table": one.table, "row": one.row, "what": one.what} for one in found]


async def unsound(connection: AsyncConnection, outside: Outside | None = None) -> AsyncIterator[Unsound]:
    """Every row that contradicts what it rests on, but for the read models.

    The connection shows every table as it was at one moment, since what runs goes on writing.

    Args:
        outside: Where histories are that the register does not keep itself; None: no bucket is named.
    """
    async for found in _version(connection):
        yield found
    async for found in _archive(connection, outside or Outside(None)):
        yield found
    kept = await kept_signatures(connection)
    async for found in unsound_log(connection, kept):
        yield found
    async for found in unsound_rows(connection, kept.wrong_in):
        yield found


async def _archive(connection: AsyncConnection, outside: Outside) -> AsyncIterator[Unsound]:
    """A kept history is what its digest says, and what the index says of a run stands in its history."""
    stored = await connection.execute(select(RUN.c.run, RUN.c.digest).where(RUN.c.kept_in == REGISTER))
    here = {(row.run, row.digest) for row in stored}
    runs = await runs_in(connection)
    records = await records_among(connection, {run.record for run in runs})
    for run in runs:
        if run.record not in records:
            yield Unsound("history_run", run.run, f"there is no record {run.record}")
    within = defaultdict[Digest, list[Run]](list)
    for run in (run for run in runs if (run.run, run.sha256) in here):
        within[run.sha256].append(run)
    async for row in await connection.stream(select(CONTENT).execution_options(yield_per=FEW)):
        of_it = within.pop(row.digest, [])
        if not of_it:
            yield Unsound("history_content", row.digest[:12], "no run that is kept in the register names it")
        for run in of_it:
            for found in _history_faults(run, row.compressed):
                yield found
    for run in (run for missing in within.values() for run in missing):
        yield Unsound("history_content", run.sha256[:12], f"it is missing; run {run.run} names it")
    for run in (run for run in runs if (run.run, run.sha256) not in here):
        try:
            compressed = await outside.bytes_of(connection, run)
        except Gone as gone:
            yield Unsound("history_run", run.run, str(gone))
            continue
        for found in () if compressed is None else _history_faults(run, compressed):
            yield found


def _history_faults(run: Run, compressed: bytes) -> Iterator[Unsound]:
    try:
        events = events_in(unpacked(compressed))
        told = record_in(events)
    except UnreadableHistory as error:
        yield Unsound("history_content", run.sha256[:12], str(error))
        return
    if described(run.record, run.run, events) != run:
        yield Unsound("history_run", run.run, "its history says something else of it")
    elif told != run.record:
        yield Unsound("history_run", run.run, f"its history is of {told}")
    elif not _bears(events, run.run):
        yield Unsound("history_run", run.run, "its history is of another run")
    elif not is_as_kept(compressed, events, run.sha256):
        yield Unsound("history_content", run.sha256[:12], f"it {NOT_AS_KEPT}")


@dataclass
class Outside:
    """The histories that are kept in a bucket, as far as it answers: one that is away is asked no more."""

    bucket: Bucket | None
    away: NotAtHand | None = None

    async def bytes_of(self, connection: AsyncConnection, run: Run) -> bytes | None:
        """The bytes of a run's history; None where the bucket is away, or is not the one that the settings name.

        Raises:
            Gone: the bucket answers, and has none.
        """
        if self.away is None:
            try:
                return await compressed_of(connection, run, self.bucket)
            except Gone:
                raise
            except NotAtHand as away:
                self.away = away
        return None


def _bears(events: Sequence[HistoryEvent], run: str) -> bool:
    """Whether the history names the run as its own; one that came of a reset begins with another's."""
    reset = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
    if any(event.workflow_task_failed_event_attributes.cause == reset for event in events):
        return True
    return events[0].workflow_execution_started_event_attributes.original_execution_run_id == run


async def left_open(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """What may have come about honestly, or be gone by somebody's hand: the rows that are left do not say which."""
    for record, run in await gaps(connection):
        what = (
            f"a later run of {record} goes on from it, and it is not kept: Temporal had forgotten it, or it is gone"
        )
        yield Unsound("history_run", run, what)
    async for digest, what in papers_of_resolutions(connection):
        yield Unsound("document", digest[:12], what)
    for one in await unarchived(connection):
        if one.waiting > UNARCHIVED_FOR:
            what = "its last run is not kept, though it has ended: `./saksgang archive sweep` fetches it"
            yield Unsound("history_run", one.record, what)
    for community in await never_signed(connection, UNSIGNED_FOR):
        what = "its log has leaves and no checkpoint: its signer stopped before the first, or they are gone"
        yield Unsound("log_checkpoint", community, what)


async def _version(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """The schema is the one that this program knows; the command would not run on another."""
    found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found != newest_version():
        yield Unsound("alembic_version", str(found), f"the schema is called another version than {newest_version()}")
