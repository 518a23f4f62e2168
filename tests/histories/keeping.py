"""What a story leaves: every run's history without the machine that made it, and every record's entries.

A story that is told to be kept (`KEEP_IN` names the folder) gets a folder of its own there; `tests.histories.record`
chooses among what lies in it.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

from models.canonical import canonical_bytes
from models.entries import Entry
from tests.replaying import runs_of
from tests.story import Story
from tests.workflows.kept import Kept, entries_in, history_in, stages_of

KEEP_IN = "TEST_HISTORIES"  # where scenarios leave what they came to
SCENARIOS = re.compile(r"test_((?:s\d\d_)+)")
FACTS = "runs.json"


@dataclass(frozen=True)
class Left:
    """A run that a story left, and the kinds of the entries of that run."""

    kept: Kept
    entered: tuple[str, ...]

    @property
    def of(self) -> str:
        """The kind of record."""
        return self.kept.record.partition("-")[0]


def is_asked() -> bool:
    """Whether somebody wants to keep what the scenarios leave."""
    return KEEP_IN in os.environ


async def keep_if_asked(story: Story, test: str, file: Path) -> None:
    """Write what a scenario of a test left, where somebody asks for it."""
    if is_asked():
        found = SCENARIOS.match(test)
        numbers = found[1].rstrip("_").split("_") if found else []
        scenarios = tuple(f"S-{number[1:]}" for number in numbers)
        folder = Path(os.environ[KEEP_IN])
        await keep(
            story, _free(folder, numbers[0] if numbers else file.stem.removeprefix("test_")), folder, scenarios
        )


def _free(folder: Path, name: str) -> str:
    """The name, with a number where a story of that name was told before."""
    told = sum(place.name.partition("-")[0] == name for place in folder.iterdir())
    return f"{name}-{told + 1}" if told else name


async def keep(story: Story, name: str, folder: Path, scenarios: tuple[str, ...] = ()) -> None:
    """Write every run and all entries of a story into a folder of its name."""
    place = folder / name
    place.mkdir()
    left: list[Left] = []
    for record in story.records:
        entries, runs = await story.entries(record), await runs_of(story, record)
        (place / entries_in(record)).write_bytes(b"\n".join(canonical_bytes(entry) for entry in entries))
        for number, (run, entered) in enumerate(_with_entries(runs, entries), start=1):
            history = without_machine(History(events=run.events))
            (place / history_in(record, number)).write_bytes(history.SerializeToString())
            upto = [*stages_of(record, entries[: entered[-1].seq if entered else _head(run)])]
            ended = run.events[-1].WhichOneof("attributes") or ""
            kept = Kept(name, record, number, len(runs), ended, upto[-1] if upto else "", scenarios)
            left.append(Left(kept, tuple(entry.body.kind for entry in entered)))
    (place / FACTS).write_text(json.dumps([asdict(one) for one in left]))


def left_in(folder: Path, name: str) -> list[Left]:
    """The runs that a story left in the folder."""
    lines = json.loads((folder / name / FACTS).read_text())
    return [Left(Kept.of_line(line["kept"]), tuple(line["entered"])) for line in lines]


def _with_entries(
    runs: list[WorkflowHistory], entries: tuple[Entry, ...]
) -> Iterator[tuple[WorkflowHistory, tuple[Entry, ...]]]:
    """Each run with its entries; none from where a test had changed the code on, which is no code of ours."""
    heads = [*(_head(run) for run in runs), len(entries)]
    each = zip(runs, itertools.pairwise(heads), strict=True)
    for run, (before, last) in itertools.takewhile(lambda one: not _is_patched(one[0]), each):
        yield run, entries[before:last]


def _head(run: WorkflowHistory) -> int:
    """The last entry before the run."""
    begun = run.events[0].workflow_execution_started_event_attributes.input.payloads[0]
    head = json.loads(begun.data).get("head")
    return int(head["seq"]) if head else 0


def _is_patched(run: WorkflowHistory) -> bool:
    return any(e.marker_recorded_event_attributes.marker_name == "core_patch" for e in run.events)


def without_machine(history: History) -> History:
    """The history without the names of the processes and the machine that made it."""
    for event in history.events:
        _forget_identity(getattr(event, event.WhichOneof("attributes") or ""))
    return history


def _forget_identity(part: Any) -> None:
    """In the part and in what an update's event nests below it."""
    if getattr(part, "identity", ""):
        part.identity = ""
    for name in ("meta", "accepted_request"):
        if getattr(part, name, None) is not None:
            _forget_identity(getattr(part, name))
