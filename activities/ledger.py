"""The activities that keep records in the register: append entries, close a gate for a due time."""

from __future__ import annotations

import structlog
from temporalio import activity

from models.work import AppendBatch, Appended, CloseGate, GateClosed
from register.append import RecordForked, WrittenOtherwise, append, standing_of
from register.database import Register
from register.intake import close_gate

log = structlog.get_logger(__name__)


class Ledger:
    """Activities over one register."""

    def __init__(self, register: Register) -> None:
        """`register` is shared by all activities of a worker."""
        self._register = register

    @activity.defn(name="append")
    async def append(self, batch: AppendBatch) -> Appended:
        """Entries, verdicts, read models, messages and acts to other records, in one transaction; once."""
        try:
            async with self._register.transaction() as connection:
                return await append(connection, batch)
        except WrittenOtherwise as other:
            log.warning("record_written_otherwise", record=batch.record, what=str(other))
            async with self._register.reading() as connection:
                standing = await standing_of(connection, batch.record)
            return Appended(seq=standing.head.seq, standing=standing)
        except RecordForked:
            # Held and told, never decided by retrying: somebody must look at both entries.
            log.exception("record_forked", record=batch.record)
            raise

    @activity.defn(name="close_gate")
    async def close_gate(self, ask: CloseGate) -> GateClosed:
        """Enter the due time under the record's gate, and give what came before it and is not judged."""
        async with self._register.transaction() as connection:
            closed = await close_gate(connection, ask.record, ask.clock, ask.due_at, ask.workflow_now, ask.judged)
        if not closed.agreed:
            why = "workflow_behind" if closed.acts else "clocks_disagreed"
            log.warning(why, record=ask.record, clock=ask.clock, due_at=ask.due_at.isoformat())
        return closed
