"""The recorded histories of `tests/histories`, as they are kept and with one payload edited."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.client import WorkflowHistory

from models.entries import Entry

FOLDER = Path(__file__).parents[1] / "histories"
Payload = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """One run of one record."""

    file: str
    record: str
    entries_file: str
    ends_with: str

    @property
    def story(self) -> str:
        """The story it was recorded from."""
        return self.file.split(".", 1)[0]

    def history(self) -> WorkflowHistory:
        """The history as it was recorded."""
        found = History.FromString(_unpacked(self.file))
        return WorkflowHistory(self.record, list(found.events))

    def entries(self) -> tuple[Entry, ...]:
        """The record's entries as the register had them."""
        lines = _unpacked(self.entries_file).splitlines()
        return tuple(Entry.model_validate_json(line) for line in lines)


def _unpacked(file: str) -> bytes:
    return gzip.decompress(base64.decodebytes((FOLDER / file).read_bytes()))


def manifest() -> list[Kept]:
    """Every history that is kept, runs of a record in order."""
    lines = json.loads((FOLDER / "manifest.json").read_text())
    return [Kept(line["file"], line["record"], line["entries"], line["ends_with"]) for line in lines]


def first_of(story: str, record: str = "case-ostfold-2031-1") -> Kept:
    """The first run of a record of a story."""
    return next(kept for kept in manifest() if (kept.story, kept.record) == (story, record))


def edited(history: WorkflowHistory, edit: Callable[[HistoryEvent], bool]) -> WorkflowHistory:
    """The history with every event changed for which `edit` changes something and says so.

    Raises:
        LookupError: there was nothing to change.
    """
    events = []
    for event in history.events:
        copy = HistoryEvent()
        copy.CopyFrom(event)
        events.append(copy)
    changed = [edit(event) for event in events]
    if True not in changed:
        raise LookupError("no event of that kind")
    return WorkflowHistory(history.workflow_id, events)


def run_with(story: str, record: str, edit: Callable[[HistoryEvent], bool]) -> Kept:
    """The first run of a record in which there is something for `edit` to change.

    Raises:
        LookupError: there is none.
    """
    for kept in manifest():
        if (kept.story, kept.record) == (story, record):
            with contextlib.suppress(LookupError):
                edited(kept.history(), edit)
                return kept
    raise LookupError(f"{record} of {story} has no such event")


def rewrite(payload: Any, change: Callable[[Payload], bool]) -> bool:
    """Change a JSON payload in place; whether there was something to change."""
    content = json.loads(payload.data)
    if not change(content):
        return False
    payload.data = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    return True
