"""Histories as Temporal keeps them: fetched run by run, counted, and replayed against the clock."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from models.base import RecordId
from workflows.every import BUILD_ID
from workflows.payloads import data_converter
from workflows.sandbox import runner


@dataclass(frozen=True)
class Weight:
    """What histories weigh."""

    runs: int
    events: int
    size: int  # bytes, as the server's own protobuf
    kinds: Counter[str]


async def runs_of(client: Client, record: RecordId) -> list[WorkflowHistory]:
    """Every run's history, the first run first: one is linked to the one before it by its first event."""
    runs: list[WorkflowHistory] = []
    run_id: str | None = None
    while True:
        history = await client.get_workflow_handle(record, run_id=run_id).fetch_history()
        runs.insert(0, history)
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run_id:
            return runs


async def histories_of(client: Client, records: Iterable[RecordId]) -> list[WorkflowHistory]:
    """Every run of every record."""
    return [history for record in records for history in await runs_of(client, record)]


def weigh(histories: Sequence[WorkflowHistory]) -> Weight:
    """Events and bytes over all runs."""
    kinds: Counter[str] = Counter()
    size = 0
    for history in histories:
        kinds.update(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events)
        size += sum(event.ByteSize() for event in history.events)
    return Weight(runs=len(histories), events=kinds.total(), size=size, kinds=kinds)


async def replay_rate(workflows: Sequence[type[Any]], histories: Sequence[WorkflowHistory]) -> float:
    """Events replayed a second, one history after another; a history that does not replay is an error."""
    replayer = Replayer(
        workflows=workflows,
        workflow_runner=runner(),
        data_converter=data_converter,
        build_id=BUILD_ID,
    )
    began = time.perf_counter()
    for history in histories:
        await replayer.replay_workflow(history)
    return sum(len(history.events) for history in histories) / (time.perf_counter() - began)
