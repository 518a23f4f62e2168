"""What every record's workflow shares: it does not begin in one that leaves out what a record has to bring."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.record import RecordKeeping

BROUGHT = {"apply", "carried", "clocks", "judge_one", "stand_at"}


@pytest.mark.parametrize("left_out", sorted(BROUGHT))
def test_a_workflow_that_leaves_something_out_cannot_begin(left_out: str) -> None:
    brings = {name: lambda _self: None for name in BROUGHT - {left_out}}
    lacking = type("Lacking", (RecordKeeping,), brings)

    with pytest.raises(TypeError, match=left_out):
        lacking()


def test_activities_are_asked_locally_in_one_place_which_counts_them() -> None:
    """Else a workflow task may be prolonged, which is not replayed as it was (docs/adr/0010)."""
    files = (Path(__file__).parents[2] / "workflows").glob("*.py")

    asking = [line.strip() for file in files for line in file.read_text().splitlines() if "_local_activity" in line]

    assert len(asking) == 1, asking
