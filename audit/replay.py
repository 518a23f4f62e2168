"""The strict replay: a record's Temporal history through the workflow's code, everything compared.

Temporal's own replayer asks whether the code gives commands of the same kinds in the same order. It passes over what
was in them: an activity's input, the length of a timer, the answer to an update, the result, the state carried into
the next run. Here they are compared, and with them what the code enters now and what stands in the record: the first
difference names where the history, the code and the record part.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import (
    Replayer,
    UnsandboxedWorkflowRunner,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowRunner,
)

from audit.decided import (
    TAKEN_BACK,
    Begun,
    Decisions,
    acts_in,
    as_far_as_done,
    note_command,
    note_event,
    payload_bytes,
    prolonged_tasks,
    recorded_decisions,
)
from audit.replay_silent import first_cause, silenced, silent_runtime
from audit.starts import STARTS, begun_with
from audit.written import UnreadableHistory
from models.acts import ReceivedAct
from models.entries import Entry
from models.state import RecordHead
from models.submission import is_what_was_submitted
from models.work import Appended
from workflows.every import WORKFLOWS
from workflows.payloads import Payloads, PlainJson


@dataclass(frozen=True)
class Difference:
    """One place where the history, the code and the record part."""

    what: str  # "timer 3", "answer to case-x-2031-1-4-4", "entry 17"
    recorded: str
    computed: str

    def __str__(self) -> str:
        return f"{self.what}: recorded {self.recorded}, the code says {self.computed}"


@dataclass(frozen=True)
class Replayed:
    """What came of the replay of one run."""

    failure: str | None  # at which event the code could not go on, where it could not
    differences: tuple[Difference, ...]
    entries: tuple[Entry, ...]  # what the code enters, from this history
    unfollowed: tuple[str, ...] = ()  # the kinds of the events that stand behind all that the code has done

    @property
    def agrees(self) -> bool:
        """Whether history, code and record say the same."""
        return self.failure is None and not self.differences


def copy_differences(history: WorkflowHistory) -> Iterator[Difference]:
    """An act may have been sent more than once, by its caller and by the dispatcher: each time the same act."""
    first: dict[int, object] = {}
    for act in acts_in(history):
        number = act["number"]
        if number not in first:
            yield from _compare_submitted(act)
        if first.setdefault(number, act) != act:
            yield Difference(f"act {number}", _shown(act), _shown(first[number]))


def _compare_carried_to(history: WorkflowHistory) -> Iterator[Difference]:
    """A run goes on in one of the same workflow, at the same workers."""
    begun = history.events[0].workflow_execution_started_event_attributes
    carried = history.events[-1].workflow_execution_continued_as_new_event_attributes
    if carried.new_execution_run_id:
        here = (begun.workflow_type.name, begun.task_queue.name)
        there = (carried.workflow_type.name, carried.task_queue.name)
        if there != here:
            yield Difference("workflow and queue carried on to", _shown(there), _shown(here))


def _compare_submitted(act: dict[str, Any]) -> Iterator[Difference]:
    """An act bears the digest of what was submitted, which its receipt bears too."""
    received = ReceivedAct.model_validate_json(json.dumps(act))
    if not is_what_was_submitted(received, opened=received.number == 1):
        yield Difference(f"act {received.number}", f"digest {received.digest[:12]}", "it is of another content")


class _Listened(WorkflowInstance):
    """Stands before a workflow and notes what it commands."""

    def __init__(self, inner: WorkflowInstance, found: Decisions, prolonged: Mapping[int, Begun]) -> None:
        self._inner, self._found, self._prolonged = inner, found, prolonged

    def activate(self, act: WorkflowActivation) -> Any:
        begun = self._prolonged.get(act.history_length)
        if begun is not None and self._found.given < begun.event:
            act.timestamp.CopyFrom(begun.at)
        for job in act.jobs:
            if job.resolve_activity.is_local:
                self._found.ended(job.resolve_activity.seq)
        self._found.given = act.history_length
        done = self._inner.activate(act)
        if done.HasField("failed"):
            self._found.failed = first_cause(done.failed.failure)
        for command in done.successful.commands:
            note_command(self._found, command)
        return done

    def get_serialization_context(self, command_info: Any) -> Any:  # noqa: ARG002
        return None  # our converter writes the same wherever it stands

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


class _Listening(WorkflowRunner):
    """Runs workflows as another runner does, and keeps what they command."""

    def __init__(self, inner: WorkflowRunner) -> None:
        self._inner = inner
        self.found = Decisions()
        self.prolonged: Mapping[int, Begun] = {}  # tasks of the run that is replayed

    def prepare_workflow(self, defn: Any) -> None:
        self._inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        self.found = Decisions()
        return _Listened(self._inner.create_instance(det), self.found, self.prolonged)

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        self._inner.set_worker_level_failure_exception_types(types)


class _StartsReadOnce(PlainJson):
    """The workflows' JSON; of what runs begin with, what does not change between them is read once."""

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        if type_hint in _STARTS:
            return begun_with(payload.data, type_hint).start
        return super().from_payload(payload, type_hint)


