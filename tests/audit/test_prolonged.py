"""Workflow tasks that were prolonged while something was asked locally: what they decided is dated as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from audit.decided import prolonged_tasks
from audit.replay import replay_each
from tests.workflows.kept import first_of

# A task that asks something locally before it has led to anything.
ASKING = (
    "workflow_task_started_event_attributes",
    "workflow_task_completed_event_attributes",
    "marker_recorded_event_attributes",
)
DATED = first_of("s56", "agreement-ostfold-2031-1")  # one of its tasks enters something, dated, and appends that
TIMES = (1, 3)


@pytest.mark.parametrize("times", TIMES)
async def test_an_honest_run_stays_honest(times: int) -> None:
    """Entries are dated by such a task, and timers run from it."""
    places = [*asking(DATED.history().events)]

    found = [
        replayed async for replayed in replay_each([(prolonged_at(at, times), DATED.entries()) for at in places])
    ]

    assert len(found) > 1
    assert [(one.failure, one.differences) for one in found] == [(None, ())] * len(places)


@pytest.mark.parametrize("times", TIMES)
def test_it_is_known_when_each_had_begun(times: int) -> None:
    at = next(asking(DATED.history().events))
    events = prolonged_at(at, times).events

    begun = prolonged_tasks(WorkflowHistory("", events))[at + 1 + 3 * times]

    assert (begun.event, begun.at) == (at + 1, events[at].event_time)
    assert begun.at.ToNanoseconds() < events[at + 3 * times].event_time.ToNanoseconds()


def asking(events: Sequence[HistoryEvent]) -> Iterator[int]:
    """Places of tasks that began by that."""
    kinds = [event.WhichOneof("attributes") for event in events]
    for place in range(len(events) - len(ASKING)):
        if tuple(kinds[place : place + len(ASKING)]) == ASKING:
            begun = events[place].event_time.ToNanoseconds()
            if begun < answered_at(events[place + 2]):
                yield place


def answered_at(marker: HistoryEvent) -> int:
    """When a local activity was answered, in nanoseconds since 1970."""
    said = json.loads(marker.marker_recorded_event_attributes.details["data"].payloads[0].data)["complete_time"]
    return int(said["seconds"] * 10**9 + said["nanos"])


def prolonged_at(place: int, times: int) -> WorkflowHistory:
    """The run as it had been if that task had been prolonged so many times before it was answered."""
    events = list(DATED.history().events)
    scheduled, started, completed = events[place - 1 : place + 2]
    begun, answered = started.event_time.ToNanoseconds(), answered_at(events[place + 2])
    between: list[HistoryEvent] = []
    for number in range(1, times + 1):
        for one in (completed, scheduled, started):
            between.append(HistoryEvent())
            between[-1].CopyFrom(one)
            between[-1].event_time.FromNanoseconds(begun + (answered - begun) * number // (times + 1))
    return WorkflowHistory(
        DATED.record, renumbered([*events[: place + 1], *between, *events[place + 1 :]], place, times)
    )


def renumbered(events: list[HistoryEvent], place: int, times: int) -> list[HistoryEvent]:
    """Events numbered as they stand, and what they say of one another's numbers."""
    first, more = place + 2, 3 * times  # the first number that has changed, and by how much
    for number, event in enumerate(events, start=1):
        event.event_id = number
        said = getattr(event, event.WhichOneof("attributes") or "")
        for field, value in said.ListFields():
            if number >= first + more and field.name.endswith("event_id") and value >= first:
                setattr(said, field.name, value + more)
    for start in range(place + 1, place + 2 + more, 3):
        ended = events[start].workflow_task_completed_event_attributes
        ended.scheduled_event_id, ended.started_event_id = start - 1, start
        if start < place + 1 + more:
            events[start + 2].workflow_task_started_event_attributes.scheduled_event_id = start + 2
    return events
