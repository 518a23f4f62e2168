"""Events as a server writes them, one by one."""

from __future__ import annotations

from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent


def event_of(number: int, name: str, **said: Any) -> HistoryEvent:
    """An event of a kind, such as `workflow_execution_signaled`, and what it says."""
    event = HistoryEvent(event_id=number, event_type=EventType.Value(f"EVENT_TYPE_{name.upper()}"))
    getattr(event, f"{name}_event_attributes").SetInParent()
    for field, value in said.items():
        setattr(getattr(event, f"{name}_event_attributes"), field, value)
    return event