class _Payloads(Payloads):
    plain = _StartsReadOnce()


_STARTS = frozenset(STARTS.values())
_data_converter = DataConverter(payload_converter_class=_Payloads)


# --- the comparison ---------------------------------------------------------------------------------------------


Held = tuple[WorkflowHistory, Sequence[Entry] | None]
"""A run's history, finished or running, and the record's entries as they are held elsewhere, where there are any."""


async def replay_strictly(
    history: WorkflowHistory, entries: Sequence[Entry] | None, *, runner: WorkflowRunner | None = None
) -> Replayed:
    """Replay one run and compare all that can be compared; see `replay_each`."""
    (replayed,) = [replayed async for replayed in replay_each([(history, entries)], runner=runner)]
    return replayed


async def replay_each(runs: Sequence[Held], *, runner: WorkflowRunner | None = None) -> AsyncIterator[Replayed]:
    """Replay runs one after the other in one worker, and compare all that can be compared.

    Args:
        runs: In any order; each is replayed as far as a workflow task was done.
        runner: What the workflows run in. The worker's sandbox says where a workflow would reach for a clock or for
            chance, and takes most of the time; here whatever that led to is compared, so they run without it.

    Raises:
        UnreadableHistory: what stands in an event is not what stands there in a history of ours.
    """
    done = [as_far_as_done(history) for history, _ in runs]
    listening = _Listening(runner or UnsandboxedWorkflowRunner())
    replayer = Replayer(
        workflows=WORKFLOWS,
        data_converter=_data_converter,
        workflow_runner=listening,
        build_id="replay",
        runtime=silent_runtime(),
        # PERFORMANCE: a workflow's code runs in this thread. In one beside it, the SDK would call it stuck after two
        # seconds, which on a slow machine it is not, and would wait for it without end.
        debug_mode=True,
    )

    async def histories() -> AsyncIterator[WorkflowHistory]:
        for part in done:
            listening.found = Decisions()  # nothing of the run before, should the worker not even begin with this one
            listening.prolonged = prolonged_tasks(part)
            if part.events:
                yield part

    with silenced():
        async with replayer.workflow_replay_iterator(histories()) as results:
            for (history, entries), part in zip(runs, done, strict=True):
                failure = (await anext(results)).replay_failure if part.events else None
                computed = listening.found if part.events else Decisions()
                try:
                    yield _compared(history, part, entries, computed, failure)
                except (IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
                    raise UnreadableHistory(f"what stands in its events cannot be read: {_shown(error)}") from None


def _compared(
    history: WorkflowHistory,
    done: WorkflowHistory,
    entries: Sequence[Entry] | None,
    computed: Decisions,
    failure: Exception | None,
) -> Replayed:
    recorded = recorded_decisions(done)
    entered = _entered(entries or (), recorded, computed)
    decided = decision_differences(recorded, computed)
    of_entries = () if entries is None else entry_differences(entries, recorded, computed)
    return Replayed(
        failure=_where_it_fails(done, computed, (*of_entries, *decided)) if failure else None,
        differences=(*copy_differences(history), *_compare_carried_to(history), *decided, *of_entries),
        entries=tuple({entry.seq: entry for entry in entered}.values()),
        unfollowed=tuple(
            (event.WhichOneof("attributes") or "").removesuffix("_event_attributes")
            for event in history.events[len(done.events) :]
        ),
    )


def _where_it_fails(done: WorkflowHistory, computed: Decisions, differences: Sequence[Difference]) -> str:
    """The event at which the history and the code part, and how, where Temporal's replayer gave up; in a line.

    What it says itself is of its own machines. Where an entry is another one that is said before all else, else what
    was decided first; and why the code had no answer, where it had none.
    """
    event = _first_parting(done, computed)
    kind = (event.WhichOneof("attributes") or "").removesuffix("_event_attributes").replace("_", " ")
    why = [str(difference) for difference in differences[:1]]
    why += [f"the code fails: {computed.failed}"] if computed.failed else []
    return f"event {event.event_id} ({kind}): {'; '.join(why) or 'the code does not come to it'}"


def _first_parting(done: WorkflowHistory, computed: Decisions) -> HistoryEvent:
    """The first event that says otherwise than the code decides, else the last that the code was given."""
    found = Decisions()
    for event in done.events:
        known = len(found.facts)
        note_event(found, event)
        if any(computed.facts.get(what) != fact for what, fact in [*found.facts.items()][known:]):
            return event
    return done.events[min(max(computed.given, 1), len(done.events)) - 1]


def decision_differences(recorded: Decisions, computed: Decisions) -> tuple[Difference, ...]:
    """Where what the history says was decided is not what the code decides."""
    return (
        *_compare_facts(recorded, computed),
        *_compare_order(recorded, computed),
        *_compare_appended(recorded, computed),
    )


def _compare_facts(recorded: Decisions, computed: Decisions) -> Iterator[Difference]:
    for what, fact in recorded.facts.items():
        if computed.facts.get(what) != fact:
            yield Difference(what, _shown(fact), _shown(computed.facts.get(what)))
    for what, fact in computed.facts.items():
        # A timer taken back in the task that set it is never sent, nor that it was, and neither is a local activity's
        # unfinished one.
        sent = what.removeprefix(f"{TAKEN_BACK} ") not in computed.taken_back and not what.startswith(
            "local activity"
        )
        if sent and what not in recorded.facts:
            yield Difference(what, "nothing", _shown(fact))


def _compare_order(recorded: Decisions, computed: Decisions) -> Iterator[Difference]:
    """All that both know of stands in one order; a local activity where it ended, as its marker does."""
    known = {*recorded.order} & {*computed.order} - {
        what for what in recorded.facts if what.startswith("local activity")
    }
    said = [what for what in recorded.order if what in known]
    again = [what for what in computed.order if what in known]
    if said != again:
        both = zip_longest(said, again, fillvalue="nothing")
        yield Difference("order of what was done", *next(pair for pair in both if pair[0] != pair[1]))


def _compare_appended(recorded: Decisions, computed: Decisions) -> Iterator[Difference]:
    """What the register is said to have answered to an append is what it answers to that one."""
    for what, batch in computed.batches.items():
        if what not in recorded.results:
            continue
        said = Appended.model_validate_json(recorded.results[what])
        over = said.ended != bool(said.left) if batch.ending else not said.ended and not said.left
        known = not batch.entries or said.seq == batch.entries[-1].seq
        if said.standing is None and not (over and known):
            last = f"entry {batch.entries[-1].seq}" if batch.entries else "no entry"
            yield Difference(f"result of {what}", _shown(said), f"it writes up to {last}, ending: {batch.ending}")


def entry_differences(entries: Sequence[Entry], recorded: Decisions, computed: Decisions) -> tuple[Difference, ...]:
    """Where the entries of the code are not those of the record, but for what came too late to be entered."""
    overtaken = _overtaken(recorded, computed)
    return (
        *_compare(entries, _entered(entries, recorded, computed)),
        *_compare_standing(entries, overtaken),
    )


def _entered(entries: Sequence[Entry], recorded: Decisions, computed: Decisions) -> tuple[Entry, ...]:
    """What the code enters; of what came too late only that which stands all the same."""
    overtaken, known = _overtaken(recorded, computed), {entry.hash for entry in entries}
    return tuple(
        entry
        for what, batch in computed.batches.items()
        for entry in batch.entries
        if what not in overtaken or entry.hash in known
    )


def _overtaken(recorded: Decisions, computed: Decisions) -> dict[str, RecordHead]:
    """Appends that came too late, by what they are called, with what stood there instead.

    A workflow task that is lost is done again, with other acts at hand, and may come to other entries than those that
    its first attempt had appended. Those stand: the register says so, and the workflow goes on from them.
    """
    results = {what: recorded.results[what] for what in computed.batches if what in recorded.results}
    said = {what: Appended.model_validate_json(result).standing for what, result in results.items()}
    return {what: standing.head for what, standing in said.items() if standing is not None}


def _compare_standing(entries: Sequence[Entry], overtaken: Mapping[str, RecordHead]) -> Iterator[Difference]:
    """What a history says had stood before an append stands in the record."""
    standing = {entry.seq: entry.hash for entry in entries}
    for what, head in overtaken.items():
        if standing.get(head.seq) != head.hash:
            found = standing.get(head.seq, "nothing")
            yield Difference(f"what stood before {what}", f"entry {head.seq} {head.hash[:12]}", found[:12])


def _compare(entries: Sequence[Entry], entered: Sequence[Entry]) -> Iterator[Difference]:
    standing = {entry.seq: entry for entry in entries}
    for entry in entered:
        found = standing.get(entry.seq)
        if found is None or found.hash != entry.hash:
            recorded = "nothing" if found is None else f"{found.body.kind} {found.hash[:12]}"
            yield Difference(f"entry {entry.seq}", recorded, f"{entry.body.kind} {entry.hash[:12]}")


def _shown(fact: object) -> str:
    """A fact in a line; of long payloads the beginning."""
    text = "nothing" if fact is None else str(fact)
    return text if len(text) <= 200 else f"{text[:200]}..."


def carried_difference(run: WorkflowHistory, following: WorkflowHistory) -> Difference | None:
    """What one run carried on and the next began with, where they are not the same."""
    carried = run.events[-1].workflow_execution_continued_as_new_event_attributes.input.payloads
    begun = following.events[0].workflow_execution_started_event_attributes.input.payloads
    if payload_bytes(carried) == payload_bytes(begun):
        return None
    return Difference("state carried on", _shown(payload_bytes(begun)), _shown(payload_bytes(carried)))
