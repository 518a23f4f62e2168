"""The archiver: fetches the history of every finished run before Temporal forgets it, and keeps it.

It is told when a run ends on this worker, and fetches it then. What nobody told it of (an operator ended it, no
worker was up) it finds in its rounds: by asking Temporal what has closed, by following runs back to those they
continue, and by asking after each record that has ended and has no last run in the archive. What is fetched is
compared with what was stored, by digest, before it counts as kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.exceptions import FailureError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from audit.histories import address, bytes_of, described, how_closed, packed, runs_before, taken, unpacked
from models.base import RecordId
from models.histories import KeptHistory
from register import archive
from register.archive import Bucket
from register.database import Register

log = structlog.get_logger(__name__)

SWEEP_EVERY = 300.0  # seconds
PAUSES = (0.05, 0.2, 1.0, 5.0)  # seconds: a run that is said to end is fetched when the server has its end
PATIENCE = timedelta(seconds=10)
AT_ONCE = 500  # runs looked up together
OVERLAP = timedelta(minutes=15)  # between two rounds: what Temporal lists comes a little after it has happened
TOLD = "saksgang_run_ended"


class EndsTold(Interceptor):
    """Tells when a workflow's run ends on this worker, however it ends."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        """`tell` is given the workflow's id and the run's; from any thread."""
        self._tell = tell

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:  # noqa: A002  (the SDK's name)
        """What stands before each workflow."""
        input.unsafe_extern_functions[TOLD] = self._tell
        return _EndTold


