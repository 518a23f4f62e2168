"""Whether events are as a Temporal server writes them: numbered from 1, each of the kind it says, tasks in turn.

Temporal's own replayer takes for granted that they are. Where they are not it dies unheard, and whoever asked it
waits for ever; or it passes over what it does not look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

ENDING = "_event_attributes"
_ENDS = frozenset(
    f"workflow_execution_{how}{ENDING}"
    for how in ("completed", "continued_as_new", "failed", "timed_out", "canceled", "terminated")
)


_CARRIES = {kind: f"{name.removeprefix('EVENT_TYPE_').lower()}{ENDING}" for name, kind in EventType.items()}
"""What an event of a kind carries."""


class UnreadableHistory(ValueError):
    """What was kept is no history, or not the one its digest names: says which."""


def as_written(events: Sequence[HistoryEvent]) -> tuple[HistoryEvent, ...]:
    """The events.

    Raises:
        UnreadableHistory: no server wrote them so; says which it was that could not be.
    """
    if not events or not events[0].HasField("workflow_execution_started_event_attributes"):
        raise UnreadableHistory("it does not begin as a Temporal history does")
    started = events[0].workflow_execution_started_event_attributes
    if not started.workflow_type.name or not started.task_queue.name:
        raise UnreadableHistory("its first event names no workflow, or no queue of tasks")
    task = _Task()
    for number, event in enumerate(events, start=1):
        name = event.WhichOneof("attributes")
        whole = name is not None and event.event_id == number and name == _CARRIES.get(event.event_type)
        over = name in _ENDS and number < len(events)
        if name is None or not whole or over or not task.goes_on(event, name):
            raise UnreadableHistory(f"its event {number} is not one that a server writes there")
    return tuple(events)


class _Task:
    """The workflow task under way: scheduled, started, then done, failed or timed out; one at a time."""

    def __init__(self) -> None:
        self._scheduled = self._started = 0

    def goes_on(self, event: HistoryEvent, name: str) -> bool:
        """Whether the event can stand here."""
        said: Any = getattr(event, name)
        match name.removeprefix("workflow_task_").removesuffix(ENDING):
            case "scheduled":
                fits = not self._scheduled
                self._scheduled, self._started = event.event_id, 0
            case "started":
                fits = bool(self._scheduled) and not self._started and said.scheduled_event_id == self._scheduled
                self._started = event.event_id
            case "completed":
                # Temporal's test server does not say which started it is.
                fits = bool(self._started) and said.started_event_id in (0, self._started)
                fits = fits and said.scheduled_event_id == self._scheduled
                self._scheduled = self._started = 0
            case "failed" | "timed_out":
                fits = bool(self._scheduled) and said.scheduled_event_id == self._scheduled
                self._scheduled = self._started = 0
            case _:
                fits = True
        return fits
