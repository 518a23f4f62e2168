"""`saksgang register verify`: every row of the register against what it rests on, and nothing changed by it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator, Sequence

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent

from audit.histories import described, events_in, record_in, unpacked
from audit.log.checkpoint import cosignatures, read_checkpoint
from audit.log.leaves import grow
from audit.log.merkle import Tree
from audit.log.note import Unproved, UnreadableNote, read_public_key
from audit.log.timestamp import read_timestamp, stamped_bytes
from audit.log.trust import NotWitnessed, Trust, Undecided, read_trust
from audit.naming import counted
from audit.written import UnreadableHistory
from cli.door import Door, Status, failed
from register import queries
from register.archive import REGISTER, RUN, records_among, runs_in
from register.log import LogBroken, keys_document, leaves_of
from register.schema import newest_version
from register.soundness import CHECKPOINT, CONTENT, COSIGNATURE, Unsound, unsound_rows, unsound_views
from register.timestamps import TIMESTAMP

MOST_SHOWN = 20


async def verify(door: Door) -> None:
    """Compare every row with what it rests on: digests, entries, rules in force, the signed log, read models.

    It changes nothing; running cases wait while the read models are compared. Whoever changes rows and makes every
    digest anew is not found here but by what others hold: `./saksgang audit compare`.

    Example: ./saksgang register verify
    """
    started = time.monotonic()
    async with door.register.as_of_one_moment() as connection:
        found = [one async for one in unsound(connection)]
    async with door.register.engine.connect() as connection:
        found += [one async for one in unsound_views(connection)]
        await connection.rollback()
    seconds = time.monotonic() - started
    if found:
        title = (
            f"{counted(len(found), 'row')} of the register {'contradicts' if len(found) == 1 else 'contradict'} it"
        )
        shown = "; ".join(str(one) for one in found[:MOST_SHOWN])
        remedy = "somebody changed it past the program: keep the database as it is and compare it with a copy; "
        remedy += "where only read models are named, `./saksgang register rebuild` makes them again"
        more = {"found": [{"table": one.table, "row": one.row, "what": one.what} for one in found]}
        raise failed(Status.FAILURE, "register_unsound", title, shown, remedy=remedy, more=more)
    door.out.line(f"Every row is what it should be, in {seconds:.1f} s.", style="bold green")
    door.out.document({"sound": True, "found": [], "seconds": round(seconds, 3)})


async def unsound(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """Every row that contradicts what it rests on, but for the read models.

    The connection shows every table as it was at one moment, since what runs goes on writing.
    """
    async for found in _version(connection):
        yield found
    async for found in _archive(connection):
        yield found
    for row in await queries.communities(connection):
        async for found in _checkpoints(connection, row.community):
            yield found
    async for found in _cosignatures(connection):
        yield found
    async for found in _timestamps(connection):
        yield found
    async for found in unsound_rows(connection):
        yield found


async def _archive(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """A kept history is what its digest says, and what the index says of a run stands in its history."""
    contents = {row.digest: row.compressed for row in await connection.execute(select(CONTENT))}
    here = set(await connection.scalars(select(RUN.c.run).where(RUN.c.kept_in == REGISTER)))
    runs = await runs_in(connection)
    records = await records_among(connection, {run.record for run in runs})
    known: set[str] = set()
    for run in runs:
        known.update({run.sha256} if run.run in here else ())
        if run.record not in records:
            yield Unsound("history_run", run.run, f"there is no record {run.record}")
        if run.sha256 not in contents:
            if run.run in here:
                yield Unsound("history_content", run.sha256[:12], f"it is missing; run {run.run} names it")
            continue
        try:
            events = events_in(unpacked(contents[run.sha256]))
            told = record_in(events)
        except UnreadableHistory as error:
            yield Unsound("history_content", run.sha256[:12], str(error))
            continue
        if described(run.record, run.run, events) != run:
            yield Unsound("history_run", run.run, "its history says something else of it")
        elif told != run.record:
            yield Unsound("history_run", run.run, f"its history is of {told}")
        elif not _bears(events, run.run):
            yield Unsound("history_run", run.run, "its history is of another run")
    for digest in contents.keys() - known:
        yield Unsound("history_content", digest[:12], "no run that is kept in the register names it")


def _bears(events: Sequence[HistoryEvent], run: str) -> bool:
    """Whether the history names the run as its own; one that came of a reset begins with another's."""
    reset = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
    if any(event.workflow_task_failed_event_attributes.cause == reset for event in events):
        return True
    return events[0].workflow_execution_started_event_attributes.original_execution_run_id == run


