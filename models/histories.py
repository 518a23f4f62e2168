"""The Temporal history of one run of a record's workflow, as it is kept when Temporal has forgotten it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models.base import Digest, RecordId

HOUSE: Final = "saksgang"
"""How the house names itself to Temporal: whatever comes to a workflow under another name comes from a hand."""


@dataclass(frozen=True)
class Run:
    """One run, as the archive's index tells of it."""

    record: RecordId  # also the id of its workflow
    workflow: str  # its type
    run: str
    first_run: str  # the first of the runs that continued one another up to this
    previous_run: str | None  # the one that was continued in this; None: it was started
    began_at: datetime  # of the first event, by Temporal's clock
    ended_at: datetime  # of the last
    events: int
    build_ids: tuple[str, ...]  # of the code that did its tasks, in the order in which they come
    closed: str | None  # completed, continued_as_new, failed, timed_out, cancelled, terminated; None: it runs
    sha256: Digest  # of the history's bytes, not compressed
    size: int  # of these bytes


@dataclass(frozen=True)
class KeptHistory:
    """One run's history: what it is of, and its bytes under their digest."""

    record: RecordId  # also the id of its workflow
    workflow: str  # its type
    run: str
    index: int  # among the runs of the record, from 1
    closed: str | None  # as in `Run`; None: it ran when this was taken
    sha256: Digest  # of the bytes, not compressed
    compressed: bytes  # gzip


def in_order(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a record as they followed one another: what was begun first, and each after the one it continues.
    What is under way comes last.

    A run that was reset ends, and the new one stands after it: both continue the same one. So do the two histories
    of a run that began again from an older copy of Temporal's store.
    """
    begun: dict[str, datetime] = {}
    for run in runs:
        begun[run.first_run] = min(begun.get(run.first_run, run.began_at), run.began_at)
    before = {run.run: run.previous_run for run in runs}

    def depth(run: Run) -> int:
        steps, previous = 0, run.previous_run
        while previous in before and steps < len(runs):
            steps, previous = steps + 1, before[previous]
        return steps

    return tuple(
        sorted(
            runs,
            key=lambda run: (
                run.closed is None,
                begun[run.first_run],
                run.first_run,
                depth(run),
                run.ended_at,
                run.run,
                run.sha256,
            ),
        )
    )
