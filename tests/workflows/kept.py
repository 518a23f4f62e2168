"""The recorded histories of `tests/histories`, as they are kept and with one payload edited."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.client import WorkflowHistory

from models.agreement_state import AgreementState
from models.entries import Entry
from rules.agreement.fold import fold_agreement
from rules.case.fold import fold_case
from rules.dispute.fold import fold_dispute
from rules.meeting.fold import fold_meeting

FOLDER = Path(__file__).parents[1] / "histories"
FOLDS: dict[str, Callable[[Any, Entry, str], Any]] = {
    "case": fold_case,
    "meeting": fold_meeting,
    "agreement": fold_agreement,
    "dispute": fold_dispute,
}
Payload = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """One run of one record."""

    story: str  # that it was recorded from
    record: str
    number: int  # of the run, from 1
    runs: int  # that the record had; of some stories not all are kept
    ends_with: str
    stage: str  # in which the run left its record
    scenarios: tuple[str, ...]

    @classmethod
    def of_line(cls, line: dict[str, Any]) -> Kept:
        """From JSON."""
        return cls(**{**line, "scenarios": tuple(line["scenarios"])})

    @property
    def name(self) -> str:
        """The run among all that are kept."""
        return f"{self.story}.{self.record}.{self.number}"

    @property
    def history_file(self) -> str:
        """Where its history lies in the story's file."""
        return history_in(self.record, self.number)

    def recorded(self) -> bytes:
        """The history as it is kept."""
        return _unpacked(self.story)[self.history_file]

    def history(self) -> WorkflowHistory:
        """The history as it was recorded."""
        found = History.FromString(self.recorded())
        return WorkflowHistory(self.record, list(found.events))

    def entries(self) -> tuple[Entry, ...]:
        """The record's entries as the register had them."""
        lines = _unpacked(self.story)[entries_in(self.record)].splitlines()
        return tuple(Entry.model_validate_json(line) for line in lines)


def history_in(record: str, number: int) -> str:
    """Where the history of a record's run lies in its story's file."""
    return f"{record}.{number}.history"


def entries_in(record: str) -> str:
    """Where the record's entries lie there."""
    return f"{record}.entries"


@lru_cache(maxsize=4)
def _unpacked(story: str) -> dict[str, bytes]:
    """All that is kept of a story."""
    packed = base64.decodebytes((FOLDER / f"{story}.txt").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:xz") as files:
        return {info.name: found.read() for info in files if (found := files.extractfile(info))}


@cache
def manifest() -> tuple[Kept, ...]:
    """Every history that is kept, runs of a record in order."""
    return tuple(Kept.of_line(line) for line in json.loads((FOLDER / "manifest.json").read_text()))


def stages_of(record: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Where the record stood after each of its entries; an agreement's notice, where one was given."""
    kind, community, *_ = record.split("-")
    state: Any = None
    for entry in entries:
        state = FOLDS[kind](state, entry, community)
        yield _agreement_stage(state) if kind == "agreement" else state.stage.value


def _agreement_stage(state: AgreementState) -> str:
    if state.ended:
        return "ended"
    return state.notices[-1].stage.value if state.notices else "without_notice"


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
