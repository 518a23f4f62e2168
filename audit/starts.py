"""What runs began with, read once: a run begins as the one before it did, but for the head and what follows it.

Reading procedure and roster takes most of the time that reading a start takes, and they stand before the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, Final

from pydantic import ValidationError, create_model
from temporalio.api.history.v1 import HistoryEvent

from audit.written import UnreadableHistory
from models.base import Frozen
from models.canonical import digest_of
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


class Versions:
    """The versions of a start, by their digests."""

    def __init__(self, said: Any) -> None:
        """`said`: the start, or the part of it that has them."""
        self._said = said

    @cached_property
    def procedure(self) -> str:
        """The procedure's."""
        return digest_of(self._said.procedure)

    @cached_property
    def roster(self) -> str:
        """The roster's."""
        return digest_of(self._said.roster)


@dataclass(frozen=True)
class Begun:
    """What a run began with."""

    start: Start
    versions: Versions


def begun(events: Sequence[HistoryEvent]) -> Begun:
    """What a run began with.

    Raises:
        UnreadableHistory: it is of no workflow of ours, or that cannot be read.
    """
    started = events[0].workflow_execution_started_event_attributes
    kind = STARTS.get(started.workflow_type.name)
    if kind is None or len(started.input.payloads) != 1:
        raise UnreadableHistory(f"it is of a workflow {started.workflow_type.name!r}, which is none of ours")
    try:
        return begun_with(started.input.payloads[0].data, kind)
    except ValidationError as error:
        raise UnreadableHistory(f"what it began with cannot be read: {error}") from None


def begun_with(content: bytes, kind: type[Start]) -> Begun:
    """What JSON says a run began with: the same as `kind.model_validate_json`, faster where it begins as another.

    Both parts are JSON objects of no other fields than theirs, so that together they are one that says just that.

    Raises:
        ValidationError: it says something else.
    """
    first, found, rest = content.partition(_BEFORE_HEAD)
    try:
        if found:
            (known, versions), others = _first(kind, first + b"}"), _parts(kind)[1]
            return Begun(_together(kind, known, others.model_validate_json(b'{"head":' + rest)), versions)
    except ValidationError:  # of a part: it is written in another way, or wrong
        pass
    start = kind.model_validate_json(content)
    return Begun(start, Versions(start))


@lru_cache(_KEPT)
def _first(kind: type[Start], content: bytes) -> tuple[Frozen, Versions]:
    said = _parts(kind)[0].model_validate_json(content)
    return said, Versions(said)


def _together(kind: type[Start], *parts: Frozen) -> Start:
    said: dict[str, Any] = {name: value for part in parts for name, value in part}
    return kind.model_construct({name for part in parts for name in part.model_fields_set}, **said)


@cache
def _parts(kind: type[Start]) -> tuple[type[Frozen], type[Frozen]]:
    """The fields before the head, and the others, as models of their own."""
    fields: list[tuple[str, Any]] = [(name, (field.annotation, field)) for name, field in kind.model_fields.items()]
    head = list(kind.model_fields).index(_HEAD)
    first, rest = (
        create_model(kind.__name__, __base__=Frozen, **dict(some)) for some in (fields[:head], fields[head:])
    )
    return first, rest
