"""What a workflow decided: as its history has it, and as its code commands it.

A decision is an activity with its input, a timer with its length, an answer to an update, an end, the state that is
carried into the next run. Both sides are noted in one form, so that they can be laid side by side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from models.work import AppendBatch

APPEND = "append"
TAKEN_BACK = "taken back:"
LOCAL_ACTIVITY = "core_local_activity"  # the marker in which the SDK keeps a local activity's result

Facts = dict[str, object]
"""What a workflow decided, by a name for each decision; in the order in which it was decided."""


@dataclass
class Decisions:
    """The decisions in a history, or those of the code."""

    facts: Facts = field(default_factory=dict)
    order: list[str] = field(default_factory=list)  # of all, and of what came of local activities between them
    taken_back: set[str] = field(default_factory=set)  # timers cancelled: they may never have been sent
    batches: dict[str, AppendBatch] = field(default_factory=dict)  # by the append that was to write it
    results: dict[str, bytes] = field(default_factory=dict)  # of what was to be done, by its name
    scheduled: dict[int, str] = field(default_factory=dict)  # an activity by the event that schedules it
    given: int = 0  # how many events the code had been given when it was last asked
    failed: str | None = None  # why it had no answer then, where it had none

    def note(self, kind: str, name: str, fact: object) -> None:
        """One decision."""
        what = f"{kind} {name}".strip()
        self.facts[what] = fact
        self.order.append(what)

    def ended(self, local_activity: int) -> None:
        """A local activity has ended: what is decided behind that may rest on it."""
        self.order.append(f"end of local activity {local_activity}")


# --- what the history says --------------------------------------------------------------------------------------


def recorded_decisions(history: WorkflowHistory) -> Decisions:
    """What the workflow decided when the history was made."""
    found = Decisions()
    for event in history.events:
        note_event(found, event)
    return found


# What a workflow task leads to: these stand right behind its end in a history.
_FOLLOWS = frozenset(
    f"{name}_event_attributes"
    for name in (
        "activity_task_scheduled",
        "activity_task_cancel_requested",
        "timer_started",
        "timer_canceled",
        "marker_recorded",
        "workflow_execution_update_accepted",
        "workflow_execution_update_completed",
        "workflow_execution_completed",
        "workflow_execution_failed",
        "workflow_execution_canceled",
        "workflow_execution_continued_as_new",
    )
)


def as_far_as_done(history: WorkflowHistory) -> WorkflowHistory:
    """The history up to what its last workflow task led to.

    What came in behind that (a timer has rung, a task is under way) has led to nothing yet: the code, asked, would go
    on, and be said to differ. A history in which no task was ever done is empty then.
    """
    end = 0
    for number, event in enumerate(history.events):
        kind = event.WhichOneof("attributes") or ""
        if kind == "workflow_task_completed_event_attributes" or (kind in _FOLLOWS and end == number):
            end = number + 1
    return WorkflowHistory(history.workflow_id, history.events[:end])


@dataclass(frozen=True)
class Begun:
    """The beginning of a workflow task."""

    event: int  # its number
    at: Timestamp


def prolonged_tasks(history: WorkflowHistory) -> dict[int, Begun]:
    """When workflow tasks that were prolonged had begun, by the event that begins their last prolongation.

    While a local activity goes on for long, the SDK ends the task and has another given to it at once; the code sees
    one. Replayed, it is given that one as of the last, where it decided as of the first (docs/adr/0010).
    """
    found: dict[int, Begun] = {}
    events = history.events
    for before, ended, again, after in zip(events, events[1:], events[2:], events[3:], strict=False):
        if (before.event_type, ended.event_type, again.event_type, after.event_type) == _PROLONGED:
            found[after.event_id] = found.get(before.event_id, Begun(before.event_id, before.event_time))
    return found


_PROLONGED = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
)


def note_event(found: Decisions, event: HistoryEvent) -> None:
    """What one event of a history says was decided."""
    match event.WhichOneof("attributes"):
        case "activity_task_scheduled_event_attributes":
            scheduled = event.activity_task_scheduled_event_attributes
            fact = (scheduled.activity_type.name, payload_bytes(scheduled.input.payloads))
            found.note("activity", scheduled.activity_id, fact)
            found.scheduled[event.event_id] = f"activity {scheduled.activity_id}"
        case "activity_task_completed_event_attributes":
            done = event.activity_task_completed_event_attributes
            found.results[found.scheduled[done.scheduled_event_id]] = b"".join(payload_bytes(done.result.payloads))
        case "marker_recorded_event_attributes":
            _note_marker(found, event)
        case "timer_started_event_attributes":
            started = event.timer_started_event_attributes
            found.note("timer", started.timer_id, _length(started.start_to_fire_timeout))
        case "timer_canceled_event_attributes":
            found.note(TAKEN_BACK, f"timer {event.timer_canceled_event_attributes.timer_id}", ())
        case "workflow_execution_update_accepted_event_attributes":
            accepted = event.workflow_execution_update_accepted_event_attributes
            # What is handed to a run that came of a reset is accepted without being repeated.
            asked = accepted.accepted_request.meta.update_id or accepted.protocol_instance_id
            found.note("acceptance of", accepted.protocol_instance_id, asked)
        case "workflow_execution_update_completed_event_attributes":
            answered = event.workflow_execution_update_completed_event_attributes
            answer = payload_bytes(answered.outcome.success.payloads) or answered.outcome.failure.message
            found.note("answer to", answered.meta.update_id, answer)
        case "workflow_execution_completed_event_attributes":
            found.note("end", "", payload_bytes(event.workflow_execution_completed_event_attributes.result.payloads))
        case "workflow_execution_failed_event_attributes":
            found.note("end", "", event.workflow_execution_failed_event_attributes.failure.message)
        case "workflow_execution_continued_as_new_event_attributes":
            carried = event.workflow_execution_continued_as_new_event_attributes
            found.note("carried on", "", payload_bytes(carried.input.payloads))
        case _:
            pass


def _note_marker(found: Decisions, event: HistoryEvent) -> None:
    marker = event.marker_recorded_event_attributes
    if marker.marker_name != LOCAL_ACTIVITY:
        found.note("marker", marker.marker_name, tuple(sorted(marker.details)))
        return
    data = json.loads(marker.details["data"].payloads[0].data)
    found.note("local activity", str(data["seq"]), data["activity_type"])
    found.ended(data["seq"])
    if "result" in marker.details:
        found.results[f"local activity {data['seq']}"] = b"".join(payload_bytes(marker.details["result"].payloads))


def acts_in(history: WorkflowHistory) -> Iterator[dict[str, Any]]:
    """Every act that came to the workflow, as JSON has it, as often as it came: sent, or handed in by an activity."""
    for event in history.events:
        for result in _results(event):
            handed_in = json.loads(result) if result else None
            if isinstance(handed_in, dict):
                yield from (*handed_in.get("acts", ()), *handed_in.get("left", ()))
        accepted = event.workflow_execution_update_accepted_event_attributes.accepted_request.input.args.payloads
        admitted = event.workflow_execution_update_admitted_event_attributes.request.input.args.payloads
        for payload in (*accepted, *admitted):
            yield from json.loads(payload.data)["acts"]


def _results(event: HistoryEvent) -> Iterator[bytes]:
    """What an activity answered."""
    marker = event.marker_recorded_event_attributes
    if marker.marker_name == LOCAL_ACTIVITY and "result" in marker.details:
        yield from payload_bytes(marker.details["result"].payloads)
    yield from payload_bytes(event.activity_task_completed_event_attributes.result.payloads)


def _length(of: Duration) -> str:
    """To the nanosecond, which a `timedelta` does not keep."""
    return f"{of.seconds}.{of.nanos:09d} s"


def payload_bytes(payloads: Sequence[Payload]) -> tuple[bytes, ...]:
    """What is in them."""
    return tuple(payload.data for payload in payloads)


# --- what the code says -----------------------------------------------------------------------------------------


def note_command(found: Decisions, command: Any) -> None:
    """One command of the code."""
    match command.WhichOneof("variant"):
        case "schedule_activity":
            scheduled = command.schedule_activity
            found.note(
                "activity", scheduled.activity_id, (scheduled.activity_type, payload_bytes(scheduled.arguments))
            )
            _note_batch(found, f"activity {scheduled.activity_id}", scheduled)
        case "schedule_local_activity":
            scheduled = command.schedule_local_activity
            found.note("local activity", str(scheduled.seq), scheduled.activity_type)
            _note_batch(found, f"local activity {scheduled.seq}", scheduled)
        case "start_timer":
            timer = command.start_timer
            found.note("timer", str(timer.seq), _length(timer.start_to_fire_timeout))
        case "cancel_timer":
            found.taken_back.add(f"timer {command.cancel_timer.seq}")
            found.note(TAKEN_BACK, f"timer {command.cancel_timer.seq}", ())
        case "update_response":
            _note_answer(found, command.update_response)
        case "complete_workflow_execution":
            found.note("end", "", (command.complete_workflow_execution.result.data,))
        case "fail_workflow_execution":
            found.note("end", "", command.fail_workflow_execution.failure.message)
        case "continue_as_new_workflow_execution":
            found.note("carried on", "", payload_bytes(command.continue_as_new_workflow_execution.arguments))
        case _:
            pass


def _note_batch(found: Decisions, what: str, scheduled: Any) -> None:
    if scheduled.activity_type == APPEND:
        found.batches[what] = AppendBatch.model_validate_json(scheduled.arguments[0].data)


def _note_answer(found: Decisions, response: Any) -> None:
    if response.HasField("accepted"):
        found.note("acceptance of", response.protocol_instance_id, response.protocol_instance_id)
    elif response.HasField("completed"):
        found.note("answer to", response.protocol_instance_id, (response.completed.data,))
    elif response.HasField("rejected"):
        found.note("answer to", response.protocol_instance_id, response.rejected.message)
