"""What somebody did to a record's workflow in Temporal itself, past the house: found in its histories (C13).

The house speaks to its workflows in one way: acts that the register received, under the name it gives itself, and a
poke that carries nothing. Whatever else came to a workflow, and however a run ended that did not end by itself, came
from a hand. None of it can change a record (what is judged is what the register received); it is what to ask about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent

from audit.histories import OpenHistory, moment, opened
from models.acts import ReceivedAct
from models.base import RecordId
from models.histories import HOUSE, KeptHistory
from models.work import Judge


class InterventionKind(StrEnum):
    """What was done."""

    TERMINATED = "terminated"
    RESET = "reset"
    CANCELLED = "cancelled"
    UPDATED = "updated"
    SIGNALLED = "signalled"
    PAUSED = "paused"
    UNPAUSED = "unpaused"
    STARTED = "started"
    PUT_BACK = "store put back"


STOREKEEPER: Final = "whoever keeps it"
"""Who puts a store back names nobody: it is done past Temporal."""


@dataclass(frozen=True)
class Intervention:
    """One thing that was done to a workflow by hand."""

    kind: InterventionKind
    record: RecordId
    run: str
    event: int
    at: datetime  # Temporal's clock
    by: str  # as whoever did it named themselves to Temporal
    words: str


def interventions_in(histories: Iterable[KeptHistory], acts: Iterable[ReceivedAct]) -> tuple[Intervention, ...]:
    """Everything that was done by hand to the runs of a record, in the order of the runs.

    A run that came of a reset begins with the events of the one it replaces, and what came to that later is handed
    to it once more: all this is told once. So is what two histories of one run have in common.

    Args:
        histories: Its runs in order.
        acts: The acts that the register received for it.

    Raises:
        UnreadableHistory: a history is not what its digest says.
    """
    received = {act.number: act for act in acts}
    found: list[Intervention] = []
    before: list[OpenHistory] = []
    for kept in map(opened, histories):
        told = {(f.kind, f.by, f.words) for f in found} if any(map(_resets, kept.events)) else frozenset()
        alike = max((_alike(other, kept) for other in before if other.run == kept.run), default=0)
        found += _put_back(kept, alike)
        new = (f for event in kept.events[alike:] for f in _in_event(kept, event, received))
        found += [f for f in new if (f.kind, f.by, f.words) not in told]
        before.append(kept)
    return tuple(found)


def _alike(one: OpenHistory, other: OpenHistory) -> int:
    """How many events two histories begin with alike."""
    pairs = zip(one.events, other.events, strict=False)
    return next(
        (n for n, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one.events), len(other.events))
    )


def _put_back(kept: OpenHistory, alike: int) -> Iterator[Intervention]:
    """A run that has gone on in another way before: Temporal's store was an older copy when it did so again."""
    if alike:
        event = kept.events[min(alike, len(kept.events) - 1)]
        words = f"Temporal's store was put back to an older copy: behind event {alike} the run went on once more"
        yield Intervention(
            _K.PUT_BACK, kept.record, kept.run, event.event_id, moment(event.event_time), STOREKEEPER, words
        )


def _resets(event: HistoryEvent) -> bool:
    cause = event.workflow_task_failed_event_attributes.cause
    return cause == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW


def _in_event(kept: KeptHistory, event: HistoryEvent, received: Mapping[int, ReceivedAct]) -> Iterator[Intervention]:
    name = event.WhichOneof("attributes") or ""
    said: Any = getattr(event, name, None)
    if name in _ASKED:
        request = getattr(said, _ASKED[name])
        # One that is handed in once more after a reset is admitted with all it says, and accepted without.
        found = _why_not_ours(kept.record, request, received) if request.HasField("input") else None
        by = request.meta.identity
    elif name in _BY_HAND:
        found = _BY_HAND[name](said)
        by = said.identity
    else:
        return
    if found is not None:
        kind, words = found
        yield Intervention(kind, kept.record, kept.run, event.event_id, moment(event.event_time), by, words)


_ASKED: Final = {
    "workflow_execution_update_admitted_event_attributes": "request",
    "workflow_execution_update_accepted_event_attributes": "accepted_request",
}
_Found = tuple[InterventionKind, str] | None
_K = InterventionKind


def _why_not_ours(record: RecordId, request: Any, received: Mapping[int, ReceivedAct]) -> _Found:
    """What is not as the house sends it: the name, the acts, the id made of their numbers, the sender."""
    if request.input.name != "judge":
        return _K.UPDATED, f"update {request.input.name!r}, which Saksgang does not send"
    try:
        acts = Judge.model_validate_json(request.input.args.payloads[0].data).acts
    except (IndexError, ValueError):
        return _K.UPDATED, "update 'judge' with what cannot be read"
    for act in acts:
        if received.get(act.number) != act:
            known = "another act under that number" if act.number in received else "no act of that number"
            return _K.UPDATED, f"act {act.number} was handed in by an update; the register received {known}"
    numbers = f"{record}-{acts[0].number}-{acts[-1].number}" if acts else ""
    if request.meta.update_id != numbers or not _ours(request.meta.identity):
        return _K.UPDATED, f"update {request.meta.update_id!r}, of acts that the register received, not by Saksgang"
    return None


def _started(said: Any) -> _Found:
    if _ours(said.identity) or said.continued_execution_run_id:  # the server begins those, in nobody's name
        return None
    return _K.STARTED, "a run was started, not by Saksgang"


def _signalled(said: Any) -> _Found:
    if said.signal_name == "poke" and _ours(said.identity) and not said.input.payloads:
        return None
    return _K.SIGNALLED, f"signal {said.signal_name!r}"


def _reset(said: Any) -> _Found:
    if said.cause != WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW:
        return None
    return _K.RESET, f"run {said.base_run_id} was taken back to an earlier event, and goes on in this one{_why(said)}"


def _terminated(said: Any) -> _Found:
    return _K.TERMINATED, f"the run was ended{_why(said)}"


def _why(said: Any) -> str:
    reason = getattr(said, "reason", "") or getattr(getattr(said, "failure", None), "message", "")
    return f": {reason}" if reason else ""


_BY_HAND: Final[dict[str, Callable[[Any], _Found]]] = {
    "workflow_execution_started_event_attributes": _started,
    "workflow_execution_signaled_event_attributes": _signalled,
    "workflow_execution_cancel_requested_event_attributes": lambda said: (
        _K.CANCELLED,
        f"the run was asked to cancel itself{f': {said.cause}' if said.cause else ''}",
    ),
    "workflow_execution_terminated_event_attributes": _terminated,
    "workflow_task_failed_event_attributes": _reset,
    "workflow_execution_paused_event_attributes": lambda said: (_K.PAUSED, f"the run was paused{_why(said)}"),
    "workflow_execution_unpaused_event_attributes": lambda said: (
        _K.UNPAUSED,
        f"the run was let go on{_why(said)}",
    ),
}


def _ours(identity: str) -> bool:
    """Whether somebody named themselves as the house does. Whoever can speak to Temporal can do so, too."""
    return identity == HOUSE
