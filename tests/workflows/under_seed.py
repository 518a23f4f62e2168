"""Every recorded history replayed strictly under a hash seed: `python -m tests.workflows.under_seed`.

The order of a set differs from seed to seed, which `PYTHONHASHSEED` sets (B3). Behind that a rule is made to walk
through a set, as none may, and what was decided is replayed again: that must be found. `--all-seeds` does both under
six seeds, each in a process of its own; the test run takes one of them beside its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from temporalio.worker import WorkflowRunner

import rules.case.followup
from audit.replay import replay_each
from models.entries import FollowUpOpened
from rules.case.context import Case
from tests.workflows.kept import Kept, manifest
from workflows.sandbox import runner

PROJECT = Path(__file__).parents[2]
SEEDS = ("0", "1", "2", "7", "4711", "random")
DECIDED = ("decided", "case-ostfold-2031-1")


async def under(seed: str) -> dict[str, Any]:
    """What a process with that seed finds."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT), "TEMPORAL_DEBUG": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.workflows.under_seed",
        cwd=PROJECT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await process.communicate()
    found: dict[str, Any] = json.loads(said)
    return found


def plant() -> None:
    """What each bound party has to follow up comes in an order of its own in every process."""
    ordered = rules.case.followup.follow_ups

    def by_chance(case: Case) -> tuple[FollowUpOpened, ...]:
        items = {item.party: item for item in ordered(case)}
        return tuple(items[party] for party in set(items))

    rules.case.followup.follow_ups = by_chance


async def differing(chosen: Iterable[Kept], runs_in: WorkflowRunner | None = None) -> list[str]:
    """The runs in which history, code and record do not say the same."""
    each = [*chosen]
    replayed = replay_each([(kept.history(), kept.entries()) for kept in each], runner=runs_in)
    return [
        kept.name for kept, agrees in zip(each, [one.agrees async for one in replayed], strict=True) if not agrees
    ]


async def here() -> dict[str, Any]:
    """How many runs were replayed, what differed, what it cost, and what differed with a fault planted."""
    before = time.process_time()
    found = await differing(manifest())
    seconds = round(time.process_time() - before, 1)
    plant()
    decided = [kept for kept in manifest() if (kept.story, kept.record) == DECIDED]
    planted = await differing(decided, runner())  # which reads the workflow anew, and with it the fault
    return {"replayed": len(manifest()), "differing": found, "seconds": seconds, "planted": planted}


async def everywhere() -> bool:
    """Under every seed, told line by line; whether nothing differed but what was planted."""
    sound = True
    for seed in SEEDS:
        found = await under(seed)
        sound = sound and found["differing"] == [] and found["planted"] != []
        sys.stdout.write(f"{seed}: {json.dumps(found)}\n")
    return sound


if __name__ == "__main__":
    if sys.argv[1:] == ["--all-seeds"]:
        sys.exit(0 if asyncio.run(everywhere()) else 1)
    sys.stdout.write(json.dumps(asyncio.run(here())))
