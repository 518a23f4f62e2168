"""What the watchdog says, said in words: no way in which a workflow can be away is without them."""

from __future__ import annotations

from cases import RESTARTS, STATUSES
from cli.watch import CAUSES, WHEREABOUTS
from models.entries import RestartCause
from models.work import Whereabouts
from tests.cli.desk import Desk
from tests.story import Story
from watchdog import Cause

HALTED = {Whereabouts.PAUSED, Whereabouts.STUCK}


def test_every_cause_and_every_whereabouts_has_words() -> None:
    assert set(CAUSES) == {cause.value for cause in Cause}
    assert set(WHEREABOUTS) == {where.value for where in Whereabouts} - {"running"}


def test_a_workflow_runs_or_is_started_again_or_waits_for_somebody_to_look() -> None:
    assert set(RESTARTS) == set(Whereabouts) - HALTED - {Whereabouts.RUNNING}
    assert set(RESTARTS.values()) == set(RestartCause)
    assert set(STATUSES.values()) <= set(Whereabouts)


async def test_all_in_time(told: Story, desk: Desk) -> None:
    await told.open_case()

    answer = await desk.give("watch --json")

    assert (answer.status, answer.document["in_time"], answer.document["open"]) == (0, True, 1)