async def _checkpoints(connection: AsyncConnection, community: str) -> AsyncIterator[Unsound]:
    """Every checkpoint is signed by the log, and of the tree that its leaves make."""
    try:
        tree = await grow(Tree(), leaves_of(connection, community))
    except LogBroken as broken:
        yield Unsound("log_leaf", community, str(broken))
        return
    try:
        document = await keys_document(connection, community)
        trust = None if document is None else read_trust(document)
    except (Unproved, UnreadableNote) as error:
        yield Unsound("log_keys", community, str(error))
        return
    for row in await connection.execute(select(CHECKPOINT).where(CHECKPOINT.c.community == community)):
        fault = _checkpoint_fault(row.note, row.size, tree, trust)
        if fault is not None:
            yield Unsound("log_checkpoint", f"{community}:{row.place}", fault)


def _checkpoint_fault(note: str, size: int, tree: Tree, trust: Trust | None) -> str | None:
    try:
        held, _ = read_checkpoint(note)
        if held.size != size:
            return f"it is of {held.size} leaves, not of {size}"
        if size > tree.size or tree.root(size) != held.root:
            return "the leaves of the log do not make its root"
        if trust is None:
            return "no key is known that could have signed it"
        trust.believed(note)
    except (NotWitnessed, Undecided):  # what a key signed that was revoked later was not changed by that
        return None
    except (Unproved, UnreadableNote) as error:
        return str(error)
    return None


async def _timestamps(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """A timestamp is of its checkpoint. Whether it is the authority's, says who has the authority's certificate."""
    notes = {row.place: row.note for row in await connection.execute(select(CHECKPOINT))}
    for row in await connection.execute(select(TIMESTAMP)):
        where = f"{row.checkpoint}:{row.digest[:12]}"
        if row.checkpoint not in notes:
            yield Unsound("log_timestamp", where, "there is no such checkpoint")
            continue
        try:
            stamped = read_timestamp(row.response).digest
            if stamped != hashlib.sha256(stamped_bytes(notes[row.checkpoint])).digest():
                yield Unsound("log_timestamp", where, "it is of another checkpoint")
        except UnreadableNote as error:
            yield Unsound("log_timestamp", where, str(error))


async def _cosignatures(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """A witness's line is of the key that it is kept for. Whether that is the witness's, says who has its key."""
    notes = {row.place: row.note for row in await connection.execute(select(CHECKPOINT))}
    for row in await connection.execute(select(COSIGNATURE)):
        where = f"{row.checkpoint}:{row.witness}"
        if row.checkpoint not in notes:
            yield Unsound("log_cosignature", where, "there is no such checkpoint")
            continue
        fault = _line_fault(notes[row.checkpoint], row.line, row.witness)
        if fault is not None:
            yield Unsound("log_cosignature", where, fault)


def _line_fault(note: str, line: str, witness: str) -> str | None:
    try:
        given = cosignatures(read_checkpoint(note + line)[1], (read_public_key(witness),))
    except (Unproved, UnreadableNote) as error:
        return str(error)
    return None if given else "its line is of another witness"


async def _version(connection: AsyncConnection) -> AsyncIterator[Unsound]:
    """The schema is the one that this program knows; the command would not run on another."""
    found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found != newest_version():
        yield Unsound("alembic_version", str(found), f"the schema is called another version than {newest_version()}")
