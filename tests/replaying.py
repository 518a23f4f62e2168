"""A story's Temporal histories, and their strict replay: the code enters again what stands in the records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

from temporalio.client import WorkflowHistory

from audit.replay import replay_each
from audit.replay_of_record import start_difference
from tests.story import PATIENCE, NotAsTold, Story


async def runs_of(story: Story, record: str) -> list[WorkflowHistory]:
    """The histories of a record's runs, first to last."""
    run = (await story.client.get_workflow_handle(record).describe()).raw_description
    run_id: str | None = run.workflow_execution_info.first_run_id or None
    found: list[WorkflowHistory] = []
    while True:
        history = await story.client.get_workflow_handle(record, run_id=run_id).fetch_history()
        found.append(history)
        last = history.events[-1]
        if not last.HasField("workflow_execution_continued_as_new_event_attributes"):
            return found
        run_id = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id


async def check_replay(story: Story, records: Iterable[str] | None = None) -> None:
    """Every run of every record of the story, or of these, through the code once more.

    Raises:
        NotAsTold: history, code and record do not say the same.
    """
    for record in story.records if records is None else records:
        await _until_agreed(story, record, await runs_of(story, record))


async def _until_agreed(story: Story, record: str, runs: list[WorkflowHistory]) -> None:
    """What a history had begun to enter may be a moment on its way."""
    deadline = time.monotonic() + PATIENCE
    while True:
        entries = await story.entries(record)
        each = [replayed async for replayed in replay_each([(history, entries) for history in runs])]
        begun = [start_difference(history, entries) for history in runs]
        if all(replayed.agrees for replayed in each) and not any(begun):
            return
        if time.monotonic() > deadline:
            found = [
                r.failure or "; ".join(map(str, (*r.differences[:3], b))) for r, b in zip(each, begun, strict=True)
            ]
            raise NotAsTold(f"{record} replayed, run by run: {found}")
        await asyncio.sleep(0.2)
