"""The bare skeleton: what a record costs on Temporal when nothing is judged, chained, projected or mailed.

One workflow a case and a meeting. The same messages as ours come as updates; each handler awaits one local activity
that inserts one row. The same due times run as timers, and a due time is a row as well.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.acts import Act
    from models.base import Count, Frozen, Instant, RecordId

TASK_QUEUE = "skeleton"
DEADLINE = "deadline_reached"


class Note(Frozen):
    """A message to a record."""

    act: Act
    due: tuple[Instant, ...] = ()
    last: bool = False


class Row(Frozen):
    """What is kept of a message: one row."""

    record: RecordId
    number: Count
    kind: str
    body: str


@workflow.defn
class Skeleton:
    """A record that only takes messages and keeps them."""

    @workflow.init
    def __init__(self, record: str) -> None:
        self.record = record
        self.count = 0
        self.due: list[Instant] = []
        self.over = False

    @workflow.run
    async def run(self, _record: str) -> int:
        """Until the last message; due times ring meanwhile."""
        while not self.over:
            if not self.due:
                await workflow.wait_condition(lambda: self.over or bool(self.due))
            else:
                await self._wait_for(min(self.due))
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.count

    async def _wait_for(self, due: Instant) -> None:
        with contextlib.suppress(TimeoutError):
            left = due - workflow.now()
            await workflow.wait_condition(lambda: self.over or min(self.due) < due, timeout=left)
        if due <= workflow.now():
            self.due.remove(due)
            await self._keep(DEADLINE, due.isoformat())

    @workflow.update
    async def take(self, note: Note) -> int:
        """Keep a message; answered when its row is there."""
        self.due.extend(note.due)
        number = await self._keep(note.act.kind, note.act.model_dump_json())
        self.over = self.over or note.last
        return number

    async def _keep(self, kind: str, body: str) -> int:
        self.count += 1
        row = Row(record=self.record, number=self.count, kind=kind, body=body)
        await workflow.execute_local_activity(
            "keep_row", row, result_type=int, schedule_to_close_timeout=timedelta(seconds=30)
        )
        return row.number