class _EndTold(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002  (the SDK's name)
        """Run it; an eviction from the cache is no end."""
        try:
            result = await super().execute_workflow(input)
        except (workflow.ContinueAsNewError, FailureError):
            self._tell()
            raise
        self._tell()
        return result

    @staticmethod
    def _tell() -> None:
        if not workflow.unsafe.is_replaying():
            info = workflow.info()
            workflow.extern_functions()[TOLD](info.workflow_id, info.run_id)


@dataclass(frozen=True)
class Swept:
    """What a round found."""

    kept: tuple[tuple[RecordId, str], ...] = ()  # records and runs that were missing and are kept now
    forgotten: tuple[tuple[RecordId, str], ...] = ()  # missing, and Temporal does not have them any more
    listed: bool = True  # whether Temporal could list what has closed; else each record was asked for


@dataclass
class _Round:
    kept: list[tuple[RecordId, str]] = field(default_factory=list)
    forgotten: list[tuple[RecordId, str]] = field(default_factory=list)


@dataclass
class Archiver:
    """Keeps what has finished."""

    temporal: Callable[[], Awaitable[Client]]
    register: Register
    bucket: Bucket | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: list[tuple[RecordId, str]] = field(default_factory=list)
    _seen_until: datetime | None = None  # up to when a round has seen what closed
    _loop: asyncio.AbstractEventLoop | None = None

    def tell(self, record: str, run: str) -> None:
        """A run ends; from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._note, record, run)

    def _note(self, record: str, run: str) -> None:
        self._ended.append((record, run))
        self.woken.set()

    async def run(self) -> None:
        """Make a round at the start and every five minutes, and keep what ends meanwhile; an outage ends nothing."""
        self._loop = asyncio.get_running_loop()
        next_round = self._loop.time()
        while True:
            try:
                if self._loop.time() >= next_round:
                    next_round = self._loop.time() + SWEEP_EVERY
                    tell_swept(await self.sweep())
                await self._keep_ended()
            except Exception:
                log.exception("archiving_failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, next_round - self._loop.time())):
                    await self.woken.wait()
            self.woken.clear()

    async def _keep_ended(self) -> None:
        ended, self._ended = self._ended, []
        for pause in PAUSES:
            if not ended:
                return
            await asyncio.sleep(pause)
            ended = [(record, run) for record, run in ended if not await self.keep(record, run)]
        for record, run in ended:  # its last task was lost, and is done again
            log.info("run_goes_on", record=record, run=run)

    # --- one run ------------------------------------------------------------------------------------------------

    async def keep(self, record: RecordId, run: str) -> bool:
        """Fetch a run and keep it; False where it has not ended.

        Raises:
            RPCError: Temporal does not have it (NOT_FOUND), or does not say.
        """
        return await self._keep(record, run, await self._fetch(record, run)) is not None

    async def _keep(self, record: RecordId, run: str, events: Sequence[HistoryEvent]) -> bool | None:
        """Whether it was not kept before; None where it has not ended."""
        if how_closed(events) is None:
            return None
        told, compressed = described(record, run, events), packed(bytes_of(events))
        async with self.register.transaction() as connection:
            new = await archive.keep(connection, told, compressed, self.bucket)
            stored = await archive.compressed_of(connection, told, self.bucket)
            if address(unpacked(stored)) != told.sha256:
                raise RuntimeError(f"run {run} of {record} was stored, and something else is read back")
        if new:
            log.info("history_kept", record=record, run=run, closed=told.closed, events=told.events, bytes=told.size)
        return new

    async def _fetch(self, record: RecordId, run: str) -> Sequence[HistoryEvent]:
        handle = (await self.temporal()).get_workflow_handle(record, run_id=run)
        return (await handle.fetch_history(rpc_timeout=PATIENCE)).events

    async def _newest(self, record: RecordId) -> str:
        """The newest run of a record."""
        client = await self.temporal()
        ask = DescribeWorkflowExecutionRequest(
            namespace=client.namespace, execution=WorkflowExecution(workflow_id=record)
        )
        found = await client.workflow_service.describe_workflow_execution(ask, timeout=PATIENCE)
        return found.workflow_execution_info.execution.run_id

    async def running(self, record: RecordId) -> KeptHistory | None:
        """The history of the record's running run as it is now; None where none runs.

        Raises:
            RPCError: Temporal does not say.
        """
        try:
            run = await self._newest(record)
            events = await self._fetch(record, run)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        if how_closed(events) is not None:
            return None
        async with self.register.reading() as connection:
            before = await archive.runs_of(connection, record)
        return taken(record, run, len(before) + 1, events)

    async def all_of(self, record: RecordId) -> tuple[KeptHistory, ...]:
        """Every run of a record in order, the running one as it is now; what has ended is kept first.

        Raises:
            RPCError, RuntimeError: Temporal does not answer; `register.archive.histories_of` has what was kept.
            NotAtHand: as there.
        """
        found = _Round()
        await self._follow_newest(record, found, ended=False)
        for _, run in await self._closed(None, record) or ():  # one that a hand ended, and that no other names
            await self._follow(record, run, found)
        running = await self.running(record)
        async with self.register.reading() as connection:
            kept = await archive.histories_of(connection, record, self.bucket)
        return kept if running is None else (*kept, running)

    # --- rounds -------------------------------------------------------------------------------------------------

    async def sweep(self, *, all_of_it: bool = False) -> Swept:
        """Keep whatever has ended and is not kept.

        Args:
            all_of_it: Ask for all that has ever closed, not only for what has since the last round.
        """
        began = datetime.now(UTC)
        since = None if all_of_it or self._seen_until is None else self._seen_until - OVERLAP
        found = _Round()
        closed = await self._closed(since)
        async with self.register.reading() as connection:
            ended = [gone.record for gone in await archive.unarchived(connection)]
            others = [] if closed is not None else await archive.records_with_workflows(connection)
            gaps = await archive.gaps(connection)
        for record, run in (*(closed or ()), *gaps):
            await self._follow(record, run, found)
        for record in dict.fromkeys((*ended, *others)):
            await self._follow_newest(record, found, ended=record in ended)
        self._seen_until = began
        return Swept(tuple(found.kept), tuple(dict.fromkeys(found.forgotten)), listed=closed is not None)

    async def _closed(
        self, since: datetime | None, record: RecordId | None = None
    ) -> list[tuple[RecordId, str]] | None:
        """Closed runs of records, or of one, not in the archive as they ended; None where Temporal has no list."""
        query = 'ExecutionStatus != "Running"'
        query += "" if since is None else f' AND CloseTime >= "{since.isoformat()}"'
        query += "" if record is None else f' AND WorkflowId = "{record}"'
        client, began = await self.temporal(), datetime.now(UTC)
        batch: dict[str, tuple[RecordId, datetime]] = {}
        unknown: list[tuple[RecordId, str]] = []
        try:
            async for found in client.list_workflows(query, page_size=AT_ONCE, rpc_timeout=PATIENCE):
                batch[found.run_id] = found.id, found.close_time or began
                if len(batch) >= AT_ONCE:
                    unknown += await self._unknown(batch)
                    batch = {}
        except RPCError as error:
            if error.status is RPCStatusCode.UNIMPLEMENTED:  # Temporal's test server
                return None
            raise
        return unknown + await self._unknown(batch)

    async def _unknown(self, batch: Mapping[str, tuple[RecordId, datetime]]) -> list[tuple[RecordId, str]]:
        async with self.register.reading() as connection:
            missing = await archive.without_that_end(connection, {run: ended for run, (_, ended) in batch.items()})
            ours = await archive.records_among(connection, {record for record, _ in batch.values()})
        return [(record, run) for run, (record, _) in batch.items() if run in missing and record in ours]

    async def _follow_newest(self, record: RecordId, found: _Round, *, ended: bool) -> None:
        try:
            run = await self._newest(record)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            if ended:
                found.forgotten.append((record, "its last"))
            return
        await self._follow(record, run, found)

    async def _follow(self, record: RecordId, run: str, found: _Round) -> None:
        """Keep a run and all it continues or was reset from, as far back as they are missing.

        What comes just before a run that was missing is fetched though it is kept: Temporal's store may have been put
        back to an older copy, where it ended otherwise.
        """
        missing, seen = [run], {run}
        while missing:
            run = missing.pop()
            try:
                events = await self._fetch(record, run)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                if await self._unknown_among({run}):
                    found.forgotten.append((record, run))
                continue
            new = await self._keep(record, run, events)
            if new:
                found.kept.append((record, run))
            before = {*runs_before(events)} - seen
            missing += before if new else await self._unknown_among(before)
            seen |= before

    async def _unknown_among(self, runs: Iterable[str]) -> frozenset[str]:
        async with self.register.reading() as connection:
            return await archive.unknown_among(connection, runs)


def tell_swept(swept: Swept) -> None:
    """What a round found, for the operator."""
    for record, run in swept.forgotten:
        log.error("history_forgotten", record=record, run=run)
    level = log.info if swept.kept or swept.forgotten else log.debug
    level("archive_swept", kept=len(swept.kept), forgotten=len(swept.forgotten), listed=swept.listed)
