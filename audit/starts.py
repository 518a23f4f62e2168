"""What runs began with, read once: a run begins as the one before it did, but for the head and what follows it.

Reading procedure and roster takes most of the time that reading a start takes, and they stand before the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Final, TypeVar

from pydantic import ValidationError, create_model
from temporalio.api.history.v1 import HistoryEvent

from audit.written import UnreadableHistory
from models.base import Frozen
from models.work import AgreementStart, CaseStart, DisputeStart, MeetingStart, Start

STARTS: Final[dict[str, type[Start]]] = {
    "CaseWorkflow": CaseStart,
    "MeetingWorkflow": MeetingStart,
    "AgreementWorkflow": AgreementStart,
    "DisputeWorkflow": DisputeStart,
}
_HEAD: Final = "head"
_BEFORE_HEAD: Final = b',"head":'  # in JSON no text holds this: it is the name of a field, here or further inside
_KEPT: Final = 8  # beginnings of starts

S = TypeVar("S", bound=Frozen)


def start_of(events: Sequence[HistoryEvent]) -> Start:
    """What a run began with.

    Raises:
        UnreadableHistory: it is of no workflow of ours, or that cannot be read.
    """
    started = events[0].workflow_execution_started_event_attributes
    kind = STARTS.get(started.workflow_type.name)
    if kind is None or len(started.input.payloads) != 1:
        raise UnreadableHistory(f"it is of a workflow {started.workflow_type.name!r}, which is none of ours")
    try:
        return start_in(started.input.payloads[0].data, kind)
    except ValidationError as error:
        raise UnreadableHistory(f"what it began with cannot be read: {error}") from None


def start_in(content: bytes, kind: type[S]) -> S:
    """What JSON says a run began with: the same as `kind.model_validate_json`, faster where it begins as another.

    Both parts are JSON objects of no other fields than theirs, so that together they are one that says just that.

    Raises:
        ValidationError: it says something else.
    """
    first, found, rest = content.partition(_BEFORE_HEAD)
    if not found:
        return kind.model_validate_json(content)
    try:
        parts = _first(kind, first + b"}"), _parts(kind)[1].model_validate_json(b'{"head":' + rest)
    except ValidationError:
        return kind.model_validate_json(content)
    said: dict[str, Any] = {name: value for part in parts for name, value in part}
    return kind.model_construct(parts[0].model_fields_set | parts[1].model_fields_set, **said)


@lru_cache(_KEPT)
def _first(kind: type[Frozen], content: bytes) -> Frozen:
    return _parts(kind)[0].model_validate_json(content)


@cache
def _parts(kind: type[Frozen]) -> tuple[type[Frozen], type[Frozen]]:
    """The fields before the head, and the others, as models of their own."""
    fields: list[tuple[str, Any]] = [(name, (field.annotation, field)) for name, field in kind.model_fields.items()]
    head = list(kind.model_fields).index(_HEAD)
    first, rest = (
        create_model(kind.__name__, __base__=Frozen, **dict(some)) for some in (fields[:head], fields[head:])
    )
    return first, rest
