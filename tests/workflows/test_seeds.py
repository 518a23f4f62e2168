"""The order of a set differs from process to process; what a case comes to does not (B3)."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]


async def under(seed: str, *planted: str) -> dict[str, Any]:
    """The recorded histories replayed in a process with that seed."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT), "TEMPORAL_DEBUG": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.workflows.under_seed", *planted,
        cwd=PROJECT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await process.communicate()
    found: dict[str, Any] = json.loads(said)
    return found


async def test_two_seeds_come_to_what_was_recorded_and_a_walk_through_a_set_does_not() -> None:
    one, other, planted = await asyncio.gather(under("1"), under("4711"), under("1", "planted"))

    assert one == other
    assert (one["replayed"] >= 10, one["differing"]) == (True, [])
    assert planted["differing"] != []
