"""Temporal histories as bytes: the same history always the same bytes, kept under their SHA-256.

The bytes are the protobuf message `temporal.api.history.v1.History`, compressed as a gzip file that any `gunzip`
reads. The digest is that of the bytes, not of the file: whoever compresses them otherwise has the same history.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.client import WorkflowHistory

from audit.starts import begun
from audit.written import UnreadableHistory, as_written
from models.histories import KeptHistory, Run, in_order

LARGEST: Final = 64 * 1024 * 1024  # Temporal ends a run at 50 MB
MOST_EVENTS: Final = 51_200  # Temporal ends a run there, too
_EVENT: Final = 0x0A  # the first field of a history: an event
_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # gzip: no name, no time, no system
CLOSED: Final = {
    "workflow_execution_completed_event_attributes": "completed",
    "workflow_execution_continued_as_new_event_attributes": "continued_as_new",
    "workflow_execution_failed_event_attributes": "failed",
    "workflow_execution_timed_out_event_attributes": "timed_out",
    "workflow_execution_canceled_event_attributes": "cancelled",
    "workflow_execution_terminated_event_attributes": "terminated",
}
"""The events that end a run, and what we call such an end."""


def bytes_of(events: Sequence[HistoryEvent]) -> bytes:
    """A history's bytes."""
    return History(events=events).SerializeToString(deterministic=True)


def address(content: bytes) -> str:
    """What a history is kept under."""
    return hashlib.sha256(content).hexdigest()


NOT_AS_KEPT = "holds something that is no part of a history as it is kept"


def packed(content: bytes) -> bytes:
    """The bytes as a gzip file, which says nothing of where and when it was made."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    length = len(content) & 0xFFFFFFFF
    trailer = zlib.crc32(content).to_bytes(4, "little") + length.to_bytes(4, "little")
    return _HEADER + deflate.compress(content) + deflate.flush() + trailer


def unpacked(compressed: bytes) -> bytes:
    """The bytes of a gzip file.

    Raises:
        UnreadableHistory: it is none, or would be larger than any history.
    """
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = inflate.decompress(compressed, LARGEST)
    except zlib.error as error:
        raise UnreadableHistory(f"it is no gzip file: {error}") from None
    if inflate.unconsumed_tail:
        raise UnreadableHistory(f"it has more than {LARGEST} bytes")
    if not inflate.eof or inflate.unused_data:
        raise UnreadableHistory("the gzip file is cut off, or something stands behind its end")
    return content


def events_in(content: bytes) -> tuple[HistoryEvent, ...]:
    """The events in a history's bytes.

    Raises:
        UnreadableHistory: there are none, or they are not as a server writes them.
    """
    if _fields_in(content) > MOST_EVENTS:
        raise UnreadableHistory(f"it has more than {MOST_EVENTS} events, which no Temporal history has")
    try:
        events = History.FromString(content).events
    except DecodeError:
        raise UnreadableHistory("it is no Temporal history") from None
    return as_written(events)


def _fields_in(content: bytes) -> int:
    """How many events the bytes would make, so that a small file does not become a large memory."""
    at = number = 0
    while at < len(content) and content[at] == _EVENT and number <= MOST_EVENTS:
        number, at, length, shift = number + 1, at + 1, 0, 0
        while at < len(content):
            byte = content[at]
            length, shift, at = length | (byte & 0x7F) << shift, shift + 7, at + 1
            if byte < 0x80:
                break
        at += length
    return number


@dataclass(frozen=True)
class OpenHistory(KeptHistory):
    """A kept history that has been read, once for all that is asked of it."""

    told: Run  # as `described`
    history: WorkflowHistory  # to be replayed

    @property
    def events(self) -> Sequence[HistoryEvent]:
        """All of its events."""
        return self.history.events


def opened(kept: KeptHistory) -> OpenHistory:
    """A kept history, read; one that has been is not read again.

    Raises:
        UnreadableHistory: it is not what its digest says.
    """
    if isinstance(kept, OpenHistory):
        return kept
    content = unpacked(kept.compressed)
    if address(content) != kept.sha256:
        raise UnreadableHistory(f"run {kept.run} of {kept.record} has digest {address(content)}, not {kept.sha256}")
    events = events_in(content)
    return OpenHistory(
        **vars(kept), told=described(kept.record, kept.run, events), history=WorkflowHistory(kept.record, events)
    )


def described(record: str, run: str, events: Sequence[HistoryEvent]) -> Run:
    """What the index tells of a run.

    Args:
        record: The workflow's id.
        run: The run's id; a run that came of a reset bears another in its first event.
        events: All of its events.
    """
    return _described(record, run, events, bytes_of(events))


def _described(record: str, run: str, events: Sequence[HistoryEvent], content: bytes) -> Run:
    started = events[0].workflow_execution_started_event_attributes
    return Run(
        record=record,
        workflow=started.workflow_type.name,
        run=run,
        first_run=started.first_execution_run_id or run,
        previous_run=started.continued_execution_run_id or None,
        began_at=moment(events[0].event_time),
        ended_at=moment(events[-1].event_time),
        events=len(events),
        build_ids=tuple(dict.fromkeys(_builds(events))),
        closed=how_closed(events),
        sha256=address(content),
        size=len(content),
    )


def taken(record: str, run: str, index: int, events: Sequence[HistoryEvent]) -> KeptHistory:
    """A history as it is now, in the form in which the archive gives finished ones."""
    content = bytes_of(events)
    told = _described(record, run, events, content)
    return KeptHistory(record, told.workflow, run, index, told.closed, told.sha256, packed(content))


def in_file(content: bytes, run: str | None = None) -> OpenHistory:
    """The history in a file: as it is kept, uncompressed, or as JSON that Temporal's own tools write.

    Args:
        run: The run's id, where the file's name tells it.

    Raises:
        UnreadableHistory: it is none, or of no workflow of ours.
    """
    inside = unpacked(content) if content.startswith(_HEADER[:2]) else content
    events = _in_json(inside) if inside.lstrip()[:1] == b"{" else events_in(inside)
    record, written = record_in(events), bytes_of(events)
    began_as = events[0].workflow_execution_started_event_attributes.original_execution_run_id
    told = _described(record, run or began_as, events, written)
    return OpenHistory(
        record=record,
        workflow=told.workflow,
        run=told.run,
        index=1,
        closed=told.closed,
        sha256=told.sha256,
        compressed=content if inside is not content and written == inside else packed(written),
        told=told,
        history=WorkflowHistory(record, events),
    )


def record_in(events: Sequence[HistoryEvent]) -> str:
    """The record that a run began with, though no more of it can be read than that.

    Raises:
        UnreadableHistory: it names none.
    """
    try:
        return begun(events).start.record
    except UnreadableHistory:
        payloads = events[0].workflow_execution_started_event_attributes.input.payloads
    try:
        return str(json.loads(payloads[0].data)["record"])
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        raise UnreadableHistory("what its workflow began with names no record") from None


def in_files(files: Mapping[str, bytes]) -> dict[str, tuple[OpenHistory, ...]]:
    """The histories in files named RECORD/RUN with any ending: of each record the runs in their order, each once.

    Raises:
        UnreadableHistory: one is none, or not as it is kept, or of another record than its name says.
    """
    found: dict[str, dict[tuple[str, str], OpenHistory]] = {}
    for name, content in files.items():
        record, _, file = name.partition("/")
        try:
            read = in_file(content, file.partition(".")[0])
        except UnreadableHistory as error:
            raise UnreadableHistory(f"{name}: {error}") from None
        if read.record != record:
            raise UnreadableHistory(f"{name} is a history of {read.record}")
        if read.compressed is not content or not is_as_kept(content, read.events, read.sha256):
            raise UnreadableHistory(f"{name} {NOT_AS_KEPT}")
        found.setdefault(record, {})[read.run, read.sha256] = read
    return {record: _numbered(runs) for record, runs in found.items()}


def is_as_kept(compressed: bytes, events: Sequence[HistoryEvent], digest: str) -> bool:
    """Whether a gzip file holds nothing beside the events, which are all that is looked at: no other writing of them,
    no words in the compressed file, no fields that Temporal's SDK does not know."""
    known = History(events=events)
    known.DiscardUnknownFields()
    return compressed.startswith(_HEADER) and address(bytes_of(known.events)) == digest


