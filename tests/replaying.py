"""A story's Temporal histories, and their strict replay: the code enters again what stands in the records."""

from __future__ import annotations

import asyncio
import time

from temporalio.client import WorkflowHistory

from audit.replay import replay_strictly
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


async def check_replay(story: Story) -> None:
    """Every run of every record of the story, through the code once more.

    Raises:
        NotAsTold: history, code and record do not say the same.
    """
    for record in story.records:
        for number, history in enumerate(await runs_of(story, record), start=1):
            await _until_agreed(story, record, number, history)


async def _until_agreed(story: Story, record: str, number: int, history: WorkflowHistory) -> None:
    """What the history had begun to enter may be a moment on its way."""
    deadline = time.monotonic() + PATIENCE
    while True:
        entries = await story.entries(record)
        replayed, begun = await replay_strictly(history, entries), start_difference(history, entries)
        if replayed.agrees and begun is None:
            return
        if time.monotonic() > deadline:
            differences = (*replayed.differences[:3], *([begun] if begun else []))
            found = replayed.failure or "; ".join(str(difference) for difference in differences)
            raise NotAsTold(f"{record}, run {number}, replayed: {found}")
        await asyncio.sleep(0.2)
