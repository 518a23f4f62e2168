"""What every record's workflow shares: it does not begin in one that leaves out what a record has to bring."""

from __future__ import annotations

import pytest

from workflows.record import RecordKeeping

BROUGHT = {"apply", "carried", "clocks", "judge_one", "stand_at"}


@pytest.mark.parametrize("left_out", sorted(BROUGHT))
def test_a_workflow_that_leaves_something_out_cannot_begin(left_out: str) -> None:
    brings = {name: lambda _self: None for name in BROUGHT - {left_out}}
    lacking = type("Lacking", (RecordKeeping,), brings)

    with pytest.raises(TypeError, match=left_out):
        lacking()