def _numbered(runs: Mapping[tuple[str, str], OpenHistory]) -> tuple[OpenHistory, ...]:
    ordered = in_order(tuple(read.told for read in runs.values()))
    return tuple(replace(runs[run.run, run.sha256], index=number) for number, run in enumerate(ordered, start=1))


def _in_json(content: bytes) -> tuple[HistoryEvent, ...]:
    try:
        events = WorkflowHistory.from_json("", content.decode()).events
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableHistory(f"it is no Temporal history: {str(error).partition(chr(10))[0]}") from None
    return as_written(events)


def runs_before(events: Sequence[HistoryEvent]) -> Iterator[str]:
    """The runs that a run names as what it goes on from: the one it continues, and those it was reset from.

    A run that never was reset is its own original.
    """
    started = events[0].workflow_execution_started_event_attributes
    named = [event.workflow_task_failed_event_attributes.base_run_id for event in events]
    yield from filter(None, (started.continued_execution_run_id, started.original_execution_run_id, *named))


def how_closed(events: Sequence[HistoryEvent]) -> str | None:
    """How a run ended; None where it runs."""
    return CLOSED.get(events[-1].WhichOneof("attributes") or "")


def moment(stamp: Timestamp) -> datetime:
    """A time of Temporal's clock."""
    return stamp.ToDatetime(tzinfo=UTC)


def _builds(events: Sequence[HistoryEvent]) -> list[str]:
    done = (event.workflow_task_completed_event_attributes for event in events)
    named = (task.worker_version.build_id or task.binary_checksum for task in done)  # older servers keep the second
    return [build for build in named if build]
